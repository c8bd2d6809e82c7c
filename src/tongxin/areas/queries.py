"""Questions about places: the one that somebody means by what they typed, and counts by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tongxin.areas.models import Area, AreaEdge, AreaName, AreaTyping
from tongxin.kernel import terms
from tongxin.kernel.actor import Reach
from tongxin.kernel.errors import Unfit


def find_place(text: str, *, on: date, reach: Reach | None = None) -> Area:
    """The place meant by a code, a name, or a line of names such as "宁州街道/城关社区". Raises Unfit in words.

    With a reach only places within it are found.
    """
    parts = [part.strip() for part in text.replace("／", "/").replace(">", "/").split("/") if part.strip()]
    if not parts:
        raise Unfit(_("请填写所在区域。"))
    found = [area for area in _candidates(parts, on) if reach is None or reach.covers(area.path)]
    if not found:
        raise Unfit(_("“%s”在您负责的范围内没有找到，请填区域名称或区划代码。") % text)
    if len(found) > 1:
        raise Unfit(_("“%(text)s”有 %(n)d 处同名，请写成“街道/社区”。") % {"text": text, "n": len(found)})
    return found[0]


def _candidates(parts: list[str], on: date) -> list[Area]:
    last = parts[-1]
    places = Area.objects.on(on).select_related("parent")
    if last.isdigit() and (coded := list(places.filter(code=last))):
        return coded
    # Offices often leave out the last word of a name.
    named = list(places.filter(name=last)) or list(places.filter(name__in=[f"{last}社区", f"{last}村", f"{last}街道"]))
    if len(parts) == 1:
        return named
    return [area for area in named if _stands_under(area, parts[:-1])]


def _stands_under(area: Area, names: list[str]) -> bool:
    above = [each.name for each in area.lineage()[:-1]]
    return all(any(name in each for each in above) for name in names)


class Places:
    """Finds many places by what was typed, each typed text once."""

    def __init__(self, *, on: date, reach: Reach | None = None) -> None:
        self.on, self.reach = on, reach
        self._found: dict[str, Area | str] = {}

    def find(self, text: str) -> Area:
        if text not in self._found:
            try:
                self._found[text] = find_place(text, on=self.on, reach=self.reach)
            except Unfit as unfit:
                self._found[text] = str(unfit)
        found = self._found[text]
        if isinstance(found, str):
            raise Unfit(found)
        return found


def count_by_kind(*, on: date, within: Area) -> dict[str, int]:
    """How many places of each kind lie within an area on a day, as the tree was then (CD-01)."""
    rows = Area.objects.on(on).below(within).values_list("kind").annotate(count=Count("pk")).order_by()
    return dict(rows)


def differences(counted: Mapping[str, int], official: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Kinds whose count here and in the official list are not the same: kind -> (here, official)."""
    kinds = [*official, *(kind for kind in counted if kind not in official)]
    pairs = {kind: (counted.get(kind, 0), official.get(kind, 0)) for kind in kinds}
    return {kind: pair for kind, pair in pairs.items() if pair[0] != pair[1]}


def places_below(*, on: date, within: Area) -> QuerySet[Area]:
    """The places behind a count, each with its name of that day as `then`; the place itself is one of its kind."""
    named = AreaName.objects.on(on).filter(area=OuterRef("pk")).values("name")[:1]
    return Area.objects.on(on).below(within).annotate(then=Subquery(named))


def labelled_counts(*, on: date, within: Area) -> list[tuple[str, str, int]]:
    """Counts by kind in the order of the list of kinds, without the place itself: (kind, label, count)."""
    counted = count_by_kind(on=on, within=within)
    if within.kind in counted:
        counted[within.kind] -= 1
    return [(code, term.label, counted[code]) for code, term in terms.terms("area_kinds").items() if counted.get(code)]


def kinds_below(area: Area) -> list[str]:
    """The kinds of places that may be set up under this one."""
    return [code for code, term in terms.terms("area_kinds").items() if area.kind in term.data.get("parents", [])]


@dataclass(frozen=True)
class Child:
    """A place right below another as it was on a day."""

    area: Area
    name: str
    kind: str
    type: str
    below: int


def children_on(parent: Area, day: date) -> list[Child]:
    """The places that hung right below `parent` on a day, with their names, kinds and types of that day."""
    edges = AreaEdge.objects.on(day).filter(parent=parent)
    found = Area.objects.on(day).filter(pk__in=edges.values("child_id")).order_by("code", "pk")
    held = {name.area_id: name for name in AreaName.objects.on(day).filter(area__in=found)}
    types = {typing.area_id: typing.type_label for typing in AreaTyping.objects.on(day).filter(area__in=found)}
    below = dict(
        AreaEdge.objects.on(day).filter(parent__in=found).values_list("parent_id").annotate(n=Count("pk")).order_by()
    )
    return [
        Child(
            area,
            held[area.pk].name,
            terms.label("area_kinds", held[area.pk].kind),
            types.get(area.pk, ""),
            below.get(area.pk, 0),
        )
        for area in found
    ]
