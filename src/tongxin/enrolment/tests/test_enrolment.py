"""Check-in: requested, confirmed, ended; the formal relation never moves; a merged community takes nobody in."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import leaving
from tongxin.enrolment.errors import EnrolledAlready, HostGone, NotAHead, NotAMember
from tongxin.enrolment.models import Enrolment
from tongxin.kernel import records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Record
from tongxin.organizations import actions as organizations
from tongxin.organizations.actions import affiliate
from tongxin.organizations.models import Affiliation

pytestmark = pytest.mark.django_db


def requested(cast: Cast, who: str = "member", basis: str = "residence") -> Enrolment:
    return enrolments.enrol_member(
        person=cast.people[who], area=cast.home, basis=basis, skills=["理发"], wishes=["governance"],
        by=cast.actor(who), at=cast.at,
    )  # fmt: skip


def enrolled(cast: Cast, who: str = "member") -> Enrolment:
    enrolment = requested(cast, who)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    return enrolment


@pytest.mark.covers("MHK-33")
def test_a_member_asks_the_community_confirms_and_a_second_one_of_the_kind_is_refused(cast: Cast) -> None:
    enrolment = requested(cast)
    duty = Duty.objects.open().about(enrolment).get()
    assert duty.holder_id == cast.organizations["party"].pk and duty.due_at
    with pytest.raises(EnrolledAlready, match=enrolment.number):
        requested(cast)
    with pytest.raises(NotYours):
        enrolments.confirm(enrolment=enrolment, by=cast.neighbor, at=cast.at)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    assert enrolment.step == "confirmed" and enrolment.valid_from == today(cast.at)
    assert not Duty.objects.open().about(enrolment).exists()
    with pytest.raises(AlreadyMoved):
        enrolments.withdraw(enrolment=enrolment, reason="填写有误", by=cast.member, at=cast.at)
    twin = Enrolment.objects.get(pk=enrolment.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.covers("GY-33")
def test_a_member_checks_in_at_home_and_at_work_each_once(cast: Cast) -> None:
    home, work = requested(cast, basis="residence"), requested(cast, basis="workplace")
    assert Enrolment.objects.active().of(cast.people["member"].pk).count() == 2
    assert (home.skills, home.wishes) == (["理发"], ["governance"])
    with pytest.raises(EnrolledAlready):
        requested(cast, basis="workplace")
    with pytest.raises(Unfit):
        requested(cast, basis="birthplace")
    enrolments.withdraw(enrolment=work, reason="填写有误", by=cast.member, at=cast.at)
    assert requested(cast, basis="workplace").step == "requested"


@pytest.mark.covers("MHK-29", "MHK-33")
def test_the_formal_relation_never_moves(cast: Cast) -> None:
    before = list(Affiliation.objects.order_by("pk").values())
    enrolment = enrolled(cast)
    assert enrolment.home_organization == cast.organizations["branch"]
    enrolments.end(enrolment=enrolment, reason="工作变动", by=cast.member, at=cast.at + timedelta(days=40))
    assert list(Affiliation.objects.order_by("pk").values()) == before
    assert enrolment.step == "ended" and enrolment.valid_to == date(2026, 12, 31)


@pytest.mark.covers("CD-34")
def test_three_kinds_in_two_directions(cast: Cast) -> None:
    member = requested(cast)
    unit = enrolments.enrol_unit(
        organization=cast.organizations["unit"], area=cast.home, contact="张文斌", pledge="每季度一次用电检查",
        by=cast.liaison, at=cast.at,
    )  # fmt: skip
    head = enrolments.enrol_head(
        person=cast.people["secretary"], community=cast.organizations["party"], unit=cast.organizations["unit"],
        by=cast.secretary, at=cast.at,
    )  # fmt: skip
    assert [each.kind for each in (member, unit, head)] == [enrolments.MEMBER, enrolments.UNIT, enrolments.HEAD]
    assert [each.kind_data["direction"] for each in (member, unit, head)] == ["to_community", "to_community", "to_unit"]
    # What waits says whose it is; a member is not named in a list that others read too.
    titles = [Duty.objects.open().about(each).get().title for each in (member, unit, head)]
    assert [title.split(" · ")[0] for title in titles] == [member.number, "明远供电服务公司", "王秀兰"]
    # A unit confirms who comes to it; the community, who comes to the community.
    with pytest.raises(NotYours):
        enrolments.confirm(enrolment=head, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        enrolments.confirm(enrolment=unit, by=cast.liaison, at=cast.at)
    enrolments.confirm(enrolment=head, by=cast.liaison, at=cast.at)
    enrolments.confirm(enrolment=unit, by=cast.worker, at=cast.at)
    with pytest.raises(EnrolledAlready):
        enrolments.enrol_unit(organization=cast.organizations["unit"], area=cast.next, by=cast.liaison, at=cast.at)
    # A head may visit several units, each once.
    to_school = enrolments.enrol_head(
        person=cast.people["secretary"], community=cast.organizations["party"], unit=cast.organizations["school"],
        by=cast.secretary, at=cast.at,
    )  # fmt: skip
    assert head in Enrolment.objects.visible_to(cast.liaison)
    assert to_school not in Enrolment.objects.visible_to(cast.liaison)
    with pytest.raises(NotAHead):
        enrolments.enrol_head(
            person=cast.people["worker"], community=cast.organizations["party"], unit=cast.organizations["firm"],
            by=cast.worker, at=cast.at,
        )  # fmt: skip


def test_a_merged_community_refuses_and_names_the_one_that_took_over(cast: Cast) -> None:
    waiting = requested(cast)
    merged_on = today(cast.at) - timedelta(days=20)
    areas.merge(
        areas=[cast.home], into=cast.next, on=merged_on, document="示例〔2026〕1号", by=cast.planner, at=cast.at
    )
    cast.home.refresh_from_db()
    with pytest.raises(HostGone, match=f"并入“{cast.next.name}”"):
        requested(cast, who="other_member")
    with pytest.raises(HostGone):
        enrolments.confirm(enrolment=waiting, by=cast.secretary, at=cast.at)
    waiting.refresh_from_db()
    assert waiting.step == "requested"
    with pytest.raises(Unfit, match="请选择社区"):
        enrolments.enrol_member(
            person=cast.people["member"], area=cast.next.parent, basis="workplace", by=cast.member, at=cast.at
        )


def test_only_members_check_in_as_members_and_strangers_do_not_ask_for_them(cast: Cast) -> None:
    with pytest.raises(NotAMember):
        requested(cast, who="resident")
    with pytest.raises(NotYours):
        enrolments.enrol_member(
            person=cast.people["member"], area=cast.home, basis="residence", by=cast.other_member, at=cast.at
        )
    with pytest.raises(NotYours):
        enrolments.enrol_member(
            person=cast.people["member"], area=cast.home, basis="residence", by=cast.neighbor, at=cast.at
        )


def test_what_one_may_do_for_oneself_is_no_power_over_others(cast: Cast) -> None:
    """The recorder is a member too, and reaches the community by her post."""
    affiliate(person=cast.people["recorder"], organization=cast.organizations["branch"], on=date(2024, 1, 1),
              by=SYSTEM, at=cast.at)  # fmt: skip
    recorder = cast.recorder
    assert recorder.holds("enrolments.request") and recorder.steers.covers(cast.home.path)
    with pytest.raises(NotYours):
        enrolments.enrol_member(
            person=cast.people["member"], area=cast.home, basis="residence", by=recorder, at=cast.at
        )
    assert enrolments.enrol_member(
        person=cast.people["recorder"], area=cast.home, basis="residence", by=recorder, at=cast.at
    )


def test_the_counter_does_it_for_a_person_and_it_is_recorded_as_such(cast: Cast) -> None:
    enrolment = enrolments.enrol_member(
        person=cast.people["member"], area=cast.home, basis="residence", by=cast.counter, at=cast.at
    )
    row = Record.objects.about(enrolment).get()
    assert (row.by_id, row.on_behalf_of_id) == (cast.counter.principal_id, cast.people["member"].pk)


def test_home_and_host_see_the_check_in_and_others_do_not(cast: Cast) -> None:
    enrolment = enrolled(cast)
    for sees in ("branch_secretary", "worker", "coordinator", "member"):
        assert enrolment in Enrolment.objects.visible_to(cast.actor(sees)), sees
    for blind in ("neighbor", "other_member", "school_liaison", "resident"):
        assert enrolment not in Enrolment.objects.visible_to(cast.actor(blind)), blind


@pytest.mark.covers("C02-2")
def test_a_unit_checks_in_with_contact_and_pledge_for_a_term_and_renews(cast: Cast) -> None:
    told = {"contact": "张文斌", "pledge": "每季度一次用电检查"}
    unit = enrolments.enrol_unit(
        organization=cast.organizations["unit"], area=cast.home, by=cast.liaison, at=cast.at, **told
    )
    enrolments.confirm(enrolment=unit, by=cast.worker, at=cast.at)
    assert (unit.contact, unit.pledge, unit.valid_to) == (*told.values(), date(2028, 11, 21))
    with pytest.raises(NotYours):
        enrolments.renew(enrolment=unit, by=cast.school_liaison, at=cast.at)
    enrolments.renew(enrolment=unit, by=cast.liaison, at=cast.at + timedelta(days=700))
    assert unit.valid_to == date(2030, 11, 21)


def test_a_dissolved_unit_leaves_its_check_ins_and_its_members_stay(cast: Cast) -> None:
    member = enrolled(cast)
    unit = enrolments.enrol_unit(
        organization=cast.organizations["unit"], area=cast.home, by=cast.liaison, at=cast.at
    )  # fmt: skip
    enrolments.confirm(enrolment=unit, by=cast.worker, at=cast.at)
    head = enrolments.enrol_head(
        person=cast.people["secretary"], community=cast.organizations["party"], unit=cast.organizations["unit"],
        by=cast.secretary, at=cast.at,
    )  # fmt: skip
    day = today(cast.at) + timedelta(days=3)
    organizations.end(
        organization=cast.organizations["unit"], document="示例〔2026〕9号", on=day, by=SYSTEM, at=cast.at
    )
    records.deliver()
    assert Enrolment.objects.active().count() == 3, "it stands until its day"
    assert leaving.leave_the_gone(at=cast.at + timedelta(days=3)) == 2
    steps = [Enrolment.objects.get(pk=each.pk).step for each in (unit, head, member)]
    assert steps == ["ended", "withdrawn", "confirmed"] and not Duty.objects.open().exists()


def test_a_term_runs_out_by_itself_unless_renewed(cast: Cast) -> None:
    enrolment, other = enrolled(cast), enrolled(cast, who="other_member")
    assert enrolment.valid_to == date(2028, 11, 21)
    enrolments.renew(enrolment=other, by=cast.other_member, at=cast.at + timedelta(days=700))
    later = cast.at + timedelta(days=740)
    assert enrolments.end_over(at=later) == 1
    enrolment.refresh_from_db()
    other.refresh_from_db()
    assert (enrolment.step, enrolment.end_reason, other.step) == ("ended", "期满", "confirmed")
    assert other.valid_to == date(2030, 11, 21)


def test_one_changes_what_one_offers_and_shows(cast: Cast) -> None:
    enrolment = enrolled(cast)
    with pytest.raises(NotYours):
        enrolments.complete(
            enrolment=enrolment, wishes=["law"], skills=[], shows_identity=True, by=cast.other_member, at=cast.at
        )
    enrolments.complete(
        enrolment=enrolment, wishes=["law", "law"], skills=[" 普法 ", ""], shows_identity=True, by=cast.member,
        at=cast.at,
    )  # fmt: skip
    enrolment.refresh_from_db()
    assert (enrolment.wishes, enrolment.skills, enrolment.shows_identity) == (["law"], ["普法"], True)


@pytest.mark.covers("MHK-33")
@pytest.mark.django_db(transaction=True)
def test_of_eight_requests_at_once_one_stands(cast: Cast) -> None:
    member, outcomes, barrier = cast.member, [], threading.Barrier(8)

    def ask() -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            enrolments.enrol_member(
                person=cast.people["member"], area=cast.home, basis="residence", by=member, at=cast.at
            )
            outcomes.append("stands")
        except EnrolledAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["stands"]
    assert Enrolment.objects.active().of(cast.people["member"].pk).count() == 1
