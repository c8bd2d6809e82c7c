"""Ground for tests: squares beside each other in the middle of the county of the story."""

from shapely import Polygon, box

#: South-west corner of the community of the story, and how long a side of it is, in degrees (about two kilometers).
WEST, SOUTH, SIDE = 102.54, 24.34, 0.02


def square(column: float = 0, row: float = 0, columns: float = 1, rows: float = 1, *, of: int = 1) -> Polygon:
    """Cells of a community that is cut into `of` times `of` cells."""
    step = SIDE / of
    return box(WEST + column * step, SOUTH + row * step, WEST + (column + columns) * step, SOUTH + (row + rows) * step)
