"""What an organization does with what it can give."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.exchange.access import may_publish
from tongxin.exchange.events import ResourceEdited, ResourceEnded, ResourceEntered, ResourcePaused, ResourcePublished
from tongxin.exchange.models import Resource
from tongxin.exchange.procedure import RESOURCE
from tongxin.exchange.queries import Placed, place
from tongxin.exchange.reading import vocabulary
from tongxin.kernel import reasons, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

EDITABLE = ("title", "text", "capacity", "unit", "weekdays", "opens", "closes", "valid_from", "valid_to")


class NoCapacity(Unfit):
    sentence = gettext_lazy("可提供数量须大于零。")


class BelowTaken(Unfit):
    sentence = gettext_lazy("可提供数量不能小于已经答应出去的数量。")


class TermReversed(Unfit):
    sentence = gettext_lazy("结束日期不能早于开始日期。")


@transaction.atomic
def enter_resource(
    *,
    owner: Organization,
    title: str,
    kind: str,
    capacity: int,
    by: Actor,
    at: datetime,
    reach: str = "community",
    field: str = "",
    area: Area | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **said: Any,
) -> Resource:
    """Enter a resource as a draft. `said` holds any of text, unit, weekdays, opens, closes."""
    placed = place((area or owner.area).pk, on=today(at))
    resource = new_resource(
        owner=owner, title=title, kind=kind, capacity=capacity, placed=placed, reach=reach, field=field,
        valid_from=valid_from, valid_to=valid_to, by=by, at=at, **said,
    )  # fmt: skip
    resource.save(force_insert=True)
    RESOURCE.start(resource, by=by, at=at)
    record(ResourceEntered(resource=resource), by=by, at=at)
    return resource


def new_resource(
    *, owner: Organization, title: str, kind: str, capacity: int, placed: Placed | None, reach: str, field: str,
    valid_from: date | None, valid_to: date | None, by: Actor, at: datetime, **said: Any,
) -> Resource:  # fmt: skip
    """The draft as it will be written, checked: NoCapacity, TermReversed, NotYours."""
    about = terms.need("kinds", kind)
    begin = valid_from or today(at)
    _check(capacity, begin, valid_to)
    if placed is None:
        raise Unfit(_("请选择资源所在的区域。"))
    resource = Resource(
        owner=owner, title=title.strip(), kind=kind, field=field or about.data["field"], capacity=capacity,
        unit=said.pop("unit", "") or about.data["unit"], area=placed.area, area_path=placed.area.path,
        community_path=placed.community_path, reach=reach, reach_path=reach_path(reach, placed.community_path),
        valid_from=begin, valid_to=valid_to, published_by_id=by.principal_id or None, step="draft", step_at=at, **said,
    )  # fmt: skip
    if not may_publish(by, resource):
        raise NotYours
    resource.words = vocabulary().read(f"{resource.title}。{resource.text}")
    return resource


def reach_path(reach: str, community_path: str) -> str:
    """The path that a resource serves, so many levels above its community; the root where no level is named."""
    steps = community_path.rstrip("/").split("/")
    up = terms.need("resource_reaches", reach).data.get("up")
    kept = 1 if up is None else max(len(steps) - int(up), 1)
    return "/".join(steps[:kept]) + "/"


@transaction.atomic
def edit_resource(*, resource: Resource, by: Actor, at: datetime, **changes: Any) -> list[str]:
    """Change a resource; never below what was promised already. Returns the labels of what changed."""
    resource.refresh_from_db(from_queryset=Resource._base_manager.select_for_update(of=("self",)))
    if resource.is_over:
        raise AlreadyMoved
    if not may_publish(by, resource):
        raise NotYours
    changed = [name for name in EDITABLE if name in changes and getattr(resource, name) != changes[name]]
    for name in changed:
        setattr(resource, name, changes[name])
    _check(resource.capacity, resource.valid_from, resource.valid_to)
    if resource.capacity < resource.taken:
        raise BelowTaken
    labels = [str(Resource._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    if changed:
        resource.words = vocabulary().read(f"{resource.title}。{resource.text}")
        resource.save()
        record(ResourceEdited(resource=resource, changed="、".join(labels)), by=by, at=at)
    return labels


@transaction.atomic
def publish(*, resource: Resource, by: Actor, at: datetime) -> None:
    """Put the resource on the list."""
    with RESOURCE.moving(resource, "publish", by=by, at=at):
        pass
    record(ResourcePublished(resource=resource), by=by, at=at)


@transaction.atomic
def pause_resource(*, resource: Resource, reason: str, by: Actor, at: datetime) -> None:
    """Take it off the list for a while; what was promised stands."""
    reason = reasons.needed(reason, most=200)
    with RESOURCE.moving(resource, "pause", by=by, at=at):
        pass
    record(ResourcePaused(resource=resource, reason=reason), by=by, at=at)


@transaction.atomic
def end(*, resource: Resource, reason: str, by: Actor, at: datetime) -> None:
    """Give it no longer; what was promised stands."""
    reason = reasons.needed(reason, most=200)
    with RESOURCE.moving(resource, "end", by=by, at=at):
        pass
    record(ResourceEnded(resource=resource, reason=reason), by=by, at=at)


def _check(capacity: int, begin: date, until: date | None) -> None:
    if capacity < 1:
        raise NoCapacity
    if until and until < begin:
        raise TermReversed
