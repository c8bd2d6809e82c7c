"""Who may do what around check-ins and posts."""

from tongxin.kernel.access import Predicate, holds, is_own, serves_area
from tongxin.kernel.actor import Actor


def by_post(actor: Actor, *powers: str) -> bool:
    """Whether the post itself gives one of the powers. What everybody may do for oneself is no power over others."""
    return any(power in actor.office for power in powers)


def has_desk(actor: Actor) -> bool:
    """Who confirms check-ins, takes them at the counter, or speaks for a unit or branch that checks in."""
    return by_post(actor, "enrolments.confirm", "enrolments.request")


def serves_posts(actor: Actor) -> bool:
    """Who publishes or confirms posts, or serves at the counter where they are claimed."""
    return by_post(actor, "posts.publish", "posts.confirm", "posts.claim")


to_unit = Predicate(lambda actor, it: it.goes_to_unit, "to a unit")
to_area = Predicate(lambda actor, it: not it.goes_to_unit, "to a community")

#: The community confirms who checks in with it, a unit who checks in with the unit.
host = (to_area & holds("enrolments.confirm") & serves_area) | (to_unit & is_own("host_id"))
#: Where the formal relation lies; it may be asked before the community confirms (C02-1).
home = Predicate(
    lambda actor, it: (
        actor.steers.along == "organization"
        and it.home_organization is not None
        and actor.steers.covers(it.home_organization.path)
    ),
    "the home organization",
)
home_asked = Predicate(lambda actor, it: it.waits_for_home, "the home organization is asked")
home_content = Predicate(lambda actor, it: not it.waits_for_home, "the home organization agreed or is not asked")
#: One's own, or at the desk of the place for the person who stands there.
subject = is_own("subject_id")
desk = serves_area & Predicate(lambda actor, it: has_desk(actor), "desk of check-ins")

post_host = holds("posts.confirm") & serves_area
post_desk = serves_area & Predicate(lambda actor, it: by_post(actor, "posts.confirm", "posts.claim"), "desk of posts")
