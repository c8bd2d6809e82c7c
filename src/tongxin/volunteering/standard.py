"""What is handed to the national volunteer system: its sheets, in the order of columns that the profile gives.

The code fills the columns it knows by their codes; the others stay empty. Identity numbers, birth days and phones lie
sealed and are none of this room's business: whoever registers in the national system gives them there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import TeamMember
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Movement
from tongxin.organizations.models import Organization
from tongxin.points.models import HOURS, hours_of
from tongxin.volunteering.models import Honour, Qualification
from tongxin.volunteering.models.certificate import volunteer_number
from tongxin.volunteering.queries import organizers

Row = Mapping[str, Any]
BATCH = 2000


@dataclass(frozen=True)
class Sheet:
    """One sheet of the standard as the city hands it over: its title, headings in order, and its lines."""

    name: str
    title: str
    headings: list[str]
    lines: Iterator[list[Any]]


def sheet(name: str, *, teams: QuerySet[Organization], since: date, until: date) -> Sheet:
    """The sheet for everybody who serves in the teams, for a term of days. Raises KeyError for an unknown name."""
    columns = terms.terms(f"volunteer_standard.{name}")
    rows = SHEETS[name](teams, since, until)
    lines = ([row.get(code, "") for code in columns] for row in rows)
    return Sheet(name, str(TITLES[name]), [term.label for term in columns.values()], lines)


def _serving(teams: QuerySet[Organization], since: date, until: date) -> QuerySet[TeamMember]:
    in_term = Q(valid_from__lte=until) & (Q(valid_to=None) | Q(valid_to__gte=since))
    return TeamMember.objects.filter(in_term, team__in=teams)


def _volunteers(teams: QuerySet[Organization], since: date, until: date) -> Iterator[Row]:
    rows = _serving(teams, since, until).select_related("person__area", "team").order_by("person_id", "pk")
    for part in _parts(rows):
        minutes = _minutes([row.person_id for row in part], since, until)
        for row in part:
            yield {
                "number": volunteer_number(row.person_id), "name": row.person.name,
                "political_status": STATUS[row.is_member], "area_code": row.person.area.code,
                "area": row.person.area.name, "skills": "、".join(row.person.skills),
                "registered_on": str(row.valid_from), "team": row.team.name,
                "hours": float(hours_of(minutes.get(row.person_id, 0))),
            }  # fmt: skip


def _services(teams: QuerySet[Organization], since: date, until: date) -> Iterator[Row]:
    people = _serving(teams, since, until).values("person_id")
    standing = Movement.objects.filter(
        ledger=HOURS.name, target__holder__in=people, on__range=(since, until), reversed_by=None, reverses=None
    )
    for part in _parts(standing.select_related("target__holder").order_by("pk")):
        names = organizers(part)
        for row in part:
            yield {
                "number": volunteer_number(row.target.holder_id), "name": row.target.holder.name, "content": row.note,
                "organizer": names.get(row.pk, ""), "served_on": str(row.on), "hours": float(hours_of(row.amount)),
                "recorded_on": str(today(row.at)),
            }  # fmt: skip


def _training(teams: QuerySet[Organization], since: date, until: date) -> Iterator[Row]:
    people = _serving(teams, since, until).values("person_id")
    held = Qualification.objects.filter(person__in=people, valid_from__lte=until)
    held = held.filter(Q(valid_to=None) | Q(valid_to__gte=since))
    for row in held.select_related("person").order_by("pk"):
        yield {
            "number": volunteer_number(row.person_id), "name": row.person.name, "kind": row.kind_label,
            "proof": row.proof, "since": str(row.valid_from), "until": str(row.valid_to or ""),
        }  # fmt: skip


def _commendation(teams: QuerySet[Organization], since: date, until: date) -> Iterator[Row]:
    people = _serving(teams, since, until).values("person_id")
    given = Honour.objects.filter(bearer__in=people, awarded_on__range=(since, until))
    for row in given.select_related("bearer").order_by("pk"):
        yield {
            "number": volunteer_number(row.bearer_id), "name": row.bearer.name, "title": row.title,
            "level": row.level_label, "awarded_by": row.awarded_by, "awarded_on": str(row.awarded_on),
        }  # fmt: skip


#: Whether somebody was a Party member when joining; nothing else of GB/T 4762 is known here.
STATUS = {True: _("中共党员"), False: ""}

TITLES = {
    "volunteers": _("志愿者基本信息"), "services": _("志愿服务记录"), "training": _("培训与资质"),
    "commendation": _("表彰奖励"),
}  # fmt: skip
SHEETS: dict[str, Callable[[QuerySet[Organization], date, date], Iterator[Row]]] = {
    "volunteers": _volunteers, "services": _services, "training": _training, "commendation": _commendation,
}  # fmt: skip


def _parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """In goes, so that a whole city never stands in memory."""
    part: list[Any] = []
    for row in rows.iterator(chunk_size=BATCH):
        part.append(row)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part


def _minutes(person_ids: list[int], since: date, until: date) -> dict[int, int]:
    sums: dict[int, int] = {}
    for side, sign in (("target", 1), ("source", -1)):
        rows = Movement.objects.filter(
            ledger=HOURS.name, on__range=(since, until), **{f"{side}__holder__in": person_ids}
        )
        for person_id, amount in rows.values_list(f"{side}__holder_id").annotate(sum=Sum("amount")):
            sums[person_id] = sums.get(person_id, 0) + sign * amount
    return sums
