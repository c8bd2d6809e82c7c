"""Bringing in borders: a GeoJSON file of the places below one, each found by code or name or set up anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.areas import actions as areas
from tongxin.areas import geometry, shape_actions
from tongxin.areas.dividing import Part
from tongxin.areas.events import AreaDivided
from tongxin.areas.models import Area, Shape
from tongxin.areas.shape_actions import Drawing, Overlaps
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.records import record

#: Properties in which files name a place and its code.
NAMES = ("name", "名称", "NAME", "Name", "网格名称")
CODES = ("code", "adcode", "编码", "CODE", "网格编码", "区划代码")
#: A file of more places than this belongs to several communities.
MOST = 2_000


@dataclass
class Found:
    """One feature of a file: the place it is for, or the name of a new one, and what keeps it from being taken."""

    number: int
    name: str
    code: str
    area: Area | None = None
    ground: Any = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def look_through(collection: Any, *, parent: Area, kind: str, datum: str, on: date) -> list[Found]:
    """What a file would do, feature by feature, with everything that is wrong with it; nothing is changed."""
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise Unfit(_("文件里应当是 GeoJSON 的 FeatureCollection。"))
    features = collection.get("features") or []
    if not isinstance(features, list) or not 0 < len(features) <= MOST:
        raise Unfit(_("文件里要有 1 到 %d 个区域。") % MOST)
    known = list(Area.objects.on(on).filter(parent=parent, kind=kind))
    found = [_found(number, each, known, datum) for number, each in enumerate(features, start=1)]
    _tell_twins(found)
    for each in found:
        if each.ground is not None:
            fitted = shape_actions.fit(each.ground, kind=kind, above=parent, on=on, but=_own(found, each))
            each.problems += fitted.problems
            if fitted.outside > 1:
                each.notes.append(_("有 %s 平方米在上级边界之外") % f"{fitted.outside:,.0f}")
    _tell_overlaps(found)
    return found


def _own(found: Sequence[Found], each: Found) -> list[Area]:
    # Neighbours that are drawn anew by the same file give up their old ground.
    return [other.area for other in found if other.area is not None]


def _found(number: int, feature: Any, known: Sequence[Area], datum: str) -> Found:
    told: Mapping[str, Any] = (feature.get("properties") or {}) if isinstance(feature, dict) else {}
    name, code = _first(told, NAMES)[:80], _first(told, CODES)[:20]
    each = Found(number, name, code)
    each.area = next((area for area in known if (code and area.code == code) or (name and area.name == name)), None)
    if not name and each.area is None:
        each.problems.append(_("没有名称"))
    try:
        each.ground = geometry.read(feature, datum)
    except Refused as refused:
        each.problems.append(str(refused))
    return each


def _first(told: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(told[name]).strip() for name in names if told.get(name) not in (None, "")), "")


def _tell_twins(found: Sequence[Found]) -> None:
    seen: dict[Any, int] = {}
    for each in found:
        key = each.area.pk if each.area else each.name
        if key in seen:
            each.problems.append(_("和第 %d 个重名") % seen[key])
        seen.setdefault(key, each.number)


def _tell_overlaps(found: Sequence[Found]) -> None:
    """Two features of one file may not share ground either."""
    drawn = [each for each in found if each.ground is not None]
    tree = shapely.STRtree([each.ground for each in drawn])
    for number, each in enumerate(drawn):
        for hit in tree.query(each.ground, predicate="intersects"):
            shared = shapely.intersection(each.ground, drawn[hit].ground) if hit > number else None
            if shared is not None and not shape_actions.is_strip(shared):
                size = f"{geometry.square_meters(shared):,.0f}"
                words = {"name": drawn[hit].name or drawn[hit].number, "n": size}
                each.problems.append(_("与%(name)s重叠 %(n)s 平方米，请改到边界相接。") % words)


@transaction.atomic
def bring(
    *, found: Sequence[Found], parent: Area, kind: str, datum: str, source: str, on: date, by: Actor, at: datetime
) -> list[Area]:
    """Take all features of a file that was looked through; raises Overlaps with the first problem and takes none."""
    faulty = next((each for each in found if each.problems), None)
    if faulty:
        raise Overlaps(f"{faulty.name or faulty.number}：{faulty.problems[0]}")
    # Whoever is drawn anew gives up the old ground first, so that neighbours may move their common border.
    shape_actions.vacate([each.area for each in found if each.area is not None], on=on)
    taken = []
    for each in found:
        area = each.area or areas.create(
            kind=kind, name=each.name, code=each.code, parent=parent, on=on, document=source, by=by, at=at
        )
        shape_actions.draw(area=area, drawing=Drawing(each.ground, source, datum), on=on, by=by, at=at)
        taken.append(area)
    return taken


@transaction.atomic
def divide(*, parent: Area, parts: Sequence[Part], on: date, document: str, by: Actor, at: datetime) -> list[Area]:
    """Set up a proposal: one new grid for each part, with its people as the basis (CD-04)."""
    taken = Area.objects.on(on).filter(parent=parent, kind="grid").count()
    made = []
    for number, part in enumerate(parts, start=taken + 1):
        name = _("%(place)s第%(n)d网格") % {"place": parent.name, "n": number}
        area = areas.create(kind="grid", name=name, parent=parent, on=on, document=document, by=by, at=at)
        drawing = Drawing(part.ground, document, basis=Shape.Basis.POPULATION, population=part.people)
        shape_actions.draw(area=area, drawing=drawing, on=on, by=by, at=at)
        made.append(area)
    words = "、".join(area.name for area in made)
    basis = str(Shape.Basis.POPULATION.label)
    record(AreaDivided(area=parent, parts=words, basis=basis, document=document), by=by, at=at)
    return made
