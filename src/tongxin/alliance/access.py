"""Who may do what around agreements, pairings, asks and alliance bodies."""

from tongxin.kernel.access import Predicate, in_office, is_own, is_self, serves_area
from tongxin.kernel.actor import Actor

manages = in_office("agreements.manage")
signs = in_office("agreements.sign")

unit_side = is_own("unit_id")
community_side = serves_area
drafter_is_unit = Predicate(lambda actor, it: it.drafted_by == "unit", "drafted by the unit")
drafter_is_community = Predicate(lambda actor, it: it.drafted_by == "community", "drafted by the community")

drafter = (drafter_is_unit & unit_side) | (drafter_is_community & community_side)
addressee = (drafter_is_unit & community_side) | (drafter_is_community & unit_side)
either = unit_side | community_side


def side_of(actor: Actor, unit_id: int) -> str:
    """Which side of an agreement with this unit the actor stands on."""
    return "unit" if unit_id in actor.own_ids else "community"


# Pairings: each side speaks for itself; an organization through a post that may.

asks = in_office("asks.manage")
answers = in_office("asks.answer")
files = in_office("groups.file")
leader = is_self("leader_id")


def speaks_for(actor: Actor, principal_id: int) -> bool:
    """Whether the actor is this person, or acts for this organization with the power to."""
    if principal_id == actor.organization_id:
        return "pairings.propose" in actor.office
    return principal_id in (actor.principal_id, actor.on_behalf_of_id or actor.principal_id)


partner = Predicate(
    lambda actor, it: speaks_for(actor, it.first_id) or speaks_for(actor, it.second_id), "one of the two"
)
asked_partner = Predicate(
    lambda actor, it: (
        (it.first_agreed_at is None and speaks_for(actor, it.first_id))
        or (it.second_agreed_at is None and speaks_for(actor, it.second_id))
    ),
    "the one whose consent is missing",
)
pairing_desk = in_office("pairings.propose") & serves_area
proposer = Predicate(lambda actor, it: it.proposed_by_id == actor.principal_id, "who proposed it") | pairing_desk

#: Who works on a partner's request: whom it was given to, or the community that took it in.
handler = Predicate(
    lambda actor, it: it.handler_id is not None and it.handler_id == actor.organization_id, "the one it was given to"
) | (asks & serves_area)
