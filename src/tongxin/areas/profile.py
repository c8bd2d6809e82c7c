"""What this room takes from a city's profile: the official divisions and places beside them, in bulk."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import shapely
from django.db import connection, transaction
from shapely.geometry import shape

from tongxin.areas import geometry
from tongxin.areas.models import Area, AreaEdge, AreaName, Shape
from tongxin.kernel.datum import Datum
from tongxin.kernel.profiles import Profile

#: Borders of profiles are those of counties, never deeper in the tree than this.
BORDERED = 2
#: Official divisions hold from long before any record of the platform.
SINCE = date(2000, 1, 1)


@transaction.atomic
def load(profile: Profile) -> int:
    """Load the divisions that are not there yet; returns how many places were added."""
    rows = _rows(profile)
    known = dict(Area.objects.exclude(code="").values_list("code", "pk"))
    fresh = [row for row in rows if row["code"] not in known]
    numbers = _numbers(len(fresh))
    ids = known | {row["code"]: number for row, number in zip(fresh, numbers, strict=True)}
    paths = dict(Area.objects.values_list("pk", "path"))
    areas = [_area(row, ids, paths) for row in fresh]
    Area.objects.bulk_create(areas, batch_size=2000)
    AreaEdge.objects.bulk_create(
        [
            AreaEdge(child=area, parent_id=area.parent_id, valid_from=area.valid_from, valid_to=area.valid_to)
            for area in areas
            if area.parent_id
        ],
        batch_size=2000,
    )
    AreaName.objects.bulk_create(
        [
            AreaName(area=area, name=area.name, kind=area.kind, valid_from=area.valid_from, valid_to=area.valid_to)
            for area in areas
        ],
        batch_size=2000,
    )
    load_borders(profile)
    return len(areas)


def load_borders(profile: Profile) -> None:
    """The borders that the profile brings, for places that have none yet. Their datum is not said by who made them."""
    path = profile.folder / str(profile.tables["divisions"].get("boundaries", "boundaries.geojson"))
    places = Area.objects.filter(shapes=None).exclude(code="")
    found = {area.code: area for area in places if area.depth <= BORDERED} if path.is_file() else {}
    features = json.loads(path.read_text("utf-8"))["features"] if found else []
    known = [(found.get(str(each["properties"].get("adcode", "")).ljust(12, "0")), each) for each in features]
    Shape.objects.bulk_create([_border(area, each["geometry"]) for area, each in known if area])


def _border(area: Area, given: Mapping[str, Any]) -> Shape:
    ground = geometry.polygons(shapely.make_valid(shape(dict(given))))
    west, south, east, north = ground.bounds
    return Shape(
        area=area, geometry=geometry.as_geojson(ground), west=west, south=south, east=east, north=north,
        square_meters=round(geometry.square_meters(ground)), datum=Datum.WGS84, basis=Shape.Basis.BORDER,
        source="boundaries.geojson", valid_from=SINCE,
    )  # fmt: skip


def _rows(profile: Profile) -> list[Mapping[str, Any]]:
    extras = ({**extra, "parent": extra.get("parent", "")} for extra in profile.tables.get("extra_areas", []))
    return [*_divisions(profile), *extras]


def _divisions(profile: Profile) -> list[Mapping[str, Any]]:
    kinds = {
        item["division"]: kind
        for kind, item in profile.tables["area_kinds"]["items"].items()
        if item.get("division") and not item.get("unused")
    }
    divisions = profile.tables["divisions"]
    with (profile.folder / divisions["file"]).open(encoding="utf-8", newline="") as file:
        return [
            {
                "code": row["code"],
                "name": short_name(row["name"]),
                "kind": kinds.get(row["kind"], row["kind"]),
                "parent": row["parent_code"] if row["code"] != divisions["root"] else "",
            }
            for row in csv.DictReader(file)
        ]


def official_counts(profile: Profile, *, below: str = "") -> dict[str, int]:
    """How many divisions of each kind the official list has, under the division with that code and itself (CD-01)."""
    divisions = {row["code"]: row for row in _divisions(profile)}
    counted: Counter[str] = Counter()
    for row in divisions.values():
        line = row
        while line["code"] != below and line["parent"]:
            line = divisions[line["parent"]]
        if line["code"] == below or not below:
            counted[row["kind"]] += 1
    return dict(counted)


def short_name(name: str) -> str:
    """A committee's official name is long; the place it stands for is called by the short one."""
    for ending in ("居民委员会", "村民委员会", "居委会", "村委会", "民委员会"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            short = name.removesuffix(ending)
            return f"{short}村" if ending.startswith("村") and not short.endswith("村") else short
    return name


def _area(row: Mapping[str, Any], ids: dict[str, int], paths: dict[int, str]) -> Area:
    pk = ids[row["code"]]
    parent_id = ids[row["parent"]] if row["parent"] else None
    paths[pk] = f"{paths[parent_id] if parent_id else ''}{pk}/"
    return Area(
        pk=pk,
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        parent_id=parent_id,
        path=paths[pk],
        valid_from=row.get("valid_from", SINCE),
        # The file names the first day on which the place is gone, the table the last on which it is there.
        valid_to=row["valid_to"] - timedelta(days=1) if "valid_to" in row else None,
    )


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('areas_area', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [number for (number,) in cursor.fetchall()]
