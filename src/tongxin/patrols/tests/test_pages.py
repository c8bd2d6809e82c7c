"""The pages: the desk plans and reads, the phone walks; nobody else finds a round, a place or a roster."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.cases.models import Case
from tongxin.kernel.clock import today
from tongxin.patrols import actions as patrols
from tongxin.patrols.models import PatrolMember, PatrolPlace, PatrolPlan, PatrolRound
from tongxin.patrols.tests.world import a_place, a_plan, enlist, said, stops_of, team_of


@pytest.fixture
def worker(cast: Cast, client: Client) -> Client:
    return cast.sign_in(client, "worker")


def laid_today(cast: Cast, **given: object) -> PatrolRound:
    at = timezone.now()
    plan = a_plan(cast, every="day", valid_from=today(at), **given)
    found = patrols.lay(plan_id=plan.pk, at=at)
    assert found is not None
    return found


@pytest.mark.covers("MHK-45")
def test_the_desk_plans_registers_points_and_keeps_the_roster(cast: Cast, worker: Client) -> None:
    worker.post(reverse("patrols:new-place"), {"kind": "hydrant", "name": "三栋消火栓", "area": cast.grid.name})
    place = PatrolPlace.objects.get()
    assert place in PatrolPlace.objects.facilities() and place.area == cast.grid
    sent = {
        "name": "守望幸福巡查", "checklist": "hazards", "area": cast.home.name, "team": team_of(cast).name,
        "every": "week", "valid_from": "2026-11-23", "amount": 2, "unit": "working_day",
    }  # fmt: skip
    answer = worker.post(reverse("patrols:new-plan"), sent | {"team": "没有这支队伍"})
    assert answer.status_code == 422 and "没有找到这支队伍" in answer.content.decode()
    worker.post(reverse("patrols:new-plan"), sent)
    plan = PatrolPlan.objects.get()
    assert plan.team == team_of(cast) and plan.keeper_id == cast.organizations["party"].pk
    assert worker.post(reverse("patrols:route", args=[plan.pk]), {}).status_code == 422
    worker.post(reverse("patrols:route", args=[plan.pk]), {f"stop_{place.pk}": "1"})
    shown = worker.get(plan.get_absolute_url()).content.decode()
    assert "三栋消火栓" in shown and "消防通道、楼道是否畅通" in shown and "还没有到期的轮次" in shown
    roster = reverse("patrols:team", args=[plan.team_id])
    joining = {"person": "孙晓阳", "standing": "retired_cadre", "on": "2026-11-01", "freely": "on"}
    worker.post(roster, joining)
    assert worker.post(roster, joining).status_code == 422, "nobody stands on a roster twice"
    shown = worker.get(roster).content.decode()
    assert "孙晓阳" in shown and "退休干部" in shown and "其中骨干（退休党员、退休干部）1 人" in shown
    worker.post(reverse("patrols:leave", args=[PatrolMember.objects.get().pk]))
    assert PatrolMember.objects.get().valid_to == today(timezone.now())


def test_strangers_find_neither_plan_nor_round_nor_roster(cast: Cast, client: Client) -> None:
    patrol_round = laid_today(cast)
    member = enlist(cast)
    addresses = [
        patrol_round.get_absolute_url(), patrol_round.plan.get_absolute_url(),
        stops_of(patrol_round)[0].place.get_absolute_url(), reverse("patrols:team", args=[patrol_round.team_id]),
        reverse("patrols:my-round", args=[patrol_round.pk]), reverse("patrols:my-stop", args=[patrol_round.pk, 1]),
    ]  # fmt: skip
    neighbor, resident = cast.sign_in(Client(), "neighbor"), cast.sign_in(Client(), "resident")
    assert {neighbor.get(address).status_code for address in addresses} == {404}
    assert {resident.get(address).status_code for address in addresses} <= {403, 404}
    assert neighbor.post(reverse("patrols:leave", args=[member.pk])).status_code == 404
    assert client.get(addresses[0]).status_code == 302
    # Who stands on the roster walks, and reads neither roster nor desk.
    walker = cast.sign_in(Client(), "member")
    assert walker.get(addresses[4]).status_code == 200 and walker.get(addresses[3]).status_code == 403
    assert walker.get(reverse("patrols:rounds")).status_code == 403
    # The team's leader reads what concerns the team.
    leader = cast.sign_in(Client(), "leader")
    assert {leader.get(address).status_code for address in addresses} == {200}


@pytest.mark.covers("GY-58", "BL-33")
def test_a_walker_writes_down_stops_and_sees_what_became_of_it(cast: Cast) -> None:
    enlist(cast)
    patrol_round = laid_today(cast, route=[a_place(cast), a_place(cast, "三栋消火栓", "hydrant")])
    walker = cast.sign_in(Client(), "member")
    assert str(patrol_round) in walker.get(reverse("patrols:mine")).content.decode()
    stop = reverse("patrols:my-stop", args=[patrol_round.pk, 1])
    fine = {f"check_{check.code}": "fine" for check in patrol_round.checklist}
    answer = walker.post(stop, fine | {"check_damp": "broken"})
    assert answer.status_code == 422 and "请写一句看到了什么" in answer.content.decode()
    answer = walker.post(stop, fine | {"check_damp": "broken", "words_damp": "北墙一米高处返潮"})
    assert answer.url == reverse("patrols:my-stop", args=[patrol_round.pk, 2])
    case = Case.objects.get()
    unseen = reverse("patrols:unseen", args=[patrol_round.pk, 2])
    assert walker.post(unseen, {"reason": "门口在施工"}).url == reverse("patrols:my-round", args=[patrol_round.pk])
    shown = walker.get(reverse("patrols:my-round", args=[patrol_round.pk])).content.decode()
    assert case.number in shown and "门口在施工" in shown and "待受理" in shown
    desk = cast.sign_in(Client(), "worker").get(patrol_round.get_absolute_url()).content.decode()
    assert case.get_absolute_url() in desk and "北墙一米高处返潮" in desk
    place = cast.sign_in(Client(), "worker").get(stops_of(patrol_round)[0].place.get_absolute_url()).content.decode()
    assert "待修" in place and case.number in place


def test_lists_filter_and_export(cast: Cast, worker: Client) -> None:
    patrol_round = laid_today(cast)
    enlist(cast)
    patrols.mark(
        stop=stops_of(patrol_round)[0], said=said(patrol_round, damage="瓦碎了"), by=cast.member, at=timezone.now()
    )
    for name, words, export in (
        ("plans", "1/1", "export-plans"), ("rounds", "已巡查", "export-rounds"), ("places", "待修", "export-places"),
    ):  # fmt: skip
        assert words in worker.get(reverse(f"patrols:{name}")).content.decode()
        table = b"".join(worker.get(reverse(f"patrols:{export}") + "?format=csv").streaming_content).decode()
        assert words in table
    assert "戴家老宅" not in worker.get(reverse("patrols:places") + "?state=fine").content.decode()
    assert "戴家老宅" in worker.get(reverse("patrols:places") + "?state=broken").content.decode()
    assert worker.get(reverse("patrols:teams")).status_code == 200


def test_a_plan_changes_ends_and_a_round_is_called_off_from_the_pages(cast: Cast, worker: Client) -> None:
    patrol_round = laid_today(cast)
    plan = patrol_round.plan
    change = {
        "name": "老宅周周看", "team": plan.team.name, "every": "week", "checks": "是否虫蛀\n屋顶有没有漏",
        "advice": "", "amount": 3, "unit": "day",
    }  # fmt: skip
    worker.post(reverse("patrols:change-plan", args=[plan.pk]), change)
    plan.refresh_from_db()
    assert (plan.name, plan.limit.unit, len(plan.checks)) == ("老宅周周看", "day", 2)
    off = reverse("patrols:call-off", args=[patrol_round.pk])
    assert worker.post(off, {"reason": ""}).status_code == 422
    worker.post(off, {"reason": "台风"})
    assert "台风" in worker.get(patrol_round.get_absolute_url()).content.decode()
    end = reverse("patrols:end-plan", args=[plan.pk])
    assert worker.post(end, {"on": "2020-01-01"}).status_code == 422
    worker.post(end, {"on": str(today(timezone.now()) + timedelta(days=1))})
    plan.refresh_from_db()
    assert plan.next_on is None and "不再有新的轮次" in worker.get(plan.get_absolute_url()).content.decode()
    place = PatrolPlace.objects.get()
    worker.post(reverse("patrols:retire", args=[place.pk]))
    place.refresh_from_db()
    assert place.retired_on == date.fromordinal(today(timezone.now()).toordinal())


@pytest.mark.covers("MHK-45")
def test_who_comes_along_on_a_round_says_so_once_and_may_stay_away(cast: Cast) -> None:
    enlist(cast)
    patrol_round = laid_today(cast)
    walker, stranger = cast.sign_in(Client(), "member"), cast.sign_in(Client(), "resident")
    come, stay = (reverse("patrols:come", args=[patrol_round.pk, name]) for name in ("come", "stay"))
    assert stranger.post(come).status_code == 404
    assert cast.sign_in(Client(), "worker").post(come).status_code == 403, "who runs it stands on no roster"
    for _again in range(2):
        walker.post(come)
    assert [str(each) for each in patrol_round.walkers.all()] == ["孙晓阳"]
    assert "孙晓阳" in walker.get(reverse("patrols:my-round", args=[patrol_round.pk])).content.decode()
    assert "孙晓阳" in cast.sign_in(Client(), "worker").get(patrol_round.get_absolute_url()).content.decode()
    walker.post(stay)
    assert not patrol_round.walkers.exists()
    patrols.call_off(patrol_round=patrol_round, reason="台风", by=cast.worker, at=timezone.now())
    assert walker.post(come).status_code == 409
    assert walker.post(reverse("patrols:come", args=[patrol_round.pk, "dance"])).status_code == 404
