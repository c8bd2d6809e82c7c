"""Who may do what around check-ins and posts."""

from tongxin.kernel.access import Predicate, holds, in_office, is_own, is_self, serves_area
from tongxin.kernel.actor import SYSTEM, Actor


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

#: Promises: the member's own; reviewed by the community, at whose desk they are also made and changed for a person.
promiser = is_self("person_id")
not_own_promise = Predicate(lambda actor, it: it.person_id != actor.principal_id, "not one's own")
promise_reviewer = in_office("promises.review") & serves_area & not_own_promise
promise_desk = serves_area & Predicate(
    lambda actor, it: by_post(actor, "promises.review", "enrolments.request"), "desk of promises"
)


def reviews_promises(actor: Actor) -> bool:
    """Who has a desk over promises: reviews them, takes them at the counter, or reads those of the own branch."""
    return by_post(actor, "promises.review", "promises.open", "enrolments.request")


def for_subject(by: Actor, subject_id: int) -> Actor:
    """At the desk the deed is recorded as done for whoever stands there."""
    return by if by is SYSTEM or subject_id in by.own_ids else by.for_somebody(subject_id)


def serves_person(actor: Actor, person_id: int, path: str) -> bool:
    """The person itself, or a desk of that place for whoever stands there."""
    if person_id == actor.principal_id:
        return True
    at_desk = by_post(actor, "promises.review", "enrolments.request", "enrolments.confirm")
    return at_desk and actor.steers.along == "area" and bool(actor.steers.path) and actor.steers.covers(path)
