"""Questions across needs, resources and projects: where a thing belongs, twins, figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Count, F, Func, OuterRef, Q, QuerySet, Subquery

from tongxin.areas.models import Area
from tongxin.exchange.models import Need
from tongxin.exchange.reading import vocabulary
from tongxin.kernel import terms
from tongxin.kernel.asked import Asked
from tongxin.kernel.errors import Unfit
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
#: Asked with every need that is raised, and costly to make into SQL; the lists of kinds in it may change.
_PLACED: RememberedBy[Asked] = RememberedBy()


def places_for(actor_path: str, *, on: date) -> QuerySet[Area]:
    """The places a need may lie in for somebody who sits at `actor_path`: the community around and what lies below."""
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


def twins_of(*, title: str, text: str, kind: str, community_path: str, besides: int = 0) -> list[Need]:
    """Similar needs nearby that are still open, the likeliest first (MHK-07). One query."""
    lexemes = vocabulary().read(f"{title}。{text}")
    if not lexemes:
        return []
    rows = (
        Need.objects.unmet()
        .filter(in_words(lexemes) | Q(kind=kind), community_path=community_path)
        .select_related("area", "host")
    )
    found = []
    for need in rows.exclude(pk=besides).order_by("-id")[:200]:
        theirs = vocabulary().read(f"{need.title}。{need.text}")
        common = len(lexemes & theirs) / max(min(len(lexemes), len(theirs)), 1)
        likeness = common + (0.2 if need.kind == kind else 0)
        if common and likeness >= TWIN_FROM:
            found.append((likeness, need))
    return [need for _likeness, need in sorted(found, key=lambda each: (-each[0], -each[1].pk))[:5]]


#: From how much likeness on a need is shown as a possible twin; a person decides.
TWIN_FROM = 0.4


def in_words(lexemes: frozenset[str]) -> Q:
    """Rows whose words have any of these."""
    return Q(words=by_words(any_of(lexemes)))


def by_words(raw: str) -> SearchQuery:
    return SearchQuery(raw, search_type="raw", config="simple")


def any_of(lexemes: frozenset[str]) -> str:
    return " | ".join("'" + each.replace("'", "''").replace("\\", "") + "'" for each in sorted(lexemes))


def host_of(placed: Placed | None) -> int:
    if placed is None or placed.host_id is None:
        raise Unfit
    return placed.host_id


def count_by_kind(needs: QuerySet[Need]) -> list[tuple[str, int]]:
    """How many needs of each kind, the most first."""
    rows = needs.order_by().values_list("kind").annotate(count=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def partners_near(path: str, *, on: date, besides: Iterable[int] = ()) -> list[Organization]:
    """Organizations of the place that may be partners, property companies and owners' committees too (GY-91)."""
    kinds = [term.code for term in terms.terms("organization_kinds").values() if term.data.get("partner")]
    found = (
        Organization.objects.on(on)
        .in_area(path)
        .filter(kind__in=kinds)
        .exclude(pk__in=list(besides))
        .select_related("area")
    )
    return list(found.order_by("name")[:60])


@dataclass(frozen=True)
class Verdict:
    """What the appraisals say: how many there are, their mean, and how many were good. None rated is no mean."""

    rated: int
    mean: float | None
    good: int


def verdict(grades: Sequence[int]) -> Verdict:
    good = {term.data["value"] for term in terms.terms("appraisal_grades").values() if term.data.get("good")}
    mean = sum(grades) / len(grades) if grades else None
    return Verdict(len(grades), mean, sum(grade in good for grade in grades))
