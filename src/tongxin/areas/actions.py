"""Deeds of the tree. Each takes the day it holds from and the approving document, and keeps what was before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from tongxin.areas.events import (
    AreaCreated,
    AreaMerged,
    AreaMoved,
    AreaRenamed,
    AreaSplit,
    AreaTyped,
    AreaUpgraded,
)
from tongxin.areas.models import Area, AreaChange, AreaEdge, AreaName, AreaTyping, Headcount, Shape
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.records import record


class WrongPlace(Unfit):
    sentence = _("这一类区域不能设在所选上级之下，请检查区域层级设置。")


class NotThere(Refused):
    sentence = _("该区域在这一天不存在或已撤销。")


class DateBefore(Unfit):
    sentence = _("生效日期早于上一次变更，请核对日期。")


@transaction.atomic
def create(
    *,
    kind: str,
    name: str,
    parent: Area | None,
    on: date,
    document: str,
    by: Actor,
    at: datetime,
    code: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> Area:
    """Set up a place under a parent; the list of area kinds says what may contain what."""
    _check_place(kind, parent)
    area = _insert(kind=kind, name=name, code=code, parent=parent, on=on, longitude=longitude, latitude=latitude)
    _note(AreaChange.Kind.CREATE, on, document, [], [area])
    record(AreaCreated(area=area, document=document), by=by, at=at)
    return area


@transaction.atomic
def rename(*, area: Area, name: str, on: date, document: str, by: Actor, at: datetime) -> None:
    before = area.name
    _end(AreaName.objects.filter(area=area, valid_to=None), on)
    AreaName.objects.create(area=area, name=name, kind=area.kind, valid_from=on)
    area.name = name
    area.save(update_fields=["name"])
    _note(AreaChange.Kind.RENAME, on, document, [area], [area])
    record(AreaRenamed(area=area, before=before, after=name, document=document), by=by, at=at)


@transaction.atomic
def upgrade(*, area: Area, kind: str, on: date, document: str, by: Actor, at: datetime) -> None:
    """Change what kind of place it is: a township becomes a street, a village a community."""
    _check_place(kind, area.parent)
    before = area.kind_label
    _end(AreaName.objects.filter(area=area, valid_to=None), on)
    AreaName.objects.create(area=area, name=area.name, kind=kind, valid_from=on)
    area.kind = kind
    area.save(update_fields=["kind"])
    _note(AreaChange.Kind.UPGRADE, on, document, [area], [area])
    record(AreaUpgraded(area=area, before=before, after=area.kind_label, document=document), by=by, at=at)


@transaction.atomic
def move(*, area: Area, parent: Area, on: date, document: str, by: Actor, at: datetime) -> None:
    """Hang the place, with everything below, under another parent; copies of its path are rewritten."""
    _check_place(area.kind, parent)
    if parent.path.startswith(area.path):
        raise WrongPlace
    before = str(area.parent or "")
    _relink(area, parent, on)
    _note(AreaChange.Kind.MOVE, on, document, [area], [area])
    record(AreaMoved(area=area, before=before, after=parent.name, document=document), by=by, at=at)


@transaction.atomic
def merge(*, areas: Sequence[Area], into: Area, on: date, document: str, by: Actor, at: datetime) -> None:
    """Merge places into one that stays: their children move to it, they end the day before."""
    gone = [area for area in areas if area != into]
    for area in gone:
        for child in Area.objects.filter(parent=area, valid_to=None):
            _relink(child, into, on)
        _close(area, on)
    _note(AreaChange.Kind.MERGE, on, document, gone, [into])
    names = "、".join(area.name for area in gone)
    record(AreaMerged(area=into, others=names, document=document), by=by, at=at)


@transaction.atomic
def split(*, area: Area, names: Sequence[str], on: date, document: str, by: Actor, at: datetime) -> list[Area]:
    """Split off new places of the same kind and parent; the old one stays, children are moved by hand afterwards."""
    parts = [_insert(kind=area.kind, name=name, code="", parent=area.parent, on=on) for name in names]
    _note(AreaChange.Kind.SPLIT, on, document, [area], parts)
    record(AreaSplit(area=area, parts="、".join(names), document=document), by=by, at=at)
    return parts


@transaction.atomic
def give_type(*, area: Area, type: str, on: date, by: Actor, at: datetime) -> None:
    """Give the place one type of the list `area_types` from a day on (BL-05)."""
    term = terms.need("area_types", type)
    AreaTyping.objects.filter(area=area, valid_to=None, valid_from=on).delete()
    _end(AreaTyping.objects.filter(area=area, valid_to=None), on)
    AreaTyping.objects.create(area=area, type=type, valid_from=on)
    record(AreaTyped(area=area, type=term.label), by=by, at=at)


def _check_place(kind: str, parent: Area | None) -> None:
    term = terms.need("area_kinds", kind)
    allowed = term.data.get("parents", [])
    if (parent.kind not in allowed) if parent else bool(allowed):
        raise WrongPlace


def _insert(*, kind: str, name: str, code: str, parent: Area | None, on: date, **point: float | None) -> Area:
    # The path ends with the row's own number, so the number is drawn first.
    pk = next_number()
    path = f"{parent.path if parent else ''}{pk}/"
    area = Area(pk=pk, kind=kind, name=name, code=code, parent=parent, path=path, valid_from=on, **point)
    area.save(force_insert=True)
    if parent:
        AreaEdge.objects.create(child=area, parent=parent, valid_from=on)
    AreaName.objects.create(area=area, name=name, kind=kind, valid_from=on)
    return area


def next_number() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('areas_area', 'id'))")
        return int(cursor.fetchone()[0])


def _relink(area: Area, parent: Area, on: date) -> None:
    if area.valid_from > on:
        raise DateBefore
    _end(AreaEdge.objects.filter(child=area, valid_to=None), on)
    AreaEdge.objects.create(child=area, parent=parent, valid_from=on)
    old = area.path
    new = f"{parent.path}{area.pk}/"
    Area.objects.filter(pk=area.pk).update(parent=parent)
    rewrite_paths(old, new)
    area.refresh_from_db()


def _close(area: Area, on: date) -> None:
    for rows in (
        AreaEdge.objects.filter(child=area),
        AreaName.objects.filter(area=area),
        AreaTyping.objects.filter(area=area),
        Shape.objects.filter(area=area),
        Headcount.objects.filter(area=area),
    ):
        _end(rows.filter(valid_to=None), on)  # type: ignore[attr-defined]
    area.valid_to = on - timedelta(days=1)
    if area.valid_to < area.valid_from:
        raise DateBefore
    area.save(update_fields=["valid_to"])


def _end(rows: models.QuerySet[Any], on: date) -> None:
    if rows.filter(valid_from__gte=on).exists():
        raise DateBefore
    rows.update(valid_to=on - timedelta(days=1))


def _note(kind: str, on: date, document: str, before: Sequence[Area], after: Sequence[Area]) -> None:
    change = AreaChange.objects.create(kind=kind, on=on, document=document)
    change.before.set(before)
    change.after.set(after)


def rewrite_paths(old: str, new: str) -> int:
    """Rewrite every stored copy of an area path that begins with `old`; returns the number of rows."""
    changed = 0
    for model, column in path_columns():
        rows = model._base_manager.filter(**{f"{column}__startswith": old})
        changed += rows.update(**{column: Concat(Value(new), Substr(F(column), len(old) + 1))})
    return changed


#: Columns of these names copy an area's path wherever they stand.
COPIES = {"area_path", "community_path", "reach_path", "scope_path"}
#: The others that do: (model label, column).
PATH_COLUMNS: list[tuple[str, str]] = [
    ("areas.area", "path"),
]


def path_columns() -> list[tuple[type[models.Model], str]]:
    """Every column that copies an area path: those named above, and each of COPIES in the house."""
    named = [(apps.get_model(label), column) for label, column in PATH_COLUMNS]
    copies = [
        (model, column.name)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.name in COPIES
    ]
    return [*named, *copies]
