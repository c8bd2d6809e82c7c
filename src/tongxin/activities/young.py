"""Young: minors come with a guardian's consent, with adults beside them (GY-46), and to nothing dangerous: a task fits
the age (regulation on volunteering arts. 12-17). Adults, whose year of birth is not kept, cost no query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tongxin.activities.errors import MinorsThere, NotForMinors
from tongxin.activities.models import Activity, SignUp
from tongxin.kernel import rules
from tongxin.kernel.errors import Refused
from tongxin.people.minors import ACTIVITIES, Ages, GuardianNeeded, check_guardian, is_minor, lacking
from tongxin.people.models import Person

PER_ADULT = "activity.minors_per_adult"


def check_young(person: Person, activity: Activity) -> None:
    """Raise NotForMinors, or GuardianNeeded where the consent does not stand on the activity's day."""
    if activity.dangers and is_minor(person.born_in, on=activity.day):
        raise NotForMinors
    check_guardian(person, ACTIVITIES, on=activity.day)


def check_each(person_ids: Collection[int], activity: Activity) -> None:
    """The same for several; one query where no minor is among them."""
    for person in Person.objects.filter(born_in__isnull=False, pk__in=person_ids):
        check_young(person, activity)


def hindrance(born_in: int | None, person_id: int, activity: Activity) -> type[Refused] | None:
    """Why somebody may not come yet, for the pages that would offer it."""
    if activity.dangers and is_minor(born_in, on=activity.day):
        return NotForMinors
    return GuardianNeeded if lacking(born_in, person_id, ACTIVITIES, on=activity.day) else None


def check_nobody_young(activity: Activity) -> None:
    """Raise MinorsThere where minors have signed up for what is to become dangerous."""
    coming = SignUp.objects.filter(activity=activity).alive().filter(person__born_in__isnull=False)
    years = coming.values_list("person__born_in", flat=True)
    if number := sum(is_minor(year, on=activity.day) for year in years):
        raise MinorsThere(MinorsThere.sentence % number)


# Adults beside them


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
