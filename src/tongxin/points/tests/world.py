"""A confirmed fact for the tests of this room: somebody served a turn at a post. The rooms above have real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from tongxin.kernel import awards
from tongxin.kernel.awards import Award
from tongxin.kernel.records import Event
from tongxin.organizations.models import Post
from tongxin.points import actions

MAY = date(2026, 5, 16)


class TurnServed(Event):
    post: Post
    says = "{by} confirmed the turn"


@contextmanager
def declared(*, minutes: int = 90, kinds: tuple[str, ...] = ("volunteering",), factor: str = "") -> Iterator[None]:
    """For a while, a turn at a post is worth points by rule and these minutes."""
    common = {
        "to": lambda post: post.person_id,
        "on": lambda post: post.valid_from,
        "kinds": lambda post: kinds,
        "confirmed": lambda: Post.objects.filter(role="turn"),
        "path": lambda post: post.area.path,
        "note": lambda post: "楼道巡逻",
        "factor": lambda post: factor,
    }
    before = dict(awards.DECLARED)
    awards.DECLARED.clear()
    Award(TurnServed, "points", rule="points.per_activity", **common)
    Award(TurnServed, "hours", amount=lambda post: minutes, **common)
    try:
        yield
    finally:
        awards.DECLARED.clear()
        awards.DECLARED.update(before)


def turn(cast, name="member", on=MAY) -> Post:
    party = cast.organizations["party"]
    return Post.objects.create(
        person=cast.people[name], organization=party, role="turn", area=party.area, valid_from=on, valid_to=on
    )


def served(cast, name="member", on=MAY) -> Post:
    """A turn that was served and confirmed."""
    post = turn(cast, name, on)
    actions.award(TurnServed, [post], at=cast.at)
    return post
