"""What must hold: whole after any story, and named when somebody breaks it by hand."""

import pytest

from tongxin.cases import actions as cases
from tongxin.cases import invariants
from tongxin.cases.models import Case, Check
from tongxin.cases.tests import story
from tongxin.kernel.invariants import open_steps_have_one_duty

pytestmark = pytest.mark.django_db

WALKS = [
    invariants.voices_add_up, invariants.joins_are_flat, invariants.dispatchers_do_not_check,
    invariants.wholes_close_after_their_parts, invariants.bodies_are_concerned, open_steps_have_one_duty,
]  # fmt: skip


def test_all_is_well_after_the_deeds_and_each_breach_is_named(cast):
    case = story.appraisal(cast)
    twin = story.accepted(cast)
    cases.call(case=twin, bodies=[cast.organizations["firm"]], asks="来看看", by=cast.worker, at=cast.at)
    cases.join(case=story.reported(cast), into=twin, by=cast.worker, at=cast.at)
    part = cases.split(case=twin, text="另一处", by=cast.worker, at=cast.at)
    for walk in WALKS:
        assert list(walk()) == [], walk
    Case.objects.filter(pk=twin.pk).update(voices=9, bodies=[])
    Check.objects.filter(case=case).update(by=case.dispatched_by_id)
    Case.objects.filter(pk=part.pk).update(parent=case.pk, raised_at=cast.at.replace(year=2025))
    for walk in WALKS[:1] + WALKS[2:5]:
        assert any("案 2026-" in words for words in walk()), walk
