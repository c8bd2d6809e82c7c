"""Places of cases: somewhere on the ground of a community or of one of its grids."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from shapely.geometry import shape

from demo.borders import somewhere
from demo.picker import Picker
from tongxin.areas.models import Area, Shape
from tongxin.cases.queries.places import Spot
from tongxin.kernel.clock import today
from tongxin.organizations.hosting import Placed


class Ground:
    """Draws places in communities, with a point where their ground is known."""

    def __init__(self, picker: Picker, until: datetime) -> None:
        self.picker, self.on = picker, today(until)
        self.grids: dict[int, list[Area]] = defaultdict(list)
        for grid in Area.objects.on(self.on).filter(kind="grid").order_by("pk"):
            self.grids[grid.parent_id or 0].append(grid)
        self.borders = dict(Shape.objects.on(self.on).values_list("area_id", "geometry"))
        self.ground_of = cache(self._ground_of)

    def spot(self, community: Area, host_id: int) -> Spot:
        grids = self.grids.get(community.pk)
        area = self.picker.one(grids) if grids and self.picker.chance(0.7) else community
        placed = Placed(area, community.path, host_id)
        ground = self.ground_of(area.pk) or self.ground_of(community.pk)
        if ground is not None:
            return Spot(placed, *somewhere(ground, self.picker), "wgs84")
        if community.longitude is None or community.latitude is None:
            return Spot(placed)
        near = [round(at + self.picker.amount(-0.004, 0.004), 6) for at in (community.longitude, community.latitude)]
        return Spot(placed, near[0], near[1], "wgs84")

    def _ground_of(self, area_id: int) -> Any:
        found = self.borders.get(area_id)
        return shape(found) if found else None
