"""Who may: everybody reports for oneself; who leads a team or serves the place confirms, and never the own hours."""

from typing import Any

from tongxin.kernel.access import Predicate, in_office, is_self, serves_area
from tongxin.kernel.actor import Actor

LEAD, CERTIFY, KEEP = "volunteering.lead", "volunteering.certify", "volunteering.keep"


def _serves(column: str) -> Predicate:
    """The organization in that column lies within what the post steers."""

    def test(actor: Actor, it: Any) -> bool:
        return actor.steers.along == "organization" and actor.steers.covers(getattr(it, column).path)

    return Predicate(test, f"serves the {column}")


def _other(column: str) -> Predicate:
    return Predicate(lambda actor, it: getattr(it, column) != actor.principal_id, f"not one's own ({column})")


reporter = is_self("person_id")

may_confirm_hours = in_office(LEAD) & (serves_area | _serves("organization")) & _other("person_id")
may_certify = in_office(CERTIFY) & (serves_area | _serves("issuer")) & _other("person_id")
may_keep = in_office(KEEP) & serves_area
#: Four eyes.
may_check_legacy = may_keep & _other("entered_by_id") & _other("person_id")

may_arrange = in_office(LEAD) & (serves_area | _serves("host"))
giver, taker = is_self("giver_id"), is_self("taker_id")
free_taker = Predicate(lambda actor, it: actor.principal_id != it.giver_id, "somebody else")


def leads(actor: Actor, organization: Any) -> bool:
    """Whether the actor leads the team, or serves the place where it sits."""
    if LEAD not in actor.office:
        return False
    reach = organization.path if actor.steers.along == "organization" else organization.area_path
    return actor.steers.covers(reach)


def keeps(actor: Actor, area_path: str) -> bool:
    return KEEP in actor.office and actor.steers.along == "area" and actor.steers.covers(area_path)
