"""Who may: who runs the patrols of a place or of a team plans them; who stands on the roster walks them."""

from datetime import date

from tongxin.kernel.access import Predicate, in_office, is_own, serves_area
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization
from tongxin.patrols.models import PatrolMember, PatrolRound

RUN, WALK = "patrols.manage", "patrols.walk"

leads_team = Predicate(
    lambda actor, it: actor.steers.along == "organization" and actor.steers.covers(it.team.path), "leads the team"
)
may_run = in_office(RUN) & (serves_area | is_own("keeper_id") | is_own("team_id") | leads_team)
may_keep_place = in_office(RUN) & serves_area


def may_keep_roster(actor: Actor, team: Organization) -> bool:
    """Whether the actor runs the patrols of this team, and so may read and change its roster."""
    path = team.path if actor.steers.along == "organization" else team.area_path
    return RUN in actor.office and (actor.organization_id == team.pk or actor.steers.covers(path))


def may_walk(actor: Actor, patrol_round: PatrolRound, *, on: date) -> bool:
    """Whether the actor may write down what was seen: on the roster that day, or entering it at the desk."""
    if may_run(actor, patrol_round):
        return True
    roster = PatrolMember.objects.on(on).filter(team=patrol_round.team_id, person_id=actor.principal_id)
    return actor.holds(WALK) and roster.exists()
