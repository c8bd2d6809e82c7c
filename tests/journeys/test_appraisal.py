"""Unit and community rate each other on one form; what they wrote is opened to both at the same moment."""

from typing import Any

import pytest

from demo.cast import Cast
from tongxin.assessment import actions
from tongxin.assessment.models import Appraisal
from tongxin.assessment.tests.rounds import SECRET, in_force

pytestmark = pytest.mark.browser


@pytest.mark.covers("GY-06")
def test_both_sides_rate_each_other_and_read_both_views(cast: Cast, visit: Any) -> None:
    from django.utils import timezone

    agreement = in_force(cast)
    appraisal = actions.begin(agreement=agreement, by=cast.secretary, at=max(timezone.now(), cast.at))
    address = appraisal.get_absolute_url()
    secretary, liaison = visit("secretary"), visit("liaison")
    for side, visitor in (("community", secretary), ("unit", liaison)):
        visitor.open("/appraisals/").looks_right().open(address).reads("密封中").looks_right().press("去评价")
        visitor.looks_right()
        groups = visitor.page.locator("fieldset.field")
        for n in range(groups.count()):
            groups.nth(n).locator("input[type=radio]").first.check(force=True)
        visitor.fill(text=SECRET[side]).press("密封提交")
        visitor.reads("已密封保存" if side == "community" else "现已开封")
        if side == "community":
            assert SECRET["community"] not in liaison.open(address).page.content()
    for visitor in (secretary, liaison):
        visitor.open(address).looks_right()
        for words in SECRET.values():
            visitor.reads(words)
    assert Appraisal.objects.get().is_open
