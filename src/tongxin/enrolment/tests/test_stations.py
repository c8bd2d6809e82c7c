"""The assembly station of a community, its roster and calls; responsibility areas, pioneer and model posts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment import merging
from tongxin.enrolment import station_actions as stations
from tongxin.enrolment.models import AssemblyStation, CallOut, CallOutAnswer, HonorPost, StationShift
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_merging import merged
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


def opened(cast: Cast) -> AssemblyStation:
    return stations.open_station(
        area=cast.home, place="党群服务中心一楼", opening="周一至周六 9:00—17:30", by=cast.worker, at=cast.at
    )


def given(cast: Cast, kind: str = "responsibility_area", **more: Any) -> HonorPost:
    told = {"person": cast.people["member"], "area": cast.grid, "does": "每周走一遍", "by": cast.secretary}
    return stations.give_honor(kind=kind, at=cast.at, **told | more)


@pytest.mark.covers("GY-32")
def test_one_station_in_a_community_with_roster_and_desk(cast: Cast) -> None:
    station = opened(cast)
    with pytest.raises(stations.StationThere):
        opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssemblyStation.objects.create(
            area=cast.home, area_path=cast.home.path, host=station.host, place="二楼", opening="每天",
            opened_on=today(cast.at),
        )  # fmt: skip
    with pytest.raises(NotYours):
        stations.open_station(area=cast.next, place="一楼", opening="每天", by=cast.worker, at=cast.at)
    with pytest.raises(Unfit):
        stations.open_station(area=cast.grid, place="一楼", opening="每天", by=cast.secretary, at=cast.at)
    told = {
        "station": station, "day": today(cast.at), "part": "morning", "person": cast.people["member"],
        "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    with pytest.raises(stations.NotCheckedInHere):
        stations.take_shift(**told)
    enrolled(cast)
    shift = stations.take_shift(**told)
    with pytest.raises(stations.OnDutyAlready):
        stations.take_shift(**told)
    with pytest.raises(Unfit):
        stations.take_shift(**told | {"day": today(cast.at) - timedelta(days=1)})
    with pytest.raises(NotYours):
        stations.leave_shift(shift=shift, by=cast.other_member, at=cast.at)
    stations.leave_shift(shift=shift, by=cast.member, at=cast.at)
    assert stations.take_shift(**told).pk != shift.pk and StationShift.objects.standing().count() == 1


@pytest.mark.covers("GY-32")
def test_the_desk_of_the_station_on_its_pages(cast: Cast) -> None:
    desk, phone = as_(cast, "worker"), as_(cast, "member")
    assert "还没有党员集结站" in words(desk.get(reverse("enrolment:stations")))
    told = {"area": cast.home.pk, "place": "党群服务中心一楼", "opening": "周一至周六"}
    desk.post(reverse("enrolment:open-station"), told)
    station = AssemblyStation.objects.get()
    assert "一个社区一个" in words(desk.post(reverse("enrolment:open-station"), told))
    assert desk.get(reverse("enrolment:stations")).url == station.get_absolute_url()
    enrolment = enrolled(cast)
    enrolments.complete(
        enrolment=enrolment, wishes=["law"], skills=["急救"], shows_identity=False, by=cast.member, at=cast.at
    )
    shift = {"who": "孙晓阳", "day": today(cast.at), "part": "morning"}
    assert desk.post(reverse("enrolment:take-shift", args=[station.pk]), shift).status_code == 302
    again = desk.post(reverse("enrolment:take-shift", args=[station.pk]), shift)
    assert again.status_code == 422 and "已经有值守" in words(again)
    shown = words(desk.get(station.get_absolute_url()))
    assert "孙晓阳" in shown and "登记报到" in shown
    called = words(desk.get(reverse("enrolment:call-list", args=[station.pk]), {"q": "急救"}))
    assert "孙晓阳" in called and "法律服务岗" in called and "1380" not in called
    assert "孙晓阳" not in words(desk.get(reverse("enrolment:call-list", args=[station.pk]), {"q": "理发"}))
    assert "值守" in words(phone.get(reverse("enrolment:my-station")))
    row = StationShift.objects.get()
    assert as_(cast, "other_member").post(reverse("enrolment:leave-my-shift", args=[row.pk])).status_code == 404
    phone.post(reverse("enrolment:leave-my-shift", args=[row.pk]))
    assert not StationShift.objects.standing().exists()
    for who in ("member", "resident", "recorder"):
        assert as_(cast, who).get(station.get_absolute_url()).status_code == 403, who
    assert as_(cast, "neighbor").get(station.get_absolute_url()).status_code == 404
    assert "党员集结站" in words(Client().get(reverse("enrolment:board", args=[cast.home.pk])))


def test_members_are_called_and_come_if_they_like(cast: Cast) -> None:
    station, phone = opened(cast), as_(cast, "member")
    told = {
        "station": station, "text": "清理积水", "place": "东门", "begins_at": cast.at + timedelta(hours=3),
        "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    with pytest.raises(Unfit, match="没有符合条件"):
        stations.call_out(**told)
    for who in ("member", "other_member"):
        enrolled(cast, who)
    with pytest.raises(Unfit, match="没有符合条件"):
        stations.call_out(wish="law", **told)
    with pytest.raises(Unfit, match="之后"):
        stations.call_out(**told | {"begins_at": cast.at})
    with pytest.raises(NotYours):
        stations.call_out(**told | {"by": cast.neighbor})
    call = stations.call_out(**told)
    engine.tell(Record.objects.filter(kind="enrolment.CalledOut").select_related("by").get())
    assert Notice.objects.filter(text__contains="清理积水").count() == call.called == 2
    mine = CallOutAnswer.objects.get(person=cast.people["member"])
    assert "清理积水" in words(phone.get(reverse("enrolment:my-station")))
    phone.post(reverse("enrolment:answer-call", args=[mine.pk]), {"comes": "1"})
    shown = words(as_(cast, "worker").get(call.get_absolute_url()))
    assert "孙晓阳" in shown and "郑丽萍" not in shown
    assert as_(cast, "other_member").post(reverse("enrolment:answer-call", args=[mine.pk])).status_code == 404
    with pytest.raises(AlreadyMoved):
        stations.answer_call(answer=mine, comes=False, by=cast.member, at=cast.at + timedelta(hours=4))
    assert CallOut.objects.get().answers.filter(comes__isnull=True).count() == 1  # type: ignore[attr-defined]


@pytest.mark.covers("GY-38", "GY-35")
def test_three_kinds_of_posts_on_the_tree_shown_by_own_consent(cast: Cast) -> None:
    with pytest.raises(stations.NotCheckedInHere):
        given(cast)
    enrolment = enrolled(cast)
    area, pioneer, model = given(cast), given(cast, "pioneer", area=cast.home), given(cast, "model", area=cast.home)
    assert [each.community_id for each in (area, pioneer, model)] == [cast.home.pk] * 3
    with pytest.raises(stations.HeldAlready):
        given(cast)
    with pytest.raises(Unfit, match="设在社区"):
        given(cast, "pioneer")
    with pytest.raises(Unfit):
        given(cast, "hero")
    for stranger in ("worker", "neighbor", "member"):
        with pytest.raises(NotYours):
            given(cast, by=cast.actor(stranger))
    board = reverse("enrolment:board", args=[cast.home.pk])
    assert "党员责任区" not in words(Client().get(board))
    cards.switch(person=cast.people["member"], item="honors", shown=True, by=cast.member, at=cast.at)
    assert "党员责任区" not in words(Client().get(board))
    cards.show_identity(enrolment=enrolment, shown=True, by=cast.member, at=cast.at)
    shown = words(Client().get(board))
    assert all(label in shown for label in ("党员责任区", "党员先锋岗", "党员示范岗", cast.grid.name))
    desk = as_(cast, "secretary")
    assert "每周走一遍" in words(desk.get(reverse("enrolment:honors"), {"kind": "responsibility_area"}))
    assert desk.post(reverse("enrolment:end-honor", args=[area.pk]), {"reason": ""}).status_code == 422
    desk.post(reverse("enrolment:end-honor", args=[area.pk]), {"reason": "工作变动"})
    phone = as_(cast, "member")
    phone.post(reverse("enrolment:end-my-honor", args=[pioneer.pk]), {"reason": "本人提出"})
    assert HonorPost.objects.current().count() == 1
    told = {"kind": "pioneer", "who": "孙晓阳", "area": cast.home.pk, "does": "窗口接待"}
    assert desk.post(reverse("enrolment:give-honor"), told).status_code == 302
    assert "已经在这里负责" in words(desk.post(reverse("enrolment:give-honor"), told))


def test_station_and_posts_follow_a_merged_community(cast: Cast) -> None:
    enrolled(cast)
    station, honor = opened(cast), given(cast)
    pioneer = given(cast, "pioneer", area=cast.home)
    shift = stations.take_shift(
        station=station, day=today(cast.at) + timedelta(days=1), part="morning", person=cast.people["member"],
        by=cast.worker, at=cast.at,
    )  # fmt: skip
    there = stations.open_station(area=cast.next, place="一楼", opening="每天", by=cast.neighbor, at=cast.at)
    merged(cast)
    merging.follow_merges(at=cast.at)
    for thing in (station, honor, pioneer, shift):
        thing.refresh_from_db()
    assert station.closed_on and shift.station_id == there.pk
    assert (honor.community_id, honor.area_id) == (cast.next.pk, cast.grid.pk)
    assert (pioneer.community_id, pioneer.area_id, honor.valid_to) == (cast.next.pk, cast.next.pk, None)
    assert honor.area_path.startswith(cast.next.path)


def test_who_checks_out_leaves_roster_and_posts_and_is_shown_no_more(cast: Cast) -> None:
    enrolment, station = enrolled(cast), opened(cast)
    honor = given(cast)
    stations.take_shift(
        station=station, day=today(cast.at) + timedelta(days=1), part="morning", person=cast.people["member"],
        by=cast.worker, at=cast.at,
    )  # fmt: skip
    cards.switch(person=cast.people["member"], item="honors", shown=True, by=cast.member, at=cast.at)
    cards.show_identity(enrolment=enrolment, shown=True, by=cast.member, at=cast.at)
    address = cast.people["member"].public_card.public_url  # type: ignore[attr-defined]
    answer = Client().get(address)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store" and "noindex" in answer["X-Robots-Tag"]
    enrolments.end(enrolment=enrolment, reason="居住地变更", by=cast.member, at=cast.at)
    honor.refresh_from_db()
    assert (honor.valid_to, honor.end_reason) == (today(cast.at), "居住地变更")
    assert not StationShift.objects.standing().exists() and Client().get(address).status_code == 404
