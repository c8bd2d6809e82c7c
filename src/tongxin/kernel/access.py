"""Access: which rows exist for an actor (scope), and what an actor may do to one (predicates).

A model says its scope once, in words:   scope = by_area(owner="raised_by")
What exists for me is a queryset:        Need.objects.visible_to(actor)
What I may do is a predicate:            may_verify = holds("needs.verify") & serves_area
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.kernel.actor import Actor, Reach


@dataclass(frozen=True)
class Scope:
    """Where a row lies in the two trees and who owns it: names of columns, None where it has none."""

    area_path: str | None = None
    organization_path: str | None = None
    owner: str | None = None

    def condition(self, actor: Actor) -> Q:
        """At most one range on a path, and the rows that are the actor's own."""
        column = self.area_path if actor.sees.along == "area" else self.organization_path
        own = Q(**{f"{self.owner}__in": actor.own_ids}) if self.owner else Q()
        if column and actor.sees.path and actor.sees.extent != "self":
            reached = within(column, actor.sees)
            # A post that reaches along the areas sees what lies there; its own things lie there too.
            return reached if actor.sees.along == "area" else reached | own
        return own if self.owner else Q(pk__in=())


def by_area(column: str = "area_path", *, organization: str | None = None, owner: str | None = None) -> Scope:
    return Scope(area_path=column, organization_path=organization, owner=owner)


def within(column: str, reach: Reach) -> Q:
    """The condition that `column` lies within the reach; one index range on a C-collated path column."""
    if reach.extent == "node":
        return Q(**{column: reach.path})
    below = Q(**{f"{column}__startswith": reach.path})
    if reach.extent == "next_level":
        depth = reach.path.count("/") + 1
        return below & Q(**{f"{column}__regex": rf"^([^/]*/){{0,{depth}}}$"})
    return below


class ScopedQuerySet(models.QuerySet):
    """Rows under rights. The model declares `scope`."""

    def visible_to(self, actor: Actor) -> Self:
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        return self.filter(scope.condition(actor))

    def in_area(self, path: str) -> Self:
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        return self.filter(**{f"{scope.area_path}__startswith": path})


class Predicate:
    """May this actor do it to this thing? Joined with & and |; `says` names the condition for a help text."""

    def __init__(self, test: Callable[[Actor, Any], bool], says: str) -> None:
        self.test = test
        self.says = says

    def __call__(self, actor: Actor, subject: Any) -> bool:
        return self.test(actor, subject)

    def __and__(self, other: "Predicate") -> "Predicate":
        return Predicate(lambda actor, it: self(actor, it) and other(actor, it), f"{self.says} & {other.says}")

    def __or__(self, other: "Predicate") -> "Predicate":
        return Predicate(lambda actor, it: self(actor, it) or other(actor, it), f"({self.says} | {other.says})")


def holds(power: str) -> Predicate:
    """The actor's post gives this power."""
    return Predicate(lambda actor, it: actor.holds(power), power)


def in_office(power: str) -> Predicate:
    """The power comes from the post itself, not from what everybody may do for oneself: ask it before `serves_area`."""
    return Predicate(lambda actor, it: power in actor.office, f"{power} by post")


def is_own(column: str) -> Predicate:
    """The thing belongs to the actor or to the organization the actor acts for."""
    return Predicate(lambda actor, it: getattr(it, column) in actor.own_ids, f"own {column}")


def is_self(column: str) -> Predicate:
    """The thing belongs to the very person who acts, or to whom the actor serves at the desk."""
    return Predicate(
        lambda actor, it: getattr(it, column) in (actor.principal_id, actor.on_behalf_of_id or actor.principal_id),
        f"self {column}",
    )


serves_area = Predicate(
    lambda actor, it: actor.steers.along == "area" and actor.steers.covers(it.area_path), "serves the area"
)
anybody = Predicate(lambda actor, it: True, "anybody")
nobody = Predicate(lambda actor, it: False, "the clock")
