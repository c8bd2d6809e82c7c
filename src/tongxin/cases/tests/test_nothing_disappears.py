"""Nobody makes an overdue case disappear, and nobody's matter goes with another's: each test tries one door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases import catalogue, figures
from tongxin.cases.actions.closing import PartsOpen, TooLate
from tongxin.cases.actions.handling import LateAlready, OtherStage
from tongxin.cases.models import Case
from tongxin.cases.queries import supervision
from tongxin.cases.tests import story
from tongxin.cases.tests.test_figures import month, rates
from tongxin.cases.tests.test_told import told
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Duty
from tongxin.organizations.hosting import place

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROUGH = {"category": "five_livelihood"}


def owed(case):
    return Duty.objects.open().about(case).get(kind=Duty.Kind.STEP)


def late_ones(cast, at):
    shown = supervision.stages_shown(cast.coordinator, at, state="late", level="", body=None, most=9)
    return [duty.subject_id for duty in shown]


def test_what_is_late_is_neither_paused_nor_extended_and_a_question_leaves_it_late(cast):
    case = story.handling(cast)
    due = owed(case).due_at
    late = due + HOUR
    for deed in (
        lambda: cases.pause_case(case=case, reason="等待物资", by=cast.liaison, at=late),
        lambda: cases.ask_extension(case=case, amount=9, reason="等配件", by=cast.liaison, at=late),
    ):
        with pytest.raises(LateAlready):
            deed()
    cases.ask_reporter(case=case, question="是哪一盏灯？", by=cast.liaison, at=late)
    assert late_ones(cast, late + HOUR) == [case.pk] and owed(case).due_at == due
    cases.reply(case=case, text="东边第二盏", by=cast.resident, at=late + HOUR)
    assert owed(case).due_at == due and case.question == ""


def test_more_time_is_granted_to_the_stage_that_asked_and_to_no_other(cast):
    case = story.handling(cast, **ROUGH)
    asked = cases.ask_extension(case=case, amount=9, reason="等配件", by=cast.liaison, at=cast.at)
    cases.report_done(case=case, answer="好了", by=cast.liaison, at=cast.at + HOUR)
    due = owed(case).due_at
    with pytest.raises(OtherStage):
        cases.answer_extension(extension=asked, is_granted=True, by=cast.secretary, at=cast.at + HOUR)
    cases.fail_check(case=case, reason="还是不亮", by=cast.secretary, at=cast.at + HOUR)
    again = owed(case).due_at
    with pytest.raises(OtherStage):
        cases.answer_extension(extension=asked, is_granted=True, by=cast.secretary, at=cast.at + HOUR)
    assert (owed(case).due_at, due is not None) == (again, True)
    cases.answer_extension(extension=asked, is_granted=False, reason="已经办了", by=cast.secretary, at=cast.at + HOUR)
    assert cases.ask_extension(case=case, amount=1, reason="返工", by=cast.liaison, at=cast.at + HOUR)


def test_given_back_when_it_was_late_it_counts_against_who_held_it(cast):
    case = story.handling(cast)
    late = owed(case).due_at + HOUR
    cases.send_back(case=case, reason="不归我们管", by=cast.liaison, at=late)
    found = rates(cast, at=late + HOUR)
    assert found["handled"] == found["handled_in_time"] == figures.Rate(0, 1)
    lines = figures.by_body(figures.stages_for(cast.coordinator), month(cast, late + HOUR), "")
    unit = next(line for line in lines if line.key == cast.organizations["unit"].pk)
    assert unit.rates["handled_in_time"] == figures.Rate(0, 1)


def test_handed_on_when_it_was_late_it_counts_against_the_desk_and_is_one_report_still(cast):
    case, early = story.reported(cast), story.reported(cast)
    street, late = cast.organizations["street_committee"], owed(case).due_at + HOUR
    cases.pass_on(case=early, to=street, reason="要街道协调", by=cast.worker, at=cast.at)
    cases.pass_on(case=case, to=street, reason="要街道协调", by=cast.worker, at=late)
    for each in (early, case):
        cases.accept(case=each, by=cast.coordinator, at=late)
    found = rates(cast, at=late + HOUR)
    assert found["verified_in_time"] == figures.Rate(1, 3)
    assert found["valid_report"] == found["filing"] == figures.Rate(2, 2)


def test_a_corrected_place_of_the_same_desk_leaves_the_date_as_it_was(cast):
    case = story.reported(cast)
    before, later = owed(case), cast.at + HOUR
    cases.correct(case=case, placed=place(cast.home.pk, on=today(cast.at)), by=cast.worker, at=later)
    after = owed(case)
    assert (after.pk, after.due_at) == (before.pk, before.due_at)
    assert after.area_path == case.area_path == cast.home.path


def test_a_reply_comes_in_though_the_clock_goes_on_or_it_was_reported_done(cast):
    case = story.handling(cast, **ROUGH)
    cases.ask_reporter(case=case, question="是哪一盏灯？", by=cast.liaison, at=cast.at)
    cases.resume_case(case=case, by=cast.liaison, at=cast.at + HOUR)
    cases.reply(case=case, text="东边第二盏", by=cast.resident, at=cast.at + HOUR)
    cases.ask_reporter(case=case, question="现在呢？", by=cast.liaison, at=cast.at + HOUR)
    cases.report_done(case=case, answer="换好了", by=cast.liaison, at=cast.at + 2 * HOUR)
    cases.reply(case=case, text="亮了", by=cast.resident, at=cast.at + 2 * HOUR)
    assert case.question == ""


def test_done_while_the_clock_stood_is_done_in_time(cast):
    case = story.handling(cast, **ROUGH)
    due = owed(case).due_at
    cases.pause_case(case=case, reason="等待物资", by=cast.liaison, at=due - HOUR)
    cases.report_done(case=case, answer="好了", by=cast.liaison, at=due + HOUR)
    assert rates(cast, at=due + 2 * HOUR)["handled_in_time"] == figures.Rate(1, 1)


def test_a_clock_that_was_stopped_goes_on_by_itself_after_thirty_days(cast):
    case = story.handling(cast, **ROUGH)
    cases.pause_case(case=case, reason="等待物资", by=cast.liaison, at=cast.at)
    assert cases.wake(at=cast.at + timedelta(days=30) - HOUR) == 0
    late = cast.at + timedelta(days=30)
    assert (cases.wake(at=late), cases.wake(at=late)) == (1, 0)
    duty = owed(case)
    assert duty.paused_at is None and duty.due_at > late and len(duty.pauses) == 1
    assert f"“{case.title}”暂停已满 30 天，已自动恢复计时。" in told(cast, "liaison")
    cases.pause_case(case=case, reason="仍缺物资", by=cast.liaison, at=late)
    assert owed(case).paused_at == late


def test_who_takes_back_a_case_takes_no_neighbor_along(cast):
    into = story.accepted(cast)
    twin = story.reported(cast, reporter_id=cast.people["member"].pk, by=cast.member)
    cases.join(case=twin, into=into, by=cast.worker, at=cast.at)
    into.refresh_from_db()
    for deed, actor in ((cases.withdraw, cast.resident), (cases.void, cast.secretary)):
        with pytest.raises(NotYours):
            deed(case=into, reason="算了", by=actor, at=cast.at)
    assert into.step == "accepted"


@pytest.mark.covers("C07-8")
def test_a_case_that_was_joined_parts_again_by_its_reporter_or_desk_and_is_owed_as_before(cast, monkeypatch):
    into, twin, third = story.accepted(cast), story.reported(cast, by=cast.member, reporter_id=None), None
    third = story.reported(cast, reporter_id=cast.people["other_member"].pk, by=cast.other_member)
    for each in (twin, third):
        cases.join(case=each, into=into, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        cases.part(case=twin, reason="不一样", by=cast.resident, at=cast.at)
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at)
    page, address = Client(), reverse("cases:receipt", args=[twin.key])
    assert "单独办理我的" in page.get(address).content.decode()
    page.post(reverse("cases:act-by-link", args=[twin.key, "part"]), {"reason": "是另一盏灯", "form_key": str(uuid4())})
    twin.refresh_from_db()
    into.refresh_from_db()
    assert (twin.step, twin.joined_into, into.voices) == ("reported", None, 2)
    assert owed(twin).holder_id == twin.desk_id and "是另一盏灯" in page.get(address).content.decode()
    cases.dispatch(case=into, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    cases.part(case=third, reason="并错了", by=cast.worker, at=cast.at)
    assert third.step == "reported" and Case.objects.get(pk=into.pk).voices == 1


def test_what_was_not_settled_with_the_other_case_parts_within_the_days_of_a_dispute(cast):
    into = story.accepted(cast)
    twin = story.reported(cast, reporter_id=cast.people["member"].pk, by=cast.member)
    cases.join(case=twin, into=into, by=cast.worker, at=cast.at)
    cases.answer(case=into, answer="已修", by=cast.worker, at=cast.at)
    into.refresh_from_db()
    cases.rate(case=into, grade=5, by=cast.resident, at=cast.at)
    days = timedelta(days=rules.value("cases.dispute_days", on=today(cast.at)))
    with pytest.raises(TooLate):
        cases.part(case=twin, reason="还不亮", by=cast.member, at=cast.at + days + HOUR)
    cases.part(case=twin, reason="还不亮", by=cast.member, at=cast.at + days)
    assert (twin.step, twin.reopened) == ("reported", 1)


def test_who_handled_what_was_dispatched_does_not_write_down_its_grade(cast):
    case = story.dispatched(cast, lead="party", reporter_id=None, category="five_livelihood")
    cases.take(case=case, by=cast.worker, at=cast.at)
    cases.report_done(case=case, answer="好了", by=cast.worker, at=cast.at)
    cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    if case.step == "checking":
        cases.pass_check(case=case, by=cast.coordinator, at=cast.at)
    cases.close(case=case, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        cases.rate(case=case, grade=5, by=cast.worker, at=cast.at)
    cases.rate(case=case, grade=4, by=cast.secretary, at=cast.at)


def test_an_answer_on_the_spot_waits_for_the_parts_as_closing_does(cast):
    whole = story.accepted(cast)
    part = cases.split(case=whole, text="先把路灯杆扶正", by=cast.worker, at=cast.at)
    with pytest.raises(PartsOpen):
        cases.answer(case=whole, answer="好了", by=cast.worker, at=cast.at)
    cases.answer(case=part, answer="扶正了", by=cast.worker, at=cast.at)
    cases.answer(case=whole, answer="好了", by=cast.worker, at=cast.at)
    assert whole.step == "appraisal"


def test_limits_and_proof_of_a_closed_category_go_on_for_cases_that_have_it(cast):
    case = story.accepted(cast)
    row = catalogue.find("component_street_lamp", on=today(cast.at))
    cases.end_category(category=row, on=today(cast.at) - timedelta(days=1), by=cast.planner, at=cast.at)
    cases.dispatch(case=case, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    assert (case.handle_limit, case.respond_limit) == (row.handle_limit, row.respond_limit) and row.handle_limit
    cases.take(case=case, by=cast.liaison, at=cast.at)
    with pytest.raises(Exception, match="须附照片"):
        cases.report_done(case=case, answer="好了", by=cast.liaison, at=cast.at)


def test_a_new_calendar_leaves_a_clock_that_stands_unlooked_at(cast):
    from tongxin.kernel import duties
    from tongxin.kernel.calendars import announce

    case = story.handling(cast)
    cases.pause_case(case=case, reason="等待物资", by=cast.liaison, at=cast.at)
    until = owed(case).due_at
    days = {today(until): (False, "示例假日")}
    announce(year=until.year, days=days, source="test", at=cast.at)
    assert duties.recompute(year=until.year, at=cast.at) >= 1
    assert owed(case).due_at > until and owed(case).look_at is None
