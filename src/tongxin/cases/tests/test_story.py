"""A case from the first word to the last, through the deeds."""

import pytest

from tongxin.cases import actions as cases
from tongxin.cases.tests import story
from tongxin.kernel.errors import AlreadyMoved
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import sentence

pytestmark = pytest.mark.django_db


def told(case):
    return [sentence(row) for row in Record.objects.about(case).select_related("by").order_by("id")]


def test_a_case_goes_from_the_report_to_the_reporters_word(cast):
    case = story.appraisal(cast)
    assert Duty.objects.open().about(case).get().holder_id == cast.people["resident"].pk
    cases.rate(case=case, grade=5, by=cast.resident, at=cast.at)
    case.refresh_from_db()
    assert (case.step, case.grade, case.lead) == ("closed", 5, cast.organizations["unit"])
    assert not Duty.objects.open().about(case).exists()
    said = told(case)
    assert said[0] == "诉求登记，来源：网上反映" and "收到评价：" in said[-1] and "钱阿秀" not in "".join(said)
    with pytest.raises(AlreadyMoved):
        cases.rate(case=case, grade=1, by=cast.resident, at=cast.at)
