"""What must hold of the tree of places: paths follow parents, and copies of a path follow the place."""

from collections.abc import Iterator
from typing import Any

import shapely
from django.apps import apps
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas import shape_actions
from tongxin.areas.models import Area, AreaEdge, Shape
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("区域路径与上级一致"))
def paths_follow_parents() -> Iterator[str]:
    own = Concat(F("parent__path"), Cast("pk", CharField()), models.Value("/"))
    for area in Area.objects.filter(parent__isnull=False).annotate(expected=own).exclude(path=F("expected")):
        yield _("%(name)s（区域第 %(id)d 号）：路径是 %(path)s，应为 %(expected)s") % {
            "name": area.name,
            "id": area.pk,
            "path": area.path,
            "expected": area.expected,
        }


@invariant(gettext_lazy("区域的当前隶属与上级一致"))
def edges_follow_parents() -> Iterator[str]:
    for edge in AreaEdge.objects.filter(valid_to=None, child__valid_to=None).exclude(child__parent=F("parent")):
        yield _("%(child)s 的隶属记录指向 %(parent)s，与当前上级不一致") % {"child": edge.child, "parent": edge.parent}


@invariant(gettext_lazy("同一类区域的边界互不重叠"))
def neighbors_share_no_ground() -> Iterator[str]:
    """The counties' borders come as they are; everything drawn here was checked when it was drawn."""
    rows = Shape.objects.current().exclude(basis=Shape.Basis.BORDER).order_by("area__kind", "pk")
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for kind, name, given in rows.values_list("area__kind", "area__name", Cast("geometry", models.TextField())):
        by_kind.setdefault(min(shape_actions.beside(kind)), []).append((name, given))
    for held in by_kind.values():
        yield from _shared([name for name, _given in held], shapely.from_geojson([given for _name, given in held]))


def _shared(names: list[str], grounds: Any) -> Iterator[str]:
    # Those that only touch, as neighbours do, are left aside at once.
    for one, other in shapely.STRtree(grounds).query(grounds, predicate="intersects").T:
        if one >= other or shapely.touches(grounds[one], grounds[other]):
            continue
        if not shape_actions.is_strip(shapely.intersection(grounds[one], grounds[other])):
            yield _("%(one)s和%(other)s的边界有重叠") % {"one": names[one], "other": names[other]}


@invariant(gettext_lazy("各处保存的区域路径都对应一个区域"))
def copies_follow_places() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.managed and any(field.name == "area_path" for field in model._meta.concrete_fields):
            yield from _stray_copies(model)


def _stray_copies(model: type[models.Model]) -> Iterator[str]:
    rows = model._base_manager.exclude(area_path="")
    if any(field.name == "area" and field.related_model is Area for field in model._meta.concrete_fields):
        stray = rows.exclude(area__path=F("area_path"))
    else:
        stray = rows.filter(~Exists(Area.objects.filter(path=OuterRef("area_path"))))
    for pk, path in stray.values_list("pk", "area_path").iterator():
        yield _("%(type)s 第 %(id)s 号记着区域路径 %(path)s，与所在区域不符") % {
            "type": model._meta.label_lower,
            "id": pk,
            "path": path,
        }
