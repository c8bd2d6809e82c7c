"""Who may: predicates that several procedures of this room share."""

from tongxin.exchange.models import Offer, Resource
from tongxin.kernel.access import Predicate, holds, is_own, serves_area
from tongxin.kernel.actor import Actor

owner = is_own("owner_id")

#: A worker enters at the desk what the unit asked for, recorded in the unit's name.
asked_by_owner = Predicate(lambda actor, it: actor.on_behalf_of_id == it.owner_id, "the owner asked for it")
may_publish = (holds("resources.publish") & owner) | (holds("needs.match") & serves_area & asked_by_owner)
may_answer = (holds("resources.answer") & owner) | (holds("needs.match") & serves_area & asked_by_owner)


def speaking_for_owner(actor: Actor, thing: Resource | Offer) -> Actor:
    """The actor as the one who acts for the owner: the owner's own people, or at the desk because the owner asked."""
    return actor if thing.owner_id in actor.own_ids else actor.for_somebody(thing.owner_id)
