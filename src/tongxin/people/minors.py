"""Minors: who counts as one, and what waits for a guardian's consent.

Only the year of birth is kept, so one counts as a minor until the end of the year in which the age is reached, and as
a child of the special rule likewise: rather a few months too long than a day too short (Civil Code 17; PIPL 28, 31).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import rules, terms
from tongxin.kernel.errors import Refused, Unfit
from tongxin.people.models import GuardianConsent, Person

ADULT_AT, OWN_RULES_BELOW = "minor.adult_at", "minor.own_rules_below"
#: The kinds of consent that the house itself asks for; what they are called stands in the city's list.
KINDS, DATA, ACTIVITIES = "guardian_consent_kinds", "data", "activities"
#: Nobody who lives was born before.
FIRST_YEAR = 1900


class GuardianNeeded(Refused):
    """A guardian has to agree first; the page leads to the paper to be signed."""

    status = 403
    sentence = gettext_lazy("未成年人参加活动须先有监护人同意。请打印同意书，由监护人签字后交到社区。")
    leads_to = (gettext_lazy("监护人同意书"), "people:guardian-form")


class AtTheCounter(Refused):
    status = 403


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of the law as they hold on a day."""

    on: date
    adult_at: int
    own_rules_below: int

    @classmethod
    def of(cls, on: date) -> Self:
        below = rules.find(OWN_RULES_BELOW, on=on)
        return cls(on, int(rules.value(ADULT_AT, on=on)), int(below.value) if below else 0)

    def is_minor(self, born_in: int) -> bool:
        return self.on.year - born_in <= self.adult_at

    def is_child(self, born_in: int) -> bool:
        return self.own_rules_below > 0 and self.on.year - born_in <= self.own_rules_below

    def of_identity(self, identity: str) -> int | None:
        """The year of birth that an identity number tells, of whoever is a minor on the very day; else nothing."""
        year = int(identity[6:10])
        reached = (self.on.year - year, f"{self.on:%m%d}") >= (self.adult_at, identity[10:14])
        return None if reached else year

    def kept(self, *, born_in: int | None, identity: str = "") -> int | None:
        """The year of birth to keep: of minors only, and as the identity number says where there is one.

        Raises Unfit for a year that cannot be.
        """
        if identity:
            return self.of_identity(identity)
        if born_in is None:
            return None
        if not FIRST_YEAR <= born_in <= self.on.year:
            raise Unfit(_("出生年份应为四位数的年份，不晚于今年。"))
        return born_in if self.is_minor(born_in) else None


def is_minor(born_in: int | None, *, on: date) -> bool:
    return born_in is not None and Ages.of(on).is_minor(born_in)


def is_child(born_in: int | None, *, on: date) -> bool:
    """Whether the special rule for children holds: a guardian agrees to the data, and there is no own account."""
    return born_in is not None and Ages.of(on).is_child(born_in)


def kept_year(*, born_in: int | None, identity: str = "", on: date) -> int | None:
    """As `Ages.kept`, without a look at the rules where nothing is said of the age."""
    return Ages.of(on).kept(born_in=born_in, identity=identity) if born_in or identity else None


def lacking(born_in: int | None, person_id: int, kind: str, *, on: date) -> list[str]:
    """The kinds of consent that this needs on that day and that do not stand; of adults none, and without a query."""
    needed = _needed(born_in, kind, on)
    if not needed:
        return []
    held = GuardianConsent.objects.on(on).filter(person_id=person_id, kind__in=needed)
    return sorted(needed - set(held.values_list("kind", flat=True)))


def check_guardian(person: Person, kind: str, *, on: date) -> None:
    """Raise GuardianNeeded where the person is a minor on that day and the consent does not stand then. Of a child
    the consent to the data must stand as well. Adults cost no query."""
    if missing := lacking(person.born_in, person.pk, kind, on=on):
        raise _needs(missing, on)


def check_guardians(person_ids: Collection[int], kind: str, *, on: date) -> None:
    """As `check_guardian` for many; one query where no minor is among them."""
    young = Person.objects.filter(born_in__isnull=False)
    for person in young.filter(pk__in=person_ids) if len(person_ids) < 1000 else young:
        if person.pk in person_ids:
            check_guardian(person, kind, on=on)


def without(people: Collection[Person], kind: str, *, on: date) -> set[int]:
    """The keys of those whose guardian's consent does not stand on that day. One query, none without minors."""
    needed = {person.pk: kinds for person in people if (kinds := _needed(person.born_in, kind, on))}
    if not needed:
        return set()
    held = set(GuardianConsent.objects.on(on).filter(person_id__in=needed).values_list("person_id", "kind"))
    return {pk for pk, kinds in needed.items() if any((pk, each) not in held for each in kinds)}


def check_account(person: Person, *, on: date) -> None:
    """Raise AtTheCounter for a child, who has no account of its own."""
    if is_child(person.born_in, on=on):
        age = Ages.of(on).own_rules_below
        raise AtTheCounter(_("不满%d周岁的不开通账号。请监护人带孩子到社区窗口，由工作人员代办。") % age)


def _needed(born_in: int | None, kind: str, on: date) -> set[str]:
    if born_in is None:
        return set()
    ages = Ages.of(on)
    if ages.is_child(born_in):
        return {kind, DATA}
    return {kind} if ages.is_minor(born_in) else set()


def _needs(missing: list[str], on: date) -> GuardianNeeded:
    words: dict[str, Any] = {
        "age": Ages.of(on).adult_at, "what": "、".join(terms.label(KINDS, kind) for kind in missing)
    }  # fmt: skip
    return GuardianNeeded(
        _("未满%(age)d周岁，须先有监护人同意：%(what)s。请打印同意书，由监护人签字后交到社区。") % words
    )
