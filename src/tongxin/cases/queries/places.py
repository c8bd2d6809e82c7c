"""Places: where a resident means it to be, by a point, a place of the list or the words of a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.finding import find_area
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.datum import Datum, to_wgs84
from tongxin.kernel.errors import Unfit
from tongxin.kernel.hot import thin
from tongxin.kernel.remembered import RememberedBy
from tongxin.organizations.hosting import Placed
from tongxin.organizations.models import Organization

#: Names of places are that long, and so much of a sentence is read.
SHORTEST, LONGEST, READ = 2, 12, 120
#: People leave these off.
ENDINGS = ("社区", "村", "小区")


class NotFound(Unfit):
    sentence = gettext_lazy("没有认出这个地点。请写上社区或小区的名称，或在地图上标一下。")


@dataclass(frozen=True)
class Spot:
    """A place with who answers for it, and the point in WGS-84 where one was given."""

    placed: Placed
    longitude: float | None = None
    latitude: float | None = None
    datum: str = ""


def spot_at(longitude: float, latitude: float, datum: str, *, on: date) -> Spot:
    """Where a point lies, from memory. Raises OutsideTheCity, NoSuchPoint."""
    datum = datum or Datum.WGS84
    east, north = to_wgs84(longitude, latitude, datum)
    found = find_area(east, north, on=on)
    return Spot(placed_at(found.id, found.path, found.kind, found.name, on=on), round(east, 7), round(north, 7), datum)


def spot_of(area: Area, *, on: date) -> Spot:
    return Spot(placed_at(area.pk, area.path, area.kind, area.name, on=on))


def placed_at(pk: int, path: str, kind: str, name: str, *, on: date) -> Placed:
    """The place with its community and who answers for it, as `organizations.hosting.place` finds them; no query."""
    hosts, communities = _HOSTS(on, lambda: _hosts(on))
    around = [int(part) for part in path.rstrip("/").split("/")]
    host = next((hosts[each] for each in reversed(around) if each in hosts), None)
    depth = next((n for n in range(len(around), 0, -1) if around[n - 1] in communities), len(around))
    community = "/".join(path.split("/")[:depth]) + "/"
    return Placed(thin(Area, {"id": pk, "path": path, "kind": kind, "name": name}), community, host)


#: Who answers for which place, and which places are communities: read once in a few seconds for all who report.
_HOSTS: RememberedBy[tuple[dict[int, int], frozenset[int]]] = RememberedBy()


def _hosts(on: date) -> tuple[dict[int, int], frozenset[int]]:
    rows = Organization.objects.of_line("territory").on(on).filter(area__isnull=False).order_by("-pk")
    hosting = [term.code for term in terms.terms("area_kinds").values() if term.data.get("hosts")]
    communities = Area.objects.on(on).filter(kind__in=hosting).values_list("pk", flat=True)
    return dict(rows.values_list("area_id", "pk")), frozenset(communities)


def spoken(text: str, *, on: date) -> Area | None:
    """The place that a sentence names, the deepest of them; None where it names none.

    Raises Unfit where several places have the name and the sentence does not say which.
    """
    found = list(Area.objects.on(on).filter(name__in=_parts(text[:READ])))
    if not found:
        return None
    named = {area.pk for area in found}
    # A name above it in the same sentence says which one is meant.
    best = max(found, key=lambda area: _weight(area, named))
    rivals = [area for area in found if area.name == best.name and _weight(area, named) == _weight(best, named)]
    if len(rivals) > 1:
        raise Unfit(_("有 %(n)d 处“%(name)s”，请写上街道或乡镇的名称。") % {"n": len(rivals), "name": best.name})
    return best


def _weight(area: Area, named: set[int]) -> tuple[int, int]:
    above = sum(int(part) in named for part in area.path.rstrip("/").split("/")[:-1])
    return above, area.path.count("/")


def _parts(text: str) -> set[str]:
    """Every piece of the text that may be a name, with the endings that people leave off."""
    pieces = {text[n : n + length] for length in range(SHORTEST, LONGEST + 1) for n in range(len(text) - length + 1)}
    return pieces | {piece + ending for piece in _short(pieces) for ending in ENDINGS}


def _short(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if len(piece) <= 6]


def names_like(text: str, *, on: date, path: str = "", most: int = 8) -> list[Area]:
    """Places whose name begins with or holds what is being typed, the ones beginning with it first."""
    typed = text.strip()[:20]
    if len(typed) < 1:
        return []
    rows = Area.objects.on(on).filter(name__contains=typed, path__startswith=path).select_related("parent")
    return sorted(rows.order_by("path")[:60], key=lambda area: (not area.name.startswith(typed), area.path))[:most]
