"""Minors among those who signed up, and the adults who should come with them (GY-46)."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongxin.activities.models import Activity, SignUp
from tongxin.kernel import rules
from tongxin.people.minors import Ages

PER_ADULT = "activity.minors_per_adult"


@dataclass(frozen=True, slots=True)
class Young:
    """How many minors hold a place, how many adults, and how many adults are still missing by the rule."""

    minors: int
    adults: int
    per_adult: int

    @property
    def missing(self) -> int:
        return max(-(-self.minors // self.per_adult) - self.adults, 0)


def young_at(activity: Activity, signed: Sequence[SignUp]) -> Young | None:
    """Nothing where no minor signed up or the place has no such rule; `signed` are the sign-ups with their persons."""
    years = [row.person.born_in for row in signed if row.person.born_in is not None]
    rule = rules.find(PER_ADULT, on=activity.day, path=activity.area_path) if years else None
    if rule is None:
        return None
    ages = Ages.of(activity.day)
    minors = sum(ages.is_minor(year) for year in years)
    return Young(minors, len(signed) - minors, int(rule.value)) if minors else None
