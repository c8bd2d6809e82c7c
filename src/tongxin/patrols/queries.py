"""Questions across the tables of patrols: rounds done over rounds due, what stands on a route, who a team's core is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongxin.kernel import terms
from tongxin.organizations.models import Organization
from tongxin.patrols.models import PatrolMember, PatrolPlace, PatrolPlan, PatrolRound


@dataclass(frozen=True)
class Turnout:
    """Rounds of a plan: how many should have been walked by now, how many were, and how many of them in time."""

    due: int
    done: int
    in_time: int

    @property
    def words(self) -> str:
        """Nothing that was due is neither none nor all."""
        return f"{self.done}/{self.due}" if self.due else ""


def turnout(rounds: QuerySet[PatrolRound], at: datetime) -> Turnout:
    """Of rounds that should have been walked by `at`, how many were. One query."""
    done = Q(step="done")
    told = rounds.counted(at).aggregate(  # type: ignore[attr-defined]
        due=Count("pk"), done=Count("pk", filter=done), in_time=Count("pk", filter=done & Q(step_at__lte=F("due_at")))
    )
    return Turnout(**told)


def with_turnout(plans: QuerySet[PatrolPlan], at: datetime) -> QuerySet[PatrolPlan]:
    """Each plan with `due_rounds` and `done_rounds`, for a list."""
    counted = PatrolRound.objects.counted(at).filter(plan=OuterRef("pk")).order_by().values("plan")
    due = counted.annotate(n=Count("pk")).values("n")
    done = counted.filter(step="done").annotate(n=Count("pk")).values("n")
    return plans.annotate(due_rounds=Coalesce(Subquery(due), 0), done_rounds=Coalesce(Subquery(done), 0))


def places_to_choose(plan: PatrolPlan) -> list[PatrolPlace]:
    """Places of the plan's area, those on its route first and in its order."""
    on_route = {stop.place_id: stop.number for stop in plan.route()}
    places = PatrolPlace.objects.in_use().in_area(plan.area_path).select_related("area")[:300]
    return sorted(places, key=lambda place: (on_route.get(place.pk, 10_000), place.area_path, place.name))


def teams_of(rows: QuerySet[Organization], *, on: date) -> list[tuple[Organization, int, int]]:
    """Teams with a roster or a plan, how many stand on the roster, and how many of them are its core (MHK-45)."""
    core = [term.code for term in terms.terms("patrol_standings").values() if term.data.get("core")]
    standing = PatrolMember.objects.on(on).filter(team=OuterRef("pk")).order_by().values("team")
    counted = rows.filter(Q(patrollers__isnull=False) | Q(patrol_plans__isnull=False)).distinct().annotate(
        all_of_it=Coalesce(Subquery(standing.annotate(n=Count("pk")).values("n")), 0),
        core_of_it=Coalesce(Subquery(standing.filter(standing__in=core).annotate(n=Count("pk")).values("n")), 0),
    )  # fmt: skip
    found = counted.select_related("area").order_by("area_path", "name")[:200]
    return [(team, team.all_of_it, team.core_of_it) for team in found]
