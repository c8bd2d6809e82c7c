"""Unit and community rate each other on one form; what they wrote is opened to both at the same moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from demo.cast import Cast
from tongxin.assessment import actions
from tongxin.assessment.models import Appraisal
from tongxin.assessment.tests.rounds import SECRET, begun, given, in_force, opinion_of

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
        visitor.open(address).reads("不打分、不排名").looks_right()
        for words in SECRET.values():
            visitor.reads(words)
    assert Appraisal.objects.get().is_open


@pytest.mark.covers("GY-06")
def test_the_date_opens_what_one_side_said_and_the_other_loses_nothing_of_its_draft(cast: Cast, visit: Any) -> None:
    """The unit writes for too long on its phone; the date comes, and what the community said is opened to both."""
    appraisal = begun(cast)
    given(cast, appraisal, "community")
    phone = visit("liaison", phone=True).open(reverse("assessment:give", args=[opinion_of(appraisal, "unit").pk]))
    groups = phone.page.locator("fieldset.field")
    for n in range(groups.count()):
        groups.nth(n).locator("input[type=radio]").first.check(force=True)
    actions.close_over(at=appraisal.closes_at + timedelta(minutes=1))
    phone.fill(text=SECRET["unit"]).press("密封提交").reads("已经开封").looks_right()
    assert phone.page.locator("[name=text]").input_value() == SECRET["unit"]
    assert opinion_of(appraisal, "unit").step == "missed"
    phone.open(appraisal.get_absolute_url()).reads(SECRET["community"]).reads("没有评价")
    assert SECRET["unit"] not in phone.page.content()
