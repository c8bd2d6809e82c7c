"""Hosting: the community a place lies in, the Party organization that answers for it, the places somebody serves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.asked import Asked
from tongxin.kernel.remembered import RememberedBy
from tongxin.organizations.models import Organization


@dataclass(frozen=True)
class Placed:
    """A place with the community it lies in and the Party organization that answers for it."""

    area: Area
    community_path: str
    host_id: int | None


class IsAncestor(Func):
    """Whether the place with an id is the place at a path or lies above it."""

    template = "%(expressions)s, '/'), '/')::bigint[])"
    arg_joiner = " = ANY(string_to_array(rtrim("
    output_field = BooleanField()


def place(area_id: int, *, on: date) -> Placed | None:
    """The place with its community and its host, the nearest territorial Party organization. One query."""
    ask = _PLACED("", lambda: Asked(_placed, area_id=-1, on=date.min))
    for *columns, community, host_id in ask(area_id=area_id, on=on):
        area = Area.from_db(DEFAULT_DB_ALIAS, _AREA_COLUMNS, columns)
        return Placed(area, community or area.path, host_id)
    return None


def _placed(area_id: int, on: date) -> QuerySet[Area, Any]:
    hosting = [term.code for term in terms.terms("area_kinds").values() if term.data.get("hosts")]
    above = Area.objects.filter(IsAncestor(F("pk"), OuterRef("path")), kind__in=hosting)
    hosts = Organization.objects.of_line("territory").on(on).filter(IsAncestor(F("area_id"), OuterRef("path")))
    found: QuerySet[Area, Any] = (
        Area.objects.on(on)
        .annotate(
            community=Subquery(above.order_by("-path").values("path")[:1]),
            host_id=Subquery(hosts.order_by("-area_path", "pk").values("pk")[:1]),
        )
        .filter(pk=area_id)
        .values_list(*_AREA_COLUMNS, "community", "host_id")
    )
    return found


_AREA_COLUMNS = [column.attname for column in Area._meta.concrete_fields]
#: Asked with every matter that is raised, and costly to make into SQL; the lists of kinds in it may change.
_PLACED: RememberedBy[Asked] = RememberedBy()


def places_for(actor_path: str, *, on: date) -> QuerySet[Area]:
    """Where a matter may lie for somebody who sits at `actor_path`: the community around and what lies below."""
    hosting = [term.code for term in terms.terms("area_kinds").values() if term.data.get("hosts")]
    steps = [int(part) for part in actor_path.rstrip("/").split("/") if part]
    around = Area.objects.filter(pk__in=steps, kind__in=hosting).order_by("path").values("path")[:1]
    below = Q(path__startswith=Subquery(around)) | Q(path__startswith=actor_path)
    return Area.objects.on(on).filter(below, kind__in=[*hosting, *_below_hosting(hosting)]).order_by("path")


def _below_hosting(hosting: list[str]) -> list[str]:
    kinds = terms.terms("area_kinds").values()
    found = list(hosting)
    for _round in kinds:
        found += [t.code for t in kinds if t.code not in found and set(t.data.get("parents", ())) & set(found)]
    return found


def places_of(actor: Actor) -> QuerySet[Area]:
    """Where somebody may hold or open something: what the post serves, or the place of the own organization."""
    if actor.steers.along == "area":
        return Area.objects.current().filter(path__startswith=actor.steers.path or "-").order_by("path")
    own = Organization.objects.filter(pk=actor.organization_id).values("area_id")
    return Area.objects.filter(pk__in=own)
