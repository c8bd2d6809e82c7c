"""Figures: how lists become projects, and what is needed where. Each number is a query whose rows a page opens."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, IntegerField, QuerySet, Value
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.exchange.lists import STAGES, at_stage
from tongxin.exchange.models import Need
from tongxin.kernel import terms

#: The stages of the funnel, in order; each is a filter of the list of needs.
FUNNEL = {
    "standing": _("需求"),
    "offered": _("有单位响应"),
    "project": _("成项目"),
    "finished": _("已完成"),
    "appraised": _("已评价"),
}


#: Which needs the pictures by kind and place may show.
PICTURED = ("standing", "unmet", "project")


@dataclass(frozen=True)
class Conversion:
    """Needs that have a project over needs raised in the period. Of no needs there is no rate."""

    projects: int
    needs: int

    @property
    def words(self) -> str:
        if not self.needs:
            return _t("这一时期还没有登记需求，没有可算的转化率")
        told = {"rate": f"{100 * self.projects / self.needs:.1f}%", "projects": f"{self.projects:,}"}
        return _t(
            "转化率 %(rate)s = 已成项目的需求 %(projects)s ÷ 这一时期登记的需求 %(needs)s（不含并入、撤回和不予受理）"
        ) % (told | {"needs": f"{self.needs:,}"})


def funnel(needs: QuerySet[Need]) -> list[tuple[str, Any, int]]:
    """How many of these needs came how far: (stage, label, count)."""
    standing = needs.standing()  # type: ignore[attr-defined]
    return [(stage, label, at_stage(standing, stage).count()) for stage, label in FUNNEL.items()]


def conversion(needs: QuerySet[Need]) -> Conversion:
    """The rate of YX-39 for needs raised in a period."""
    standing = needs.standing()  # type: ignore[attr-defined]
    return Conversion(projects=standing.filter(STAGES["project"][1]).count(), needs=standing.count())


def by_place(needs: QuerySet[Need], below: Area) -> list[tuple[Area, int]]:
    """How many of these needs lie in each place right below an area, every place named."""
    # The path down to one level below the area: so many of its parts, joined again.
    part = Func(
        F("area_path"), Value("/"), Value(below.path.count("/") + 1), function="split_part", output_field=IntegerField()
    )
    rows = needs.order_by().annotate(
        part=Func(part, function="NULLIF", template="%(function)s(%(expressions)s, '')::bigint")
    )
    counted = dict(rows.values_list("part").annotate(count=Count("pk")))
    places = Area.objects.current().filter(parent=below).order_by("path")
    return [(place, counted.get(place.pk, 0)) for place in places]


def by_kind(needs: QuerySet[Need]) -> list[tuple[str, str, int]]:
    """How many of these needs are of each kind, the most first: (code, label, count)."""
    rows = needs.order_by().values_list("kind").annotate(count=Count("pk"))
    return [(code, terms.label("kinds", code), n) for code, n in sorted(rows, key=lambda row: (-row[1], row[0]))]


def year_of(text: str, on: date) -> int:
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else on.year
