"""Who may do what around agreements, pairings, asks and alliance bodies."""

from tongxin.kernel.access import Predicate, in_office, is_own, serves_area
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
