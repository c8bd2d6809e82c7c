"""Deeds on the ground of places: draw, split by a line, bring in many. Neighbours of one kind, and of kinds that stand
side by side, never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import shapely
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry import shape

from tongxin.areas import actions as areas
from tongxin.areas import finding, geometry
from tongxin.areas.events import AreaDrawn
from tongxin.areas.models import Area, Shape
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.datum import Datum
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Term
from tongxin.kernel.records import record

Ground = Polygon | MultiPolygon
#: The class and the key of the lock under which ground changes hands.
LOCK = (4_021, 1)
#: A strip narrower than this (meters) is a line drawn twice, not a claim to the neighbour's ground.
STRIP = 5.0


class Overlaps(Refused):
    """Two places of one kind would share ground."""


class NoGround(Refused):
    sentence = gettext_lazy("这个区域还没有边界，请先划定。")


@dataclass(frozen=True)
class Drawing:
    """A border as somebody gave it: ground in WGS-84, and where it is from."""

    ground: Ground
    source: str
    datum: str = Datum.WGS84
    basis: str = Shape.Basis.OTHER
    population: int | None = None
    is_example: bool = False


@dataclass
class Fitted:
    """A drawing beside its neighbours: what is left of it, and what keeps it from being taken."""

    ground: Ground
    trimmed: float = 0.0
    outside: float = 0.0
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def draw(*, area: Area, drawing: Drawing, on: date, by: Actor, at: datetime) -> Shape:
    """Lay down where a place lies from a day on; what held before ends the day before (GY-21).

    Raises Overlaps where a neighbour of the same kind has the ground.
    """
    _lock()
    if area.valid_to is not None and area.valid_to < on:
        raise areas.NotThere
    fitted = fit(drawing.ground, kind=area.kind, above=area.parent, on=on, but=[area])
    if fitted.problems:
        raise Overlaps("".join(fitted.problems))
    _end(area, on)
    drawn = _keep(area, drawing, fitted.ground, on)
    record(AreaDrawn(area=area, source=drawing.source, hectares=round(drawn.square_meters / 10_000, 2)), by=by, at=at)
    finding.forget()
    return drawn


@transaction.atomic
def split(
    *, area: Area, line: LineString, names: Sequence[str], on: date, document: str, by: Actor, at: datetime,
    people: Sequence[int] = (), keep: int | None = None,
) -> list[Area]:  # fmt: skip
    """Cut a place in two or more by a line; the new ones get `names`, the old one keeps part `keep`, else the largest.

    Parts are counted from west to east, `people` too. The shape of before stays to be asked for older days (GY-21).
    """
    _lock()
    before = shape_on(area, on)
    parts = geometry.cut(shape(before.geometry), line)
    if len(parts) != len(names) + 1:
        raise Unfit(
            _("分界线把区域分成了 %(n)d 块，请填 %(new)d 个新名称。") % {"n": len(parts), "new": len(parts) - 1}
        )
    if people and len(people) != len(parts):
        raise Unfit(_("请按从西到东的顺序填 %d 个人口数，或者都不填。") % len(parts))
    stays = max(range(len(parts)), key=lambda n: parts[n].area) if keep is None else keep
    if not 0 <= stays < len(parts):
        raise Unfit(_("原区域保留的那一块不在 1 到 %d 之间。") % len(parts))
    fresh = iter(areas.split(area=area, names=names, on=on, document=document, by=by, at=at))
    vacate([area], on=on)
    of = [area if number == stays else next(fresh) for number in range(len(parts))]
    for number, each in enumerate(of):
        counted = people[number] if people else None
        basis = before.basis if counted is not None or before.basis != Shape.Basis.POPULATION else Shape.Basis.OTHER
        drawing = Drawing(parts[number], document, before.datum, basis, counted, before.is_example)
        draw(area=each, drawing=drawing, on=on, by=by, at=at)
    return of


@transaction.atomic
def merge(
    *, places: Sequence[Area], into: Area, on: date, document: str, by: Actor, at: datetime
) -> Shape | None:  # fmt: skip
    """Merge places into one that stays, and join their ground to its own from that day; older days keep theirs (GY-21).

    Where the one that stays was never drawn nothing is: the ground of a part is not the ground of the whole.
    """
    _lock()
    gone = [area for area in places if area != into]
    own = _held(into, on)
    theirs = [held for area in gone if (held := _held(area, on))]
    areas.merge(areas=gone, into=into, on=on, document=document, by=by, at=at)
    finding.forget()
    if own is None or not theirs:
        return None
    whole = geometry.polygons(shapely.union_all([_ground(each) for each in (own, *theirs)]))
    counted = own.population is not None and len(theirs) == len(gone) and all(each.population for each in theirs)
    people = sum(each.population or 0 for each in (own, *theirs)) if counted else None
    basis = own.basis if counted or own.basis != Shape.Basis.POPULATION else Shape.Basis.OTHER
    is_example = own.is_example or any(each.is_example for each in theirs)
    drawing = Drawing(whole, document, own.datum, basis, people, is_example)
    return draw(area=into, drawing=drawing, on=on, by=by, at=at)


def _held(area: Area, on: date) -> Shape | None:
    """The ground that a place still has on a day, and that nobody has drawn anew for a later one."""
    found: Shape | None = area.shapes.filter(valid_to=None, valid_from__lte=on).first()  # type: ignore[attr-defined]
    return found


def vacate(places: Sequence[Area], *, on: date) -> None:
    """End the ground of places that are about to be drawn anew, within the transaction of whoever does so."""
    _lock()
    for area in places:
        _end(area, on)


def shape_on(area: Area, on: date) -> Shape:
    """The shape that holds on a day; raises NoGround."""
    found: Shape | None = area.shapes.on(on).first()  # type: ignore[attr-defined]
    if found is None:
        raise NoGround
    return found


def fit(ground: Ground, *, kind: str, above: Area | None, on: date, but: Sequence[Area] = ()) -> Fitted:
    """Lay a drawing beside its neighbours of the same kind; strips drawn twice go to who was there first."""
    fitted = Fitted(ground)
    strips = []
    for name, there in neighbors(ground, kind=kind, on=on, but=but):
        shared = shapely.intersection(ground, there)
        if is_strip(shared):
            strips.append(there)
        else:
            fitted.problems.append(
                _("与%(name)s重叠 %(n)s 平方米，请改到边界相接。")
                % {"name": name, "n": f"{geometry.square_meters(shared):,.0f}"}
            )
    if strips and not fitted.problems:
        fitted.ground = geometry.without(ground, strips)
        fitted.trimmed = geometry.square_meters(ground) - geometry.square_meters(fitted.ground)
    if fitted.ground.is_empty:
        fitted.problems.append(_("去掉与相邻区域重合的部分后没有剩下什么，请重画。"))
    _measure_outside(fitted, above, on)
    return fitted


def _measure_outside(fitted: Fitted, above: Area | None, on: date) -> None:
    """How much lies outside the place above, where that has a shape; most of it may not."""
    held = Shape.objects.on(on).filter(area=above).first() if above else None
    if above is None or held is None or fitted.problems:
        return
    fitted.outside = geometry.square_meters(geometry.without(fitted.ground, [_ground(held)]))
    if fitted.outside > geometry.square_meters(fitted.ground) / 2:
        fitted.problems.append(_("大部分在%s之外，请检查坐标系（是不是高德或百度的坐标），或换一个上级。") % above.name)


def beside(kind: str) -> list[str]:
    """The divisions that share the ground of a place above with a kind, itself first: communities and villages."""
    kinds = terms.terms("area_kinds")
    own = _above(kinds[kind]) if kind in kinds else set()
    return [kind, *(code for code, term in kinds.items() if code != kind and own & _above(term))]


def _above(kind: Term) -> set[str]:
    """What a kind of division may lie in; kinds that are none may lie across others."""
    return set(kind.data.get("parents", ())) if kind.data.get("division") else set()


def neighbors(ground: Ground, *, kind: str, on: date, but: Sequence[Area] = ()) -> list[tuple[str, Ground]]:
    """Places of a kind, or of one beside it, that hold some of the ground on the day or later: name and ground."""
    west, south, east, north = ground.bounds
    rows = (
        Shape.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), area__kind__in=beside(kind))
        .filter(west__lt=east, east__gt=west, south__lt=north, north__gt=south)
        .exclude(area__in=but)
        .select_related("area")
    )
    found = [(row.area.name, _ground(row)) for row in rows]
    return [(name, there) for name, there in found if shapely.intersects(ground, there)]


def is_strip(shared: shapely.Geometry) -> bool:
    """Whether what two places share is nowhere wider than a drawing is exact."""
    if shapely.area(shared) == 0:
        return True
    flat = shapely.transform(shared, geometry.flattened)
    return bool(shapely.buffer(flat, -STRIP / 2).is_empty)


def _ground(row: Shape) -> Ground:
    return shape(row.geometry)  # type: ignore[return-value]


def _end(area: Area, on: date) -> None:
    held = Shape.objects.filter(area=area)
    if held.filter(valid_from__gt=on).exists():
        raise areas.DateBefore
    # What was drawn for the same day was not yet in force: it is drawn anew.
    held.filter(valid_from=on).delete()
    held.filter(Q(valid_to=None) | Q(valid_to__gte=on)).update(valid_to=on - timedelta(days=1))


def _keep(area: Area, drawing: Drawing, ground: Ground, on: date) -> Shape:
    west, south, east, north = ground.bounds
    return Shape.objects.create(  # type: ignore[no-any-return]
        area=area, valid_from=on, geometry=geometry.as_geojson(ground), west=west, south=south, east=east, north=north,
        square_meters=round(geometry.square_meters(ground)), datum=drawing.datum, basis=drawing.basis,
        population=drawing.population, source=drawing.source, is_example=drawing.is_example,
    )  # fmt: skip


def _lock() -> None:
    """One drawing at a time: two neighbours drawn at once would each find the ground free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
