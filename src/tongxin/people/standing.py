"""How a minor's consents stand on a day: kind by kind for the desk, the minor's own page and the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tongxin.kernel import rules, terms
from tongxin.people.guardians import WARN_DAYS
from tongxin.people.minors import ACTIVITIES, DATA, KINDS, is_child
from tongxin.people.models import GuardianConsent, Person


@dataclass(frozen=True, slots=True)
class KindStanding:
    """One kind of consent as it stands: whether it is needed at all, the row that holds, and how it looks."""

    kind: str
    label: str
    row: GuardianConsent | None
    ends_soon: bool
    needed: bool

    @property
    def words(self) -> str:
        if self.row is None:
            return _("还没有") if self.needed else _("本人同意即可")
        return _("快到期") if self.ends_soon else _("有效")

    @property
    def tone(self) -> str:
        if self.row is None:
            return "late" if self.needed else "neutral"
        return "soon" if self.ends_soon else "good"


@dataclass(frozen=True, slots=True)
class Consents:
    standing: list[KindStanding]
    history: list[GuardianConsent]

    @property
    def wanted(self) -> str:
        """The kind that the desk most likely has before it: what is needed and lacking, else what ends soon."""
        open_ones = [each for each in self.standing if each.needed and each.row is None]
        ending = [each for each in self.standing if each.ends_soon]
        return next((each.kind for each in (*open_ones, *ending)), ACTIVITIES)


def consents_of(person: Person, *, on: date) -> Consents:
    """Every kind of the city's list with what holds today, and all rows, the newest first. One query."""
    rows = list(GuardianConsent.objects.filter(person=person).select_related("seen_by").order_by("-valid_from", "-pk"))
    for row in rows:
        row.person = person
    needed = {ACTIVITIES, DATA} if is_child(person.born_in, on=on) else {ACTIVITIES}
    soon = on + timedelta(days=int(rules.value(WARN_DAYS, on=on)))
    return Consents([_of_kind(code, label, rows, needed, on, soon) for code, label in terms.choices(KINDS)], rows)


def _of_kind(
    kind: str, label: str, rows: Sequence[GuardianConsent], needed: set[str], on: date, soon: date
) -> KindStanding:
    mine = [row for row in rows if row.kind == kind and row.withdrawn_at is None]
    held = next((row for row in mine if row.holds_on(on)), None)
    last = max((row.valid_to for row in mine if held), default=on)
    return KindStanding(kind, label, held, held is not None and last <= soon, kind in needed)
