"""Tables of the room: the tree of places with its history, and where each place lies."""

from tongxin.areas.models.shapes import Headcount, Located, Shape, located
from tongxin.areas.models.tree import (
    Area,
    AreaChange,
    AreaEdge,
    AreaName,
    AreaQuerySet,
    AreaTyping,
    tree_on,
)

__all__ = [
    "Area",
    "AreaChange",
    "AreaEdge",
    "AreaName",
    "AreaQuerySet",
    "AreaTyping",
    "Headcount",
    "Located",
    "Shape",
    "located",
    "tree_on",
]
