"""Limits of a case: which one holds, when the clock stands still, and what becomes of it when time runs out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.access import link_holder
from tongxin.cases.actions.closing import TooLate
from tongxin.cases.actions.handling import AskedAlready, NotByYourself
from tongxin.cases.models import Category
from tongxin.cases.tests import story
from tongxin.kernel import duties, rules
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Duty

pytestmark = pytest.mark.django_db


def test_the_limit_of_the_day_of_dispatch_holds_whatever_the_catalogue_says_later(cast):
    old = story.dispatched(cast, category="five_appearance")
    day = today(cast.at)
    Category.objects.filter(code="five_appearance").update(handle_amount=1, valid_from=day)
    catalogue.forget()
    cases.take(case=old, by=cast.liaison, at=cast.at)
    new = story.dispatched(cast, category="five_appearance")
    cases.take(case=new, by=cast.liaison, at=cast.at)
    assert (old.handle_limit, new.handle_limit) == (Limit(3, "working_day"), Limit(1, "working_day"))
    assert story.owed(old).due_at > story.owed(new).due_at


def test_an_overdue_case_stays_with_its_holder_and_is_passed_up(cast):
    case = story.handling(cast)
    late = cast.at + timedelta(days=30)
    duties.perform_due(at=late)
    assert story.owed(case).holder_id == cast.organizations["unit"].pk and story.owed(case).is_late(late)
    cases.report_done(case=story.with_proof(case, at=cast.at), answer="修好了", by=cast.liaison, at=late)
    first = Duty.objects.about(case).get(step="handling", kind="step")
    assert Duty.objects.get(urges=first).holder == first.holder.superior
    assert first.closed_at == late and first.is_late(late)


def test_more_time_is_granted_by_somebody_else_only(cast):
    case = story.handling(cast)
    before = story.owed(case).due_at
    asked = cases.ask_extension(case=case, amount=2, reason="等配件", by=cast.liaison, at=cast.at)
    with pytest.raises(AskedAlready):
        cases.ask_extension(case=case, amount=1, reason="再等", by=cast.liaison, at=cast.at)
    for name in ("liaison", "worker"):
        with pytest.raises(NotYours):
            cases.answer_extension(extension=asked, is_granted=True, by=cast.actor(name), at=cast.at)
    cases.answer_extension(extension=asked, is_granted=True, by=cast.secretary, at=cast.at)
    assert story.owed(case).due_at > before
    own = cases.ask_extension(case=lead_is_party(cast), amount=1, reason="等雨停", by=cast.secretary, at=cast.at)
    with pytest.raises(NotByYourself):
        cases.answer_extension(extension=own, is_granted=True, by=cast.secretary, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(own).objects.filter(pk=own.pk).update(
            answered_by=own.asked_by_id, answered_at=cast.at, is_granted=True
        )  # fmt: skip


def lead_is_party(cast):
    case = story.dispatched(cast, lead="party", text="楼道堆了旧家具")
    cases.take(case=case, by=cast.secretary, at=cast.at)
    return case


def test_a_question_to_the_reporter_stops_the_clock_until_the_answer(cast):
    case = story.handling(cast)
    before = story.owed(case).due_at
    cases.ask_reporter(case=case, question="是哪一盏灯？", by=cast.liaison, at=cast.at)
    assert story.owed(case).paused_at is not None
    later = cast.at + timedelta(days=9)
    with pytest.raises(NotYours):
        cases.reply(case=case, text="东边", by=cast.member, at=later)
    cases.reply(case=case, text="东边第二盏", by=cast.resident, at=later)
    assert story.owed(case).paused_at is None and story.owed(case).due_at > before and case.question == ""


def test_silence_closes_unrated_which_is_no_grade(cast):
    case = story.appraisal(cast)
    duties.perform_due(at=cast.at + timedelta(days=30))
    case.refresh_from_db()
    assert (case.step, case.grade) == ("closed", None) and story.told(case)[-1] == "到期未评价，办结"


def test_the_reporter_disputes_within_the_days_of_the_rule(cast):
    case = story.appraisal(cast)
    cases.rate(case=case, grade=2, by=link_holder(case.pk), at=cast.at)
    days = rules.value("cases.dispute_days", on=today(cast.at))
    with pytest.raises(TooLate):
        cases.dispute(case=case, reason="又坏了", by=cast.resident, at=cast.at + timedelta(days=days, minutes=1))
    with pytest.raises(NotYours):
        cases.dispute(case=case, reason="又坏了", by=link_holder(case.pk + 1), at=cast.at)
    cases.dispute(case=case, reason="又坏了", by=cast.resident, at=cast.at + timedelta(days=days))
    assert (case.step, case.reopened, case.grade) == ("handling", 1, None)
    assert story.owed(case).holder_id == cast.organizations["unit"].pk
