"""What is said to be done is looked at by somebody else, and proven where the category asks for it."""

import pytest
from django.db import IntegrityError, transaction

from tongxin.cases import actions as cases
from tongxin.cases.actions import checking
from tongxin.cases.actions.handling import ProofMissing
from tongxin.cases.models import Case, Check
from tongxin.cases.tests import story
from tongxin.kernel.errors import NotYours

pytestmark = pytest.mark.django_db


def test_who_dispatched_or_handled_does_not_check_neither_by_deed_nor_by_hand(cast):
    case = story.checking(cast)
    for name in ("worker", "liaison"):
        with pytest.raises(NotYours):
            cases.pass_check(case=case, by=cast.actor(name), at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(checked_by=cast.people["worker"].pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(checked_by=cast.people["liaison"].pk)
    cases.pass_check(case=case, by=cast.secretary, at=cast.at, note="灯亮了")
    assert Check.objects.get(case=case).by_id == cast.people["secretary"].pk


def test_chance_draws_some_for_a_second_look_by_another_person(cast, monkeypatch):
    monkeypatch.setattr(checking, "lot_of", lambda digest, check: 0)
    case = story.checking(cast)
    cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    assert case.step == "checking" and story.owed(case).step == "checking"
    with pytest.raises(NotYours):
        cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    cases.pass_check(case=case, by=cast.coordinator, at=cast.at)
    assert case.step == "closing" and list(Check.objects.values_list("is_second", flat=True).order_by("id")) == [
        False,
        True,
    ]


def test_a_failed_check_goes_back_to_the_lead_and_is_counted(cast):
    case = story.checking(cast)
    cases.fail_check(case=case, reason="还有一盏不亮", by=cast.secretary, at=cast.at)
    assert (case.step, case.reworked, story.owed(case).holder_id) == ("handling", 1, cast.organizations["unit"].pk)
    cases.report_done(case=case, answer="都换了", by=cast.liaison, at=cast.at)
    assert story.checked(case, cast).step == "closing" and case.reworked == 1


def test_where_the_category_asks_for_proof_none_is_done_without(cast):
    case = story.handling(cast, category="component_street_lamp")
    with pytest.raises(ProofMissing):
        cases.report_done(case=case, answer="修好了", by=cast.liaison, at=cast.at)
    cases.report_done(case=story.with_proof(case, at=cast.at), answer="修好了", by=cast.liaison, at=cast.at)
    assert case.step == "checking"
