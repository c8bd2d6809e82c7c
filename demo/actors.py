"""Actors: those of the synthetic city who act at their posts, without an account of their own."""

from datetime import date

from tongxin.kernel.actor import Actor
from tongxin.organizations.door import compose
from tongxin.organizations.models import Post

ROLES = ("community_secretary", "community_worker", "unit_liaison", "branch_secretary", "volunteer_team_leader")


def actors(on: date, roles: tuple[str, ...] = ROLES) -> dict[int, Actor]:
    """By person, the actor of the post held on the day. One query."""
    rows = Post.objects.on(on).filter(role__in=roles).order_by("-pk")
    columns = ("id", "role", "organization_id", "organization__name", "organization__path", "area__path", "area__kind")
    found = {}
    for row in rows.values(*columns, "person_id", "person__name", "person__area_path"):
        door = {f"post__{column}": row[column] for column in columns}
        door |= {key: row[key] for key in ("person_id", "person__name", "person__area_path")} | {"member__id": None}
        found[row["person_id"]] = compose([door], chosen=row["id"])
    return found
