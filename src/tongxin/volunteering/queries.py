"""Questions across tables: who may confirm for whom, what a person served, teams and batches counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, QuerySet

from tongxin.activities.models import Activity, TeamMember
from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Movement
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Organization, Post
from tongxin.people.models import Person
from tongxin.points.models import HOURS, hours_of
from tongxin.volunteering.models import LegacyService

PUBLIC_BENEFIT = "public_benefit"


def organizers_for(person: Person, *, on: date) -> QuerySet[Organization]:
    """Who may confirm a person's hours or certify them: the own teams, and the Party organization of the place."""
    teams = TeamMember.objects.on(on).filter(person=person).values_list("team_id", flat=True)
    host = nearest_party_organization(person.area)
    ids = [*teams, *([host.pk] if host else [])]
    return Organization.objects.filter(pk__in=ids).order_by("-kind", "pk")


def is_led(person: Person, by: Actor, *, on: date) -> bool:
    """Whether the actor serves the place where the person lives, or a team the person is in."""
    if by.steers.along == "area":
        return by.steers.covers(person.area_path)
    teams = TeamMember.objects.on(on).filter(person=person).select_related("team")
    return any(by.steers.covers(each.team.path) for each in teams)


@dataclass(frozen=True)
class Served:
    """One entry of the ledger of hours that stands, as a certificate tells it."""

    on: date
    text: str
    minutes: int
    organizer: str

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)

    def plain(self) -> dict[str, Any]:
        return {"on": str(self.on), "text": self.text, "minutes": self.minutes, "organizer": self.organizer}


@dataclass(frozen=True)
class Service:
    """What the ledger says of a person in a term: the sum, and the entries that were not taken back."""

    minutes: int
    lines: list[Served]

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)


def served(person_id: int, since: date, until: date) -> Service:
    """The hours of a person in a term, from the ledger and nowhere else."""
    minutes = HOURS.balance(holder_id=person_id, since=since, until=until)
    standing = Movement.objects.filter(
        ledger=HOURS.name, target__holder_id=person_id, on__range=(since, until), reversed_by=None
    )
    movements = list(standing.order_by("-on", "-id"))
    names = organizers(movements)
    lines = [Served(each.on, each.note, each.amount, names.get(each.pk, "")) for each in movements]
    return Service(minutes, lines)


def organizers(movements: list[Movement]) -> dict[int, str]:
    """By entry, the name of the organization that recorded the service. A query for each kind of thing."""
    found: dict[int, str] = {}
    for label in {each.subject_type for each in movements if each.subject_type}:
        model: type[Model] = apps.get_model(label)
        column = {"activities.attendance": "activity__host__name", "volunteering.hourreport": "organization__name"}
        if label in column:
            mine = [each for each in movements if each.subject_type == label]
            names = dict(
                model._base_manager.filter(pk__in=[each.subject_id for each in mine]).values_list("pk", column[label])
            )
            found |= {each.pk: names.get(each.subject_id, "") for each in mine}
    return found


def legacy_lines(person_id: int) -> list[dict[str, Any]]:
    """Confirmed service before the system, told in years and apart from the hours."""
    rows = LegacyService.objects.confirmed().of(person_id).order_by("since_on")
    return [
        {"text": row.text, "since": str(row.since_on), "until": str(row.until_on), "years": row.years,
         "about": row.about, "proof": row.proof}
        for row in rows
    ]  # fmt: skip


def batches(*, since: date | None = None, until: date | None = None, within: Area | None = None) -> QuerySet[Any]:
    """Public-benefit batches: a batch is one held session of that kind (YX-18)."""
    held = Activity.objects.of_kind(PUBLIC_BENEFIT).filter(status=Activity.Status.CONFIRMED)
    if since:
        held = held.filter(begins_at__date__gte=since)
    if until:
        held = held.filter(begins_at__date__lte=until)
    return held.in_area(within.path) if within else held


@dataclass(frozen=True)
class Branch:
    """One team in the tree, with its depth, leader, and its own volunteers: members and others apart."""

    team: Organization
    depth: int
    leader: str
    members: int
    others: int


def team_tree(*, on: date, rows: QuerySet[Organization]) -> list[Branch]:
    """Teams in the order of their tree, each below its superior. Three queries however many there are."""
    teams = list(rows.select_related("area").order_by("path"))
    counted = (
        TeamMember.objects.on(on).filter(team__in=teams).values_list("team_id", "is_member").annotate(n=Count("pk"))
    )
    numbers = {(team_id, is_member): n for team_id, is_member, n in counted}
    posts = Post.objects.on(on).filter(organization__in=teams, role="volunteer_team_leader")
    leaders = dict(posts.values_list("organization_id", "person__name"))
    return [
        Branch(
            team, _depth(team, teams), leaders.get(team.pk, ""), numbers.get((team.pk, True), 0),
            numbers.get((team.pk, False), 0),
        )
        for team in teams
    ]  # fmt: skip


def _depth(team: Organization, shown: list[Organization]) -> int:
    paths = {each.path for each in shown}
    steps = team.path.rstrip("/").split("/")
    above = ("/".join(steps[:n]) + "/" for n in range(1, len(steps)))
    return sum(path in paths for path in above)


def volunteers_below(team: Organization, *, on: date) -> tuple[int, int]:
    """Persons in a team and all teams below it: Party members and others, each counted once and never added up."""
    serving = TeamMember.objects.on(on).filter(team__path__startswith=team.path)
    members = set(serving.filter(is_member=True).values_list("person_id", flat=True))
    others = set(serving.filter(is_member=False).values_list("person_id", flat=True)) - members
    return len(members), len(others)


def masked(name: str) -> str:
    """A name as the public page shows it: 郑*忠, 王*."""
    if len(name) <= 1:
        return name
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
