"""What is left when a body is dissolved or a place merged: the same cases, owed by who is there now, by their days."""

from datetime import timedelta

import pytest

from tongxin.areas import actions as areas
from tongxin.cases import actions as cases
from tongxin.cases.models import Case, LetterReply, RoutingRule
from tongxin.cases.queries import routing, supervision
from tongxin.cases.tests import story
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.organizations import actions as organizations

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def owed(case):
    return Duty.objects.open().about(case).get(kind=Duty.Kind.STEP)


def dissolved(cast, name):
    body, on = cast.organizations[name], today(cast.at) + DAY
    organizations.end(organization=body, document="撤并文件", on=on, by=SYSTEM, at=cast.at)
    return cast.at + DAY


def test_what_a_dissolved_body_was_sent_goes_back_to_the_desk_though_it_was_ruled_and_late(cast):
    case = story.accepted(cast)
    cases.dispatch(case=case, lead=cast.organizations["unit"], is_ruled=True, by=cast.worker, at=cast.at)
    later = dissolved(cast, "unit") + 9 * DAY
    assert cases.follow(at=later) == 1 and cases.follow(at=later) == 0
    case.refresh_from_db()
    assert (case.step, case.lead, owed(case).holder_id) == ("accepted", None, case.desk_id)
    assert Record.objects.about(case).filter(kind="cases.CaseSentBack").exists()


def test_the_check_of_a_dissolved_body_is_owed_by_the_desk(cast):
    case = story.accepted(cast, category="five_livelihood")
    school = cast.organizations["school"]
    cases.dispatch(case=case, lead=cast.organizations["unit"], checker_id=school.pk, by=cast.worker, at=cast.at)
    cases.take(case=case, by=cast.liaison, at=cast.at)
    cases.report_done(case=case, answer="好了", by=cast.liaison, at=cast.at)
    due = owed(case).due_at
    assert owed(case).holder_id == school.pk
    cases.follow(at=dissolved(cast, "school"))
    case.refresh_from_db()
    assert (owed(case).holder_id, owed(case).due_at, case.checker) == (case.desk_id, due, None)


def test_a_desk_that_was_dissolved_hands_its_late_cases_to_the_one_above_with_their_dates(cast):
    letter = story.reported(cast, channel="mailbox")
    duty = owed(letter)
    later = dissolved(cast, "party") + 9 * DAY
    assert cases.follow(at=later) == 1 and cases.follow(at=later) == 0
    letter.refresh_from_db()
    street = cast.organizations["street_committee"]
    after = owed(letter)
    assert (after.pk, after.due_at, after.holder_id, letter.desk) == (duty.pk, duty.due_at, street.pk, street)
    late = supervision.stages_shown(cast.coordinator, later, state="late", level="", body=None, most=9)
    assert [each.subject_id for each in late] == [letter.pk]
    cases.accept(case=letter, by=cast.coordinator, at=later)
    assert LetterReply.objects.get(case=letter).desk == street


@pytest.mark.covers("MHK-04")
def test_cases_of_a_merged_community_and_its_grids_go_to_the_other_one(cast):
    whole, part = story.reported(cast, area=cast.home), story.accepted(cast, area=cast.grid)
    due, there = owed(whole).due_at, story.reported(cast, area=cast.next)
    on = today(cast.at) + DAY
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="合并", by=SYSTEM, at=cast.at)
    later = cast.at + DAY
    assert cases.follow(at=later) >= 2 and cases.follow(at=later) == 0
    for case in (whole, part):
        case.refresh_from_db()
        assert (case.desk, owed(case).holder_id) == (cast.organizations["next_party"], case.desk_id)
        assert case.community_path == cast.next.path and case.area_path.startswith(cast.next.path)
    assert owed(whole).due_at == due and whole.area == cast.next and part.area == cast.grid
    assert set(Case.objects.visible_to(cast.neighbor)) >= {whole, part}
    cases.join(case=whole, into=there, by=cast.neighbor, at=later)


def test_a_rule_that_names_a_dissolved_body_proposes_nobody_and_the_next_one_answers(cast):
    for order, lead in ((1, "unit"), (2, "school")):
        RoutingRule.objects.create(
            label=f"规则 {order}", order=order, area=cast.home, area_path=cast.home.path, is_on=True,
            lead=cast.organizations[lead], tested_at=cast.at, valid_from=today(cast.at),
        )  # fmt: skip
    routing.forget_rules()
    case = story.accepted(cast)
    assert routing.proposed_lead(case, at=cast.at) == cast.organizations["unit"]
    later = dissolved(cast, "unit")
    routing.forget_rules()
    assert routing.proposed_lead(case, at=later) == cast.organizations["school"]
