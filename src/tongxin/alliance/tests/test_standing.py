"""What stands when a party to it goes: a unit is dissolved, a place is merged into another one."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.alliance.actions import agreements, asks, groups, instruments, leaving, merging, pairings
from tongxin.alliance.models import Agreement, CooperationAsk, GroupFiling, Instrument, Pairing, PartnerRequest
from tongxin.alliance.queries.agreements import coverage
from tongxin.alliance.tests.test_agreements import ITEMS, drafted, in_force
from tongxin.alliance.tests.test_pairings import proposed, running
from tongxin.areas import actions as areas
from tongxin.kernel import records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty, Record
from tongxin.notify.models import Notice
from tongxin.organizations import actions as organizations
from tongxin.organizations import following

pytestmark = pytest.mark.django_db


def asked(cast: Cast, title: str = "迁走占道电杆") -> CooperationAsk:
    unit = cast.organizations["unit"]
    return asks.ask(unit=unit, area=cast.home, title=title, text="影响消防车通行", by=cast.worker, at=cast.at)


def helped(cast: Cast, title: str = "门前堆沙") -> PartnerRequest:
    unit = cast.organizations["unit"]
    return asks.ask_help(unit=unit, area=cast.home, title=title, text="大门被堵", by=cast.liaison, at=cast.at)


def merged(cast: Cast, days: int = 20) -> None:
    on = today(cast.at) - timedelta(days=days)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例〔2026〕1号", by=cast.planner, at=cast.at)


@pytest.mark.covers("CD-36", "CD-56")
def test_a_dissolved_unit_leaves_its_pairings_and_asks(cast: Cast) -> None:
    in_force(cast)
    stands = running(cast, "unit", "school", "liaison", "school_liaison")
    waits = proposed(cast, "party", "unit")
    open_ask, done_ask, request = asked(cast), asked(cast, "借用车位"), helped(cast)
    asks.accept(ask=done_ask, in_charge="李工", by=cast.liaison, at=cast.at)
    asks.report(ask=done_ask, result="已腾出", by=cast.liaison, at=cast.at)
    given = helped(cast, "路灯不亮")
    asks.take(request=given, by=cast.worker, at=cast.at)
    asks.assign(request=given, handler=cast.organizations["school"], by=cast.worker, at=cast.at)
    day = today(cast.at) + timedelta(days=3)
    for name in ("unit", "school"):
        organizations.end(
            organization=cast.organizations[name], document="示例〔2026〕9号", on=day, by=SYSTEM, at=cast.at
        )
    assert leaving.leave_the_gone(at=cast.at) == 0, "it stands until its day"
    later = cast.at + timedelta(days=3)
    assert leaving.leave_the_gone(at=later) == 6 and leaving.leave_the_gone(at=later) == 0
    for row in (stands, waits, open_ask, done_ask, request, given):
        row.refresh_from_db()
    assert (stands.step, waits.step) == ("ended", "withdrawn") and stands.end_reason == "一方已撤销"
    assert (open_ask.step, done_ask.step, request.step) == ("withdrawn", "reported", "withdrawn")
    assert (given.step, given.handler) == ("assigned", cast.organizations["party"]), "back with the community"
    gone = [cast.organizations[name].pk for name in ("unit", "school")]
    assert not Duty.objects.open().filter(holder_id__in=gone).exists() and not list(open_steps_have_one_duty())


@pytest.mark.covers("GY-05", "GY-13", "GY-15")
def test_agreements_of_a_merged_community_go_on_with_the_one_that_took_over(cast: Cast) -> None:
    standing, coming = in_force(cast), drafted(cast, "school")
    instruments.lay_due(at=cast.at)
    before = {duty.pk: duty.due_at for duty in Duty.objects.open()}
    former, heir = cast.organizations["party"].pk, cast.organizations["next_party"]
    merged(cast)
    assert merging.follow_merges(at=cast.at) == 1 and merging.follow_merges(at=cast.at) == 0
    for row in (standing, coming):
        row.refresh_from_db()
        assert (row.area_id, row.area_path, row.host_id) == (cast.next.pk, cast.next.path, heir.pk)
        assert Record.objects.about(row).filter(kind="alliance.TakenOver").count() == 1
    assert (standing.step, standing.items.count(), standing.contact) == ("in_force", len(ITEMS), "张文斌")
    following.follow_merges(at=cast.at)
    covered = coverage(cast.next.path, today(cast.at))
    assert (covered.signed, covered.from_elsewhere) == (1, 0), "its unit is resident there now"
    assert {duty.pk: duty.due_at for duty in Duty.objects.open()} == before, "each owes by the same day as before"
    assert not Duty.objects.open().filter(holder_id=former).exists() and not list(open_steps_have_one_duty())
    meeting = Instrument.objects.get(agreement=standing, kind="meeting")
    instruments.settle(instrument=meeting, on=today(cast.at), note="新社区主持", by=cast.neighbor, at=cast.at)
    assert Agreement.objects.visible_to(cast.neighbor).count() == 2
    assert not Agreement.objects.visible_to(cast.neighbor).filter(area=cast.home).exists()


@pytest.mark.covers("MHK-32")
def test_where_the_heir_has_an_agreement_with_the_unit_that_one_stays(cast: Cast) -> None:
    moved = in_force(cast)
    day = today(cast.at)
    other = agreements.draft(
        kind="commitment", unit=cast.organizations["unit"], area=cast.next, valid_from=day,
        valid_to=day + timedelta(days=90), items=ITEMS, by=SYSTEM, at=cast.at,
    )  # fmt: skip
    agreements.send(agreement=other, by=SYSTEM, at=cast.at)
    agreements.sign(agreement=other, by=cast.liaison, at=cast.at)
    merged(cast)
    merging.follow_merges(at=cast.at)
    moved.refresh_from_db(), other.refresh_from_db()
    assert (moved.step, other.step) == ("ended", "in_force") and other.number in moved.end_reason
    assert moved.area_id == cast.home.pk and not moved.items.filter(state="open").exists()


@pytest.mark.covers("CD-37", "CD-56", "BL-19")
def test_pairings_asks_and_groups_go_along_and_keep_who_owes_what(cast: Cast) -> None:
    in_force(cast)
    pairing = running(cast, "member", "other_member", "member", "other_member")
    ask, request = asked(cast), helped(cast)
    filing = groups.ask_filing(
        name="晨练队", area=cast.home, leader=cast.people["resident"], people=12, does="太极拳", by=cast.worker,
        at=cast.at,
    )  # fmt: skip
    GroupFiling.objects.create(
        name="晨练队", area=cast.next, area_path=cast.next.path, host=cast.organizations["next_party"], step="filed",
        leader=cast.people["resident"], people=9, does="剑", asked_at=cast.at, step_at=cast.at,
    )  # fmt: skip
    merged(cast)
    merging.follow_merges(at=cast.at)
    heir = cast.organizations["next_party"]
    for row in (pairing, ask, request, filing):
        row.refresh_from_db()
        assert (row.area_id, row.host_id) == (cast.next.pk, heir.pk)
    assert filing.name != "晨练队" and cast.home.name in filing.name
    assert Duty.objects.open().about(ask).get().holder_id == cast.organizations["unit"].pk
    assert Duty.objects.open().about(request).get().holder_id == heir.pk
    asks.take(request=request, by=cast.neighbor, at=cast.at)
    assert Pairing.objects.visible_to(cast.neighbor).filter(pk=pairing.pk).exists()
    assert pairings.Pairing.objects.running().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("GY-05")
def test_both_sides_hear_who_takes_over(cast: Cast) -> None:
    agreement = in_force(cast)
    merged(cast)
    records.deliver()
    records.deliver()
    agreement.refresh_from_db()
    assert agreement.area_id == cast.next.pk
    told = set(Notice.objects.filter(text__contains="接续").values_list("recipient_id", flat=True))
    assert {cast.people["liaison"].pk, cast.people["neighbor"].pk} <= told
