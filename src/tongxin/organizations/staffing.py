"""Staffing: which roles a place must have by the city's list `staffing`, who holds them, and what is vacant.

Guiyang's grids have one instructor, one manager and one police officer each; names and duty phone are public (GY-24).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Term
from tongxin.kernel.records import record
from tongxin.organizations.events import DutyPhoneSet
from tongxin.organizations.models import DutyPhone, Post
from tongxin.organizations.models.duty_phone import NUMBER, NUMBER_LIKE


@dataclass
class Seat:
    """One role of a place: how many there must be and who they are."""

    role: str
    label: str
    needed: int
    holders: list[str] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return max(self.needed - len(self.holders), 0)


@dataclass
class Staffed:
    """A place with its seats and its phones on a day."""

    area: Area
    seats: list[Seat]
    phone: DutyPhone | None = None

    @property
    def vacant(self) -> int:
        return sum(seat.vacant for seat in self.seats)


def templates() -> list[Term]:
    """What the city says each place of some kind must have."""
    return [term for term in terms.terms("staffing").values() if term.is_active and term.data.get("roles")]


def for_grids() -> Term:
    """What is published of a grid: the city's own list of roles, and everywhere at least who works it."""
    known = next((each for each in templates() if each.data["area_kind"] == "grid"), None)
    return known or Term(code="grid", data={"area_kind": "grid", "roles": {"grid_worker": 0}})


def vacancies(template: Term, *, within: Area, on: date) -> tuple[int, int]:
    """How many places of the template's kind there are, and how many seats among them nobody holds."""
    places = _places(template, within, on)
    needed = sum(template.data["roles"].values())
    held = _held(places.values_list("pk", flat=True), template, on)
    filled = sum(min(len(held[key][role]), n) for key in held for role, n in template.data["roles"].items())
    count = places.count()
    return count, count * needed - filled


def staffed(template: Term, *, within: Area, on: date, most: int) -> list[Staffed]:
    """Places of the template's kind within an area in the order of the tree, with who holds which seat."""
    places = list(_places(template, within, on).select_related("parent").order_by("path")[:most])
    held = _held([place.pk for place in places], template, on)
    phones = {each.area_id: each for each in DutyPhone.objects.on(on).filter(area__in=places)}
    return [Staffed(place, _seats(template, held[place.pk]), phones.get(place.pk)) for place in places]


def _places(template: Term, within: Area, on: date):  # type: ignore[no-untyped-def]
    return Area.objects.on(on).filter(kind=template.data["area_kind"]).below(within)


def _held(keys: Sequence[int], template: Term, on: date) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Post.objects.on(on).filter(area__in=keys, role__in=template.data["roles"]).order_by("valid_from", "pk")
    for area, role, name in rows.values_list("area_id", "role", "person__name"):
        found[area][role].append(name)
    return found


def _seats(template: Term, held: dict[str, list[str]]) -> list[Seat]:
    # In the order of the city's list of roles: the database keeps no order of keys.
    roles = [role for role in terms.terms("roles") if role in template.data["roles"]]
    return [Seat(role, terms.label("roles", role), template.data["roles"][role], held.get(role, [])) for role in roles]


@transaction.atomic
def set_duty_phone(*, area: Area, phone: str, on: date, by: Actor, at: datetime, supervision: str = "") -> DutyPhone:
    """Make a place's duty phone known from a day on; what was before ends the day before."""
    for each in filter(None, (phone, supervision)):
        if not re.match(NUMBER_LIKE, each):
            raise Unfit(str(NUMBER.message))
    held = DutyPhone.objects.filter(area=area)
    if held.filter(valid_from__gt=on).exists():
        raise Unfit
    held.filter(valid_from=on).delete()
    held.filter(Q(valid_to=None) | Q(valid_to__gte=on)).update(valid_to=on - timedelta(days=1))
    made: DutyPhone = DutyPhone.objects.create(area=area, phone=phone, supervision=supervision, valid_from=on)
    record(DutyPhoneSet(area=area, phone=phone, day=on), by=by, at=at)
    return made
