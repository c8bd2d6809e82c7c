"""Who may: owners run and approve their own venues; the desk of the place registers what lies there, and runs what
belongs to public bodies; who books may do so in the own name, or at the desk for somebody."""

from typing import Any

from tongxin.kernel import terms
from tongxin.kernel.access import Predicate, holds, in_office, is_own, serves_area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization

serves_owner = Predicate(
    lambda actor, it: actor.steers.along == "organization" and actor.steers.covers(it.owner.path), "serves the owner"
)
owner_is_public = Predicate(lambda actor, it: it.owner.family in terms.terms("venue_public_owners"), "public owner")
runs = serves_owner | is_own("owner_id") | (serves_area & owner_is_public)

may_manage = in_office("venues.manage") & (serves_owner | is_own("owner_id") | serves_area)
may_approve = in_office("venues.approve") & runs
may_serve = in_office("venues.book") & (runs | serves_area)
may_use = Predicate(lambda actor, it: acts_for(actor, it.booker_id, contact_id=it.contact_id), "booked it")
may_permit_signs = in_office("venues.permit_signs") & serves_area


def acts_for(actor: Actor, booker_id: int, contact_id: int | None = None) -> bool:
    """Whether the actor may speak for a booker: oneself, the own organization, or one that the post serves."""
    if actor is SYSTEM or booker_id in actor.own_ids or contact_id == actor.principal_id:
        return True
    organization = Organization.objects.filter(pk=booker_id).first()
    if organization is None or "venues.book" not in actor.office:
        return False
    path = organization.path if actor.steers.along == "organization" else organization.area_path
    return actor.steers.covers(path)


def serves_somebody(actor: Actor, booker: Principal, venue: Any) -> bool:
    """At the desk: for the person or body who asked, where the post serves the venue or whoever asked."""
    if actor.on_behalf_of_id != booker.pk:
        return False
    person = getattr(booker, "person", None)
    lives_here = person is not None and actor.steers.along == "area" and actor.steers.covers(person.area_path)
    return "venues.book" in actor.office and (lives_here or may_serve(actor, venue))


def holds_book(actor: Actor) -> bool:
    return actor is SYSTEM or holds("venues.book")(actor, None)
