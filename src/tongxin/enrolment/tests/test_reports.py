"""Reports both ways: opened by the clock, sent, received, answered, passed up when late; both read one record."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.alliance.actions import instruments
from tongxin.alliance.models import Instrument
from tongxin.alliance.tests.test_agreements import in_force
from tongxin.areas import actions as areas
from tongxin.enrolment.errors import HostGone
from tongxin.enrolment.models import MemberReport, Report, ReportDelivery, ReportRun
from tongxin.enrolment.reports import log, member_reports, minimum, opening, sending
from tongxin.enrolment.reports.events import MonthWithoutService
from tongxin.enrolment.tests.reporting import (
    AT_WORK,
    WEEKEND,
    checked_in,
    opened,
    served,
    unit_checked_in,
)
from tongxin.kernel import duties, rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty, Record
from tongxin.organizations.actions import nearest_party_organization

pytestmark = pytest.mark.django_db

#: Early in the year after: the year is over, its reports are due.
NEW_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=CHINA)


@pytest.mark.covers("MHK-35", "MHK-37")
def test_a_quarter_is_told_to_the_unit_and_to_the_organization_department(cast: Cast) -> None:
    checked_in(cast), checked_in(cast, "other_member")
    served(cast, "member", begins_at=WEEKEND)
    reports = opened(cast)
    assert set(reports) == {"feedback", "feedback_department"}
    report = reports["feedback"]
    assert (report.period_from, report.period_to) == (date(2026, 7, 1), date(2026, 9, 30))
    duty = Duty.objects.open().about(report).get()
    assert duty.holder_id == cast.organizations["party"].pk and duty.due_at
    for stranger in (cast.worker, cast.neighbor, cast.branch_secretary, cast.director):
        with pytest.raises(NotYours):
            sending.send(report=report, note="", by=stranger, at=cast.at)
    served(cast, "other_member", begins_at=WEEKEND - timedelta(days=7))
    [delivery] = sending.send(report=report, note="两位都很热心。", by=cast.secretary, at=cast.at)
    assert [line["times"] for line in report.content["lines"]] == [1, 1]
    assert delivery.recipient == cast.organizations["branch"]
    [other] = sending.send(report=reports["feedback_department"], note="", by=cast.secretary, at=cast.at)
    assert other.recipient == cast.organizations["county_committee"]
    assert "孙晓阳" not in str(reports["feedback_department"].content)
    seen = [
        Report.objects.visible_to(actor).get(kind="feedback").content
        for actor in (cast.secretary, cast.branch_secretary)
    ]
    assert seen[0] == seen[1] == report.content


@pytest.mark.covers("MHK-35")
def test_a_report_is_received_and_answered_or_it_climbs(cast: Cast) -> None:
    checked_in(cast)
    [delivery] = sending.send(report=opened(cast)["feedback"], note="", by=cast.secretary, at=cast.at)
    for stranger in (cast.liaison, cast.secretary, cast.member):
        with pytest.raises(NotYours):
            sending.receive(delivery=delivery, by=stranger, at=cast.at)
    sending.receive(delivery=delivery, by=cast.branch_secretary, at=cast.at)
    waiting = Duty.objects.open().about(delivery).get()
    assert delivery.step == "acknowledged" and waiting.due_at
    duties.perform_due(at=waiting.due_at + timedelta(hours=1))
    urge = Duty.objects.open().about(delivery).get(kind=Duty.Kind.URGE)
    assert urge.holder_id == cast.organizations["branch"].principal.superior_id
    with pytest.raises(Unfit):
        sending.answer(delivery=delivery, answer="  ", by=cast.branch_secretary, at=cast.at)
    sending.answer(delivery=delivery, answer="已在支部会上通报，谢谢社区。", by=cast.branch_secretary, at=cast.at)
    assert delivery.step == "answered" and not Duty.objects.open().about(delivery).exists()
    assert not list(open_steps_have_one_duty())


@pytest.mark.covers("GY-13")
def test_the_report_a_partner_is_owed_is_settled_by_sending_it(cast: Cast) -> None:
    agreement = in_force(cast)
    instruments.lay([agreement], at=cast.at)
    checked_in(cast)
    sending.send(report=opened(cast)["feedback"], note="", by=cast.secretary, at=cast.at)
    settled = Instrument.objects.get(agreement=agreement, kind="report")
    assert settled.step == "done" and "告 2026" in settled.note


@pytest.mark.covers("CD-39")
def test_every_year_both_sides_give_notice(cast: Cast) -> None:
    checked_in(cast)
    served(cast, "member", begins_at=WEEKEND)
    served(cast, "member", begins_at=WEEKEND - timedelta(days=14), host=cast.organizations["branch"], area=cast.next,
           by=SYSTEM, title="单位党日")  # fmt: skip
    reports = opened(cast, 12, NEW_YEAR)
    out, back = reports["notice_to_home"], reports["notice_to_community"]
    assert (out.sender, back.sender) == (cast.organizations["party"], cast.organizations["branch"])
    [line] = back.content["lines"]
    assert (line["times"], line["at_home"]) == (1, 1)
    [to_home] = sending.send(report=out, note="", by=cast.actor("secretary", NEW_YEAR), at=NEW_YEAR)
    [to_community] = sending.send(report=back, note="", by=cast.actor("branch_secretary", NEW_YEAR), at=NEW_YEAR)
    assert to_home.recipient == cast.organizations["branch"] and to_community.recipient == cast.organizations["party"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=back.pk).update(kind=out.kind)


@pytest.mark.covers("YX-06")
def test_members_and_units_report_to_home_and_community(cast: Cast) -> None:
    checked_in(cast), checked_in(cast, "other_member"), unit_checked_in(cast)
    served(cast, "member")
    unit = opened(cast, 12, NEW_YEAR)["double_report"]
    assert unit.sender == cast.organizations["unit"] and unit.content["totals"]["times"] == 1
    deliveries = sending.send(report=unit, note="", by=cast.actor("liaison", NEW_YEAR), at=NEW_YEAR)
    assert cast.organizations["party"] in [each.recipient for each in deliveries]
    mine, other = MemberReport.objects.order_by("enrolment_id")
    with pytest.raises(NotYours):
        member_reports.send(report=mine, words="", by=cast.actor("other_member", NEW_YEAR), at=NEW_YEAR)
    member_reports.send(report=mine, words="明年继续。", by=cast.actor("member", NEW_YEAR), at=NEW_YEAR)
    assert mine.content["times"] == 1 and (mine.home, mine.host) == (
        cast.organizations["branch"], cast.organizations["party"],
    )  # fmt: skip
    duties.perform_due(at=NEW_YEAR + timedelta(days=60))
    other.refresh_from_db()
    assert other.step == "sent" and other.words == ""
    late = Duty.objects.filter(subject_type="enrolment.memberreport", kind=Duty.Kind.URGE)
    assert not late.exists() and not Record.objects.filter(kind="kernel.DutyLate", data__holder="郑丽萍").exists()
    assert (
        member_reports.note_all(
            organization=cast.organizations["branch"], by=cast.actor("branch_secretary", NEW_YEAR), at=NEW_YEAR
        )
        == 2
    )


@pytest.mark.covers("GY-36", "MHK-50")
def test_only_what_was_done_in_the_community_counts_and_hours_of_the_day_only_in_sum(cast: Cast) -> None:
    checked_in(cast), checked_in(cast, "other_member"), checked_in(cast, "liaison")
    served(cast, "member", "other_member", begins_at=AT_WORK)
    served(cast, "member", "liaison", begins_at=WEEKEND)
    served(cast, "member", begins_at=WEEKEND - timedelta(days=7), area=cast.next, by=cast.neighbor,
           host=cast.organizations["next_party"], confirmed=False)  # fmt: skip
    served(cast, "member", begins_at=WEEKEND - timedelta(days=21), confirmed=False)
    report = opened(cast)["feedback"]
    lines = {line["name"]: line["times"] for line in report.content["lines"]}
    assert lines["孙晓阳"] == 2 and report.content["outside"] is None and "points" not in report.content["totals"]
    rules.set_rule(key="privacy.small_cell", value=3, source="项目", valid_from=date(2026, 1, 1))
    sending.send(report=report, note="", by=cast.secretary, at=cast.at)
    assert report.content["outside"] == {"outside": 2, "times": 4} and report.content["totals"]["points"] > 0
    assert not {"outside", "begins_at", "points"} & {key for line in report.content["lines"] for key in line}


@pytest.mark.covers("MHK-37")
def test_the_log_holds_what_no_activity_says_and_nothing_twice(cast: Cast) -> None:
    enrolment = checked_in(cast)
    activity = served(cast, "member")
    day = today(WEEKEND)
    entry = log.write(enrolment=enrolment, on=day, text="帮独居老人换灯泡", minutes=60, by=cast.worker, at=cast.at)
    person = cast.people["member"].pk
    [remark] = log.remark(activity=activity, people=[person], text="最后一个走", by=cast.worker, at=cast.at)
    with pytest.raises(log.RemarkedAlready):
        log.remark(activity=activity, people=[person], text="又写一次", by=cast.worker, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(remark).objects.filter(pk=remark.pk).update(minutes=30)
    for stranger in (cast.neighbor, cast.counter, cast.member, cast.branch_secretary):
        with pytest.raises(NotYours):
            log.write(enrolment=enrolment, on=day, text="别处", by=stranger, at=cast.at)
    for wrong in (day + timedelta(days=365), date(2026, 1, 1)):
        with pytest.raises(Unfit):
            log.write(enrolment=enrolment, on=wrong, text="日期不对", by=cast.worker, at=cast.at)
    [line] = opened(cast)["feedback"].content["lines"]
    assert (line["times"], line["minutes"], line["logged_minutes"]) == (1, 120, 60) and len(line["entries"]) == 2
    log.strike(entry=entry, reason="写错了人", by=cast.worker, at=cast.at)
    assert not type(entry).objects.standing().filter(pk=entry.pk).exists()


def test_a_merged_community_takes_no_log_and_its_heir_writes_the_report(cast: Cast) -> None:
    enrolment = checked_in(cast)
    served(cast, "member")
    merged_on = today(cast.at) - timedelta(days=30)
    areas.merge(
        areas=[cast.home], into=cast.next, on=merged_on, document="示例〔2026〕1号", by=cast.planner, at=cast.at
    )
    with pytest.raises((HostGone, NotYours)) as refused:
        log.write(enrolment=enrolment, on=today(cast.at), text="巡查", by=cast.coordinator, at=cast.at)
    assert refused.value
    since, until = opening.last_period(12, on=today(NEW_YEAR))
    run = opening.begin(area=cast.next, months=12, since=since, until=until, by=SYSTEM, at=NEW_YEAR)
    opening.perform(run=run, at=NEW_YEAR)
    out = Report.objects.get(kind="notice_to_home")
    assert out.area == cast.next and out.sender == nearest_party_organization(cast.next)
    assert out.content["lines"][0]["times"] == 1


@pytest.mark.covers("CD-27")
def test_an_agency_hears_of_a_month_without_service_and_nothing_else_happens(cast: Cast) -> None:
    agency = cast.organizations["unit"]
    type(agency).objects.filter(pk=agency.pk).update(kind="agency")
    enrolment = unit_checked_in(cast)
    assert minimum.remind(at=cast.at) == 0
    rules.set_rule(key="service.minimum", value=1, unit="time_per_month", source="CD-27", valid_from=date(2026, 1, 1))
    before = Duty.objects.count()
    if not minimum.is_agency(type(agency).objects.get(pk=agency.pk), today(cast.at)):
        pytest.fail("no agency")
    assert [minimum.remind(at=cast.at), minimum.remind(at=cast.at + timedelta(days=1))] == [1, 0]
    said = Record.objects.get(kind=MonthWithoutService.kind)
    assert said.subject_id == enrolment.pk and said.data["month"] == "2026-11" and Duty.objects.count() == before
    served(cast, begins_at=WEEKEND, host=agency, by=SYSTEM)
    months = opened(cast, 12, NEW_YEAR)["double_report"].content["months"]
    assert months["2026-09"] == 1 and months["2026-10"] == 0


def test_a_second_run_adds_only_what_is_missing(cast: Cast) -> None:
    checked_in(cast)
    first = set(opened(cast))
    checked_in(cast, "other_member")
    opened(cast)
    assert ReportRun.objects.order_by("-pk")[0].opened == 0 and set(opened(cast)) == first
    with pytest.raises(opening.NotOverYet):
        opening.begin(
            area=cast.home, months=3, since=date(2026, 10, 1), until=date(2026, 12, 31), by=SYSTEM, at=cast.at
        )
    since, until = opening.last_period(3, on=today(cast.at))
    opening.begin(area=cast.home, months=3, since=since, until=until, by=cast.secretary, at=cast.at)
    with pytest.raises(opening.RunningAlready):
        opening.begin(area=cast.home, months=3, since=since, until=until, by=cast.secretary, at=cast.at)
    with pytest.raises(NotYours):
        opening.begin(area=cast.next, months=3, since=since, until=until, by=cast.secretary, at=cast.at)


def test_the_clock_opens_what_is_due_once(cast: Cast) -> None:
    checked_in(cast)
    assert opening.open_due(at=NEW_YEAR) > 0
    assert Report.objects.filter(kind="notice_to_home").count() == 1 and ReportDelivery.objects.count() == 0
    assert opening.open_due(at=NEW_YEAR + timedelta(days=1)) == 0
