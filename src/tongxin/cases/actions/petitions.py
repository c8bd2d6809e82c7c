"""Petitions: a letter that belongs to the office for petitions is recognized by its words and handed over.

Which words, and which office: the list `petition_signs` of the profile. A person decides.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.actions.letters import reply_given
from tongxin.cases.events import CaseDeclined, LetterHandedOver
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.records import record

(DAYS,) = rules.needed("petition.answer_days")


@dataclass(frozen=True)
class Sign:
    """Why a text looks like a petition, and who is to have it."""

    code: str
    label: str
    office: str
    because: list[str]


def sign_in(text: str) -> Sign | None:
    """The sort of petition that the words of a text point to; None for an ordinary matter."""
    best: Sign | None = None
    for term in terms.terms("petition_signs").values():
        found = [word for word in term.data.get("words", ()) if word in text]
        if term.is_active and found and (best is None or len("".join(found)) > len("".join(best.because))):
            best = Sign(term.code, term.label, str(term.data.get("office", "")), found)
    return best


@transaction.atomic
def hand_over(*, case: Case, sort: str, by: Actor, at: datetime) -> None:
    """Give the letter to the office that decides such matters. The writer keeps the number as a receipt and reads by
    when that office must say whether it takes it up."""
    term = terms.need("petition_signs", sort)
    days = int(rules.value(DAYS, on=today(at), path=case.area_path))
    with CASE.moving(case, "decline", by=by, at=at):
        said = {"sort": term.label, "office": term.data["office"], "number": case.number, "days": days}
        handed = _("属于“%(sort)s”，已转交%(office)s，转交回执编号 %(number)s。") % said
        case.answer = handed + _("该单位应在 %(days)d 日内书面告知您是否受理。") % said
    reply_given(case, at=at)
    record(LetterHandedOver(case=case, office=str(term.data["office"]), days=days), by=by, at=at)
    record(CaseDeclined(case=case, reason=term.label, instead=case.answer), by=by, at=at)
