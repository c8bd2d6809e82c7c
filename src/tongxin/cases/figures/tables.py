"""Tables: every indicator in one question, for the whole, by body or by place. Bodies and stages, never persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value

from tongxin.areas.models import Area
from tongxin.cases.figures import stages
from tongxin.cases.figures.formulas import INDEX, INDICATORS, Indicator, Rate
from tongxin.cases.figures.stages import Period
from tongxin.kernel import rules, terms
from tongxin.kernel.models import Duty, Principal
from tongxin.organizations.models import Organization

#: Indicators that say how one body worked; the others say how the loop as a whole did.
OF_BODIES = ("verified_in_time", "dispatched_in_time", "responded", "handled", "handled_in_time", "overdue", "extended",
             "checked_in_time", "closed_in_time")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of a table: a body or a place, its level, and its rates by the name of the indicator."""

    key: int
    label: str
    level: str
    rates: Mapping[str, Rate]
    is_place: bool = False


@dataclass(frozen=True)
class Weighted:
    """The index of a place: parts with cases, each in its right direction, by their weights."""

    score: float | None
    parts: Sequence[tuple[Indicator, float, Rate]]


def _counts(period: Period, path: str, names: Sequence[str]) -> dict[str, Count]:
    counts = {}
    for name in names:
        each = INDICATORS[name]
        whole, part = each.whole(period, path), each.part(period, path)
        counts[f"{name}_whole"] = Count("pk", filter=Q(whole))
        counts[f"{name}_part"] = Count("pk", filter=Q(whole) & Q(part))
    return counts


def _rates(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Rate]:
    return {name: Rate(row[f"{name}_part"], row[f"{name}_whole"]) for name in names}


def total(rows: QuerySet[Duty], period: Period, path: str) -> dict[str, Rate]:
    """Every indicator over these stage records. One query."""
    names = list(INDICATORS)
    return _rates(stages.within(rows, period).aggregate(**_counts(period, path, names)), names)


def rows_of(rows: QuerySet[Duty], name: str, *, is_part: bool, period: Period, path: str) -> QuerySet[Duty]:
    """The stage records behind one number, as many as the number says."""
    each = INDICATORS[name]
    found = stages.within(rows, period).filter(each.whole(period, path))
    return found.filter(each.part(period, path)) if is_part else found


def by_body(rows: QuerySet[Duty], period: Period, path: str) -> list[Line]:
    """The bodies that held stages, by level and name."""
    held = stages.within(rows, period).filter(holder__kind=Principal.Kind.ORGANIZATION)
    counted = held.order_by().values("holder").annotate(**_counts(period, path, OF_BODIES))
    found = {row["holder"]: _rates(row, OF_BODIES) for row in counted}
    found = {pk: rates for pk, rates in found.items() if any(rate.whole for rate in rates.values())}
    bodies = Organization.objects.filter(pk__in=found).select_related("area").order_by("area_path", "name")
    return [Line(each.pk, each.name, terms.label("area_kinds", each.area.kind), found[each.pk]) for each in bodies]


def by_place(rows: QuerySet[Duty], period: Period, below: Area) -> list[Line]:
    """The places right below an area, each named whether it had cases or not."""
    part = Func(
        F("area_path"), Value("/"), Value(below.path.count("/") + 1), function="split_part", output_field=CharField()
    )
    names = list(INDICATORS)
    counted = stages.within(rows, period).order_by().annotate(part=part).values("part")
    found = {
        int(row["part"]): _rates(row, names)
        for row in counted.annotate(**_counts(period, below.path, names))
        if row["part"]
    }
    none = {name: Rate(0, 0) for name in names}
    places = Area.objects.on(period.until).filter(parent=below).order_by("path")
    return [Line(each.pk, each.name, each.kind_label, found.get(each.pk, none), is_place=True) for each in places]


def weighted(rates: Mapping[str, Rate], *, on: date, path: str) -> Weighted:
    """区域综合指标: a rate of which less is better counts as what it lacks to the whole; parts without cases are left
    out, and the others weigh the more."""
    weights: Mapping[str, float] = rules.value(INDEX, on=on, path=path)
    parts = [(INDICATORS[name], float(weight), rates[name]) for name, weight in weights.items() if name in INDICATORS]
    told = [(each, weight, rate.share) for each, weight, rate in parts if rate.share is not None]
    heavy = sum(weight for _each, weight, _share in told)
    sum_ = sum(weight * (share if each.more_is_better else 1 - share) for each, weight, share in told)
    return Weighted(round(100 * sum_ / heavy, 1) if heavy else None, parts)
