"""Planning: kinds by the city's list, times and places that make sense, changes told to those who signed up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import actions, attending, queries
from tongxin.activities.errors import Settled, TimeClash, TooFewPlaces
from tongxin.activities.models import Activity, Turnout
from tongxin.activities.tests.world import an_activity, code_of, held, signs_up
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db


def test_who_may_plan_where(cast: Cast) -> None:
    assert an_activity(cast).status == "open"
    team = an_activity(cast, by=cast.leader, host=cast.organizations["team"])
    assert team in Activity.objects.visible_to(cast.worker)
    with pytest.raises(NotYours):
        an_activity(cast, by=cast.neighbor)
    with pytest.raises(NotYours):
        an_activity(cast, by=cast.resident)


def test_bad_input_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(Unfit, match="名额至少为 1"):
        an_activity(cast, places=0)
    with pytest.raises(Unfit, match="已经过去"):
        an_activity(cast, begins_at=cast.at - timedelta(days=1))
    with pytest.raises(Unfit, match="晚于开始"):
        an_activity(cast, ends_at=cast.at)
    with pytest.raises(Unfit, match="类别"):
        an_activity(cast, kinds=[])
    with pytest.raises(Unfit, match="可选清单"):
        an_activity(cast, kinds=["party"])
    assert not Activity.objects.exists()


def test_places_never_sink_below_those_who_signed_up(cast: Cast) -> None:
    activity = an_activity(cast, places=2)
    signs_up(cast, "member", activity)
    signs_up(cast, "resident", activity)
    with pytest.raises(TooFewPlaces):
        actions.change(activity=activity, places=1, by=cast.worker, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turnout.objects.filter(pk=activity.pk).update(places=1)
    actions.change(activity=activity, places=3, by=cast.worker, at=cast.at)
    assert Turnout.objects.get(pk=activity.pk).places == 3
    assert Record.objects.about(activity).last().data["changes"] == "名额"  # type: ignore[union-attr]


def test_a_new_time_is_refused_while_somebody_is_elsewhere_then(cast: Cast) -> None:
    first = an_activity(cast)
    later = an_activity(cast, begins_at=first.begins_at + timedelta(days=1), title="周日清洁")
    signs_up(cast, "member", first)
    signs_up(cast, "member", later)
    with pytest.raises(TimeClash, match="1 位"):
        actions.change(
            activity=later, begins_at=first.begins_at, ends_at=first.ends_at, sign_up_until=first.begins_at,
            by=cast.worker, at=cast.at,
        )  # fmt: skip
    later.refresh_from_db()
    actions.change(activity=later, ends_at=later.ends_at + timedelta(hours=1), by=cast.worker, at=cast.at)
    assert later.sign_ups.get().during.upper == later.ends_at  # type: ignore[attr-defined]


def test_a_cancelled_activity_frees_its_people_and_stays_closed(cast: Cast) -> None:
    off, on = an_activity(cast, places=5), an_activity(cast, title="同一时间的另一场")
    signs_up(cast, "member", off)
    with pytest.raises(Unfit):
        actions.cancel(activity=off, reason=" ", by=cast.worker, at=cast.at)
    actions.cancel(activity=off, reason="暴雨预警", by=cast.worker, at=cast.at)
    signs_up(cast, "member", on)
    assert held(on) == (1, 0)
    off.refresh_from_db()
    assert off.cancel_reason == "暴雨预警"
    with pytest.raises(Settled):
        actions.change(activity=off, title="改名", by=cast.worker, at=cast.at)


@pytest.mark.covers("MHK-14")
def test_one_activity_of_several_hosts_names_them_and_each_who_came_counts_once(cast: Cast) -> None:
    client, party, unit = Client(), cast.organizations["party"], cast.organizations["unit"]
    cast.sign_in(client, "worker")
    begins = timezone.localtime() + timedelta(days=2)
    given = {
        "title": "同上一堂党课", "kinds": ["theme_day"], "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}", "area": cast.home.pk, "place": "二楼会议室",
        "host": party.pk, "audience": "everybody", "open": "1",
    }  # fmt: skip
    wrong = client.post("/activities/plan/", given | {"co_hosts": f"没有这个单位\n{party.name}"})
    assert wrong.status_code == 422
    words = wrong.content.decode()
    assert "没有找到“没有这个单位”" in words and not Activity.objects.exists()
    assert client.post("/activities/plan/", given | {"co_hosts": f" {unit.name} \n\n"}).status_code == 302
    activity = Activity.objects.get()
    assert list(activity.co_hosts.all()) == [unit]
    shown = client.get(f"/public/activities/{activity.pk}/").content.decode()
    assert unit.name in shown and party.name in shown
    change = f"/activities/{activity.pk}/change/"
    assert unit.name in client.get(change).content.decode()
    assert client.post(change, given | {"co_hosts": ""}).status_code == 302
    assert not activity.co_hosts.exists()
    assert Record.objects.filter(kind="activities.ActivityChanged", data__changes__contains="协办组织").count() == 1
    actions.change(activity=activity, co_hosts=[unit], by=cast.worker, at=timezone.now())
    begun = activity.begins_at
    attending.check_in(
        activity=activity, person=cast.people["member"], code=code_of(activity, begun), by=cast.member, at=begun
    )
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    counted = queries.count_activities(kind="theme_day", since=activity.day, until=activity.day)
    assert (counted.activities, counted.organizations, counted.members) == (1, 2, 1)
