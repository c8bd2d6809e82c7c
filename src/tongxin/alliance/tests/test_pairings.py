"""Pairings run by consent of both; campaigns name a target and show the gap; what was given adds up."""

import csv
import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.activities import actions as activities
from tongxin.activities import attending
from tongxin.alliance.actions import giving, pairings
from tongxin.alliance.models import Contribution, Pairing
from tongxin.alliance.queries import pairings as queries
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import Duty, Principal

pytestmark = pytest.mark.django_db


def principal(cast: Cast, name: str) -> Principal:
    key = cast.organizations[name].pk if name in cast.organizations else cast.people[name].pk
    return Principal.objects.get(pk=key)


def proposed(cast: Cast, first: str, second: str, *, by: str = "worker", **more: Any) -> Pairing:
    day = today(cast.at)
    level = "organization" if first in cast.organizations else "member"
    told = {
        "level": level, "kind": "cross_industry" if level == "organization" else "member_member",
        "first": principal(cast, first), "second": principal(cast, second), "area": cast.home, "aim": "互补所长",
        "plan": "每季度一次联合活动", "valid_from": day, "valid_to": day + timedelta(days=180),
    }  # fmt: skip
    return pairings.propose(**(told | more), by=getattr(cast, by), at=cast.at)


def running(cast: Cast, first: str, second: str, *by: str, **more: Any) -> Pairing:
    pairing = proposed(cast, first, second, **more)
    for name in by:
        pairings.agree(pairing=pairing, by=getattr(cast, name), at=cast.at)
    return pairing


@pytest.mark.covers("MHK-16", "CD-36")
def test_two_units_of_different_fields_pair_by_consent_of_both(cast: Cast) -> None:
    pairing = proposed(cast, "unit", "school")
    assert Duty.objects.open().about(pairing).get().holder_id == cast.organizations["unit"].pk
    with pytest.raises(pairings.PairedAlready):
        proposed(cast, "school", "unit")
    pairings.agree(pairing=pairing, by=cast.liaison, at=cast.at)
    assert pairing.step == "proposed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.filter(pk=pairing.pk).update(step="running")
    with pytest.raises(NotYours):
        pairings.agree(pairing=pairing, by=cast.liaison, at=cast.at)
    assert Duty.objects.open().about(pairing).get().holder_id == cast.organizations["school"].pk
    pairings.agree(pairing=pairing, by=cast.school_liaison, at=cast.at)
    assert pairing.step == "running" and not Duty.objects.open().about(pairing).exists()


@pytest.mark.covers("CD-36", "CD-37")
def test_two_members_pair_as_a_layer_of_their_own(cast: Cast) -> None:
    pairing = proposed(cast, "member", "other_member", by="member")
    assert pairing.first_agreed_at and not pairing.second_agreed_at
    with pytest.raises(NotYours):
        pairings.agree(pairing=pairing, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        pairings.agree(pairing=pairing, by=cast.member, at=cast.at)
    pairings.agree(pairing=pairing, by=cast.other_member, at=cast.at)
    assert pairing.step == "running" and pairing.level == "member"
    with pytest.raises(pairings.NotAMember):
        proposed(cast, "member", "resident", by="member")
    with pytest.raises(Unfit):
        proposed(cast, "member", "other_member", by="member", kind="cross_industry")
    with pytest.raises(Unfit):
        proposed(cast, "unit", "school", level="member", kind="member_member")
    # A stranger to both reads nothing of it; the community does.
    assert pairing in Pairing.objects.visible_to(cast.worker)
    assert pairing in Pairing.objects.visible_to(cast.other_member)
    assert pairing not in Pairing.objects.visible_to(cast.resident)
    assert pairing not in Pairing.objects.visible_to(cast.neighbor)
    pairings.leave(pairing=pairing, reason="工作调动", by=cast.other_member, at=cast.at)
    assert pairing.step == "ended"


@pytest.mark.covers("MHK-16")
def test_at_its_end_a_pairing_is_reviewed(cast: Cast) -> None:
    pairing = running(cast, "unit", "school", "liaison", "school_liaison")
    assert pairings.ask_reviews(at=cast.at + timedelta(days=180)) == 0
    later = cast.at + timedelta(days=181)
    assert pairings.ask_reviews(at=later) == 1
    pairing.refresh_from_db()
    assert pairing.step == "review" and Duty.objects.open().about(pairing).get().holder_id == pairing.host_id
    with pytest.raises(Unfit):
        pairings.close(pairing=pairing, review=" ", by=cast.liaison, at=later)
    pairings.close(pairing=pairing, review="办了四次活动", by=cast.liaison, at=later)
    assert pairing.step == "closed"


@pytest.mark.covers("YX-08", "YX-09")
def test_a_campaign_counts_agreed_pairs_against_its_target(cast: Cast) -> None:
    kinds = terms.terms("pairing_kinds")
    assert [kinds[code].label for code in ("town_village", "village_firm", "village_community")] == [
        "城乡联建", "村企联建", "村社联建"
    ]  # fmt: skip
    named = terms.terms("pairing_campaigns")["ten_thousand_firms"]
    assert (named.label, named.data["target"]) == ("万企帮万村", 10000)
    campaign = pairings.open_campaign(
        name=named.label, kind="pairings", owner=cast.organizations["party"], area=cast.home, target=3,
        valid_from=today(cast.at), by=cast.secretary, at=cast.at,
    )  # fmt: skip
    running(cast, "unit", "school", "liaison", "school_liaison", campaign=campaign, kind="village_firm")
    proposed(cast, "unit", "firm", campaign=campaign, kind="village_firm")
    found = queries.progress(campaign)
    assert (found.reached, found.target, found.gap) == (1, 3, 2)
    with pytest.raises(pairings.NamedAlready):
        pairings.open_campaign(
            name=named.label, kind="pairings", owner=cast.organizations["party"], area=cast.home,
            valid_from=today(cast.at), by=cast.secretary, at=cast.at,
        )  # fmt: skip
    with pytest.raises(NotYours):
        pairings.open_campaign(
            name="另一个", kind="pairings", owner=cast.organizations["party"], area=cast.home,
            valid_from=today(cast.at), by=cast.neighbor, at=cast.at,
        )  # fmt: skip


def held(cast: Cast, title: str, came: tuple[str, ...], co_hosts: tuple[str, ...] = ()) -> Any:
    begins = cast.at - timedelta(days=2)
    activity = activities.plan(
        title=title, kinds=["volunteering"], host=cast.organizations["party"], area=cast.home, place="门前",
        begins_at=begins, ends_at=begins + timedelta(hours=2), is_open=True, by=cast.worker,
        at=begins - timedelta(days=3),
    )  # fmt: skip
    activity.co_hosts.set([cast.organizations[name].pk for name in co_hosts])
    for name in came:
        attending.record_attendance(
            activity=activity, person=cast.people[name], by=cast.recorder, at=begins + timedelta(minutes=5)
        )
    return activity


@pytest.mark.covers("MHK-31")
def test_a_campaign_groups_activities_and_gives_one_report(cast: Cast) -> None:
    campaign = pairings.open_campaign(
        name="三帮五助", kind="activities", owner=cast.organizations["party"], area=cast.home,
        valid_from=today(cast.at) - timedelta(days=30), by=cast.secretary, at=cast.at,
    )  # fmt: skip
    first = held(cast, "扫雪", ("member", "resident"))
    second = held(cast, "送暖", ("member",))
    for activity in (first, second):
        pairings.tie_activity(campaign=campaign, activity=activity, by=cast.secretary, at=cast.at)
    with pytest.raises(Refused):
        pairings.tie_activity(campaign=campaign, activity=first, by=cast.secretary, at=cast.at)
    attending.confirm(activity=first, by=cast.worker, at=cast.at)
    found = queries.report(campaign)
    assert (found.activities, found.confirmed, found.hosts, found.visits, found.people) == (2, 1, 1, 2, 2)
    attending.confirm(activity=second, by=cast.worker, at=cast.at)
    found = queries.report(campaign)
    assert (found.visits, found.people) == (3, 2)


@pytest.mark.covers("MHK-14")
def test_what_several_hold_counts_each_once_in_the_own_branch(cast: Cast) -> None:
    activity = held(cast, "同上党课", ("member", "other_member", "resident"), co_hosts=("unit", "school", "branch"))
    rows = queries.turnout_by_branch(activity)
    assert [(row.organization and row.organization.name, row.people) for row in rows] == [
        ("明远供电服务公司党支部", 2), (None, 1)
    ]  # fmt: skip
    shown = (
        cast.sign_in(Client(), "worker").get(reverse("alliance:shared-activity", args=[activity.pk])).content.decode()
    )
    assert "启明小学" in shown and "明远供电服务公司党支部" in shown and "群众" in shown


@pytest.mark.covers("MHK-23")
def test_contributions_add_up_per_unit_and_per_community(cast: Cast) -> None:
    def give(unit: str, amount: int | None, **more: Any) -> Contribution:
        told = {"matter": "老旧楼道照明", "kind": "cash", "given_on": today(cast.at), "by": cast.worker}
        return giving.contribute(
            organization=cast.organizations[unit], area=cast.home, amount=amount, **(told | more), at=cast.at
        )

    give("unit", 300_000_00)
    give("unit", 200_000_00, precision="about", matter="健身广场")
    wrong = give("school", 50_000_00)
    give("school", None, kind="goods", quantity="图书 300 册")
    giving.take_back(contribution=wrong, reason="重复登记", by=cast.worker, at=cast.at)
    by_unit = {row["organization__name"]: row["fen"] for row in queries.given_by_unit(cast.home.path)}
    assert by_unit == {"明远供电服务公司": 500_000_00, "启明小学": None}
    assert [row["fen"] for row in queries.given_to_area(cast.home.path)] == [500_000_00]
    assert Contribution.objects.in_area(cast.home.path).fen() == 500_000_00
    sheet = cast.sign_in(Client(), "worker").get(reverse("alliance:export-contributions"), {"format": "csv"})
    yuan = [line["金额"] for line in csv.DictReader(io.StringIO(sheet.getvalue().decode("utf-8-sig")))]
    assert [float(each) for each in yuan if each] == [-50_000, 50_000, 200_000, 300_000]
    with pytest.raises(Refused):
        giving.take_back(contribution=wrong, reason="再次", by=cast.worker, at=cast.at)
    for bad in ({"amount": 0}, {"amount": None}, {"amount": 100, "given_on": today(cast.at) + timedelta(days=1)}):
        with pytest.raises(Unfit):
            give("unit", **bad)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        give("unit", 100, by=cast.school_liaison)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=wrong.pk).update(amount=-5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("CD-37")
def test_the_same_two_are_paired_once_whoever_asks_first(cast: Cast) -> None:
    gate, outcomes = threading.Barrier(2), []
    told = [("member", "other_member"), ("other_member", "member")]
    actors = {name: cast.actor(name) for name in ("member", "other_member")}
    day = today(cast.at)

    def ask(first: str, second: str) -> None:
        gate.wait()
        try:
            pairings.propose(
                level="member", kind="member_member", first=principal(cast, first), second=principal(cast, second),
                area=cast.home, aim="互助", plan="每月一次", valid_from=day, valid_to=day, by=actors[first], at=cast.at,
            )  # fmt: skip
            outcomes.append("asked")
        except pairings.PairedAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=pair) for pair in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked", "refused"] and Pairing.objects.count() == 1
    assert SYSTEM.principal_id == 0
