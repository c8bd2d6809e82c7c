"""A round of two-way appraisal between the cast's unit and community, and what each side says."""

from typing import Any

from demo.cast import Cast
from tongxin.alliance.tests.test_agreements import in_force
from tongxin.assessment import actions, queries
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.kernel import terms

#: Words that no page, table or file may hold while the round is sealed.
SECRET = {"unit": "社区的会议室总是约不到", "community": "夜间巡逻有两个月没来"}


def begun(cast: Cast) -> Appraisal:
    return actions.begin(agreement=in_force(cast), by=cast.secretary, at=cast.at)


def opinion_of(appraisal: Appraisal, side: str) -> Opinion:
    return Opinion.objects.select_related("appraisal__unit", "appraisal__area", "appraisal__agreement").get(
        appraisal=appraisal, side=side
    )


def words_of(opinion: Opinion, text: str = "") -> dict[str, Any]:
    promised = queries.promises(opinion.appraisal, of=queries.opposite(opinion.side))
    return {
        "criteria": {code: {"word": "well", "text": ""} for code, _label in terms.choices("mutual_criteria")},
        "promises": {str(item.pk): {"word": "kept", "text": ""} for item in promised},
        "text": text or SECRET[opinion.side],
    }


def given(cast: Cast, appraisal: Appraisal, side: str, by: str = "", **fields: Any) -> Opinion:
    opinion = opinion_of(appraisal, side)
    who = cast.actor(by or ("liaison" if side == "unit" else "secretary"))
    actions.give(opinion=opinion, content=words_of(opinion), by=who, at=fields.get("at", cast.at))
    return opinion
