"""Questions across tables: who is missing, what a person attends, teams and activities counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tongxin.activities.models import Activity, Attendance, SignUp, TeamMember
from tongxin.areas.models import Area
from tongxin.kernel.validity import holding_on
from tongxin.organizations.models import Organization

#: How long before the beginning an activity that lacks people is shown as at risk.
SOON = timedelta(hours=48)


def no_shows(activity: Activity) -> QuerySet[SignUp]:
    """Who signed up and is not there (yet): live from the beginning on (C05-7)."""
    came = Attendance.objects.standing().filter(activity=activity).values("person_id")
    missing = SignUp.objects.filter(activity=activity, state=SignUp.State.SIGNED).exclude(person_id__in=came)
    return missing.select_related("person").order_by("person__pinyin", "pk")


@dataclass(frozen=True)
class Expected:
    """One line of the recorder's list: somebody expected or already there."""

    person_id: int
    name: str
    signed: str
    attendance: Attendance | None


#: So many lines a recorder can look through; in a larger crowd people are found by name or phone.
LINES = 500


def expected(activity: Activity) -> list[Expected]:
    """Who holds a place and is not there yet, by name, then who came, the latest first. Two queries."""
    standing = Attendance.objects.standing().filter(activity=activity)
    places = SignUp.objects.filter(activity=activity).holding().select_related("person")
    missing = places.exclude(person_id__in=standing.values("person_id")).order_by("person__pinyin", "pk")[:LINES]
    signed = Subquery(places.filter(person_id=OuterRef("person_id")).values("state")[:1])
    came = standing.select_related("person").annotate(signed=signed).order_by("-checked_in_at", "-pk")[:LINES]
    return [
        *(Expected(row.person_id, row.person.name, row.get_state_display(), None) for row in missing),
        *(Expected(row.person_id, row.person.name, _state(row.signed), row) for row in came),
    ]


def _state(state: str | None) -> str:
    return str(SignUp.State(state).label) if state else ""


def own(person_id: int, *, at: datetime) -> tuple[list[SignUp], list[Attendance]]:
    """What a person is signed up for from now on, and what was attended lately."""
    coming = SignUp.objects.alive().filter(person_id=person_id, activity__ends_at__gt=at)
    past = Attendance.objects.standing().filter(person_id=person_id)
    return (
        list(coming.select_related("activity__area", "activity__turnout").order_by("activity__begins_at")),
        list(past.select_related("activity__area").order_by("-checked_in_at")[:30]),
    )


@dataclass(frozen=True)
class ActivityCount:
    """Activities of a kind in a term, with the organizations that held them and the members who came (YX-38)."""

    activities: int
    organizations: int
    members: int


def count_activities(*, kind: str, until: date, since: date | None = None, within: Area | None = None) -> ActivityCount:
    """Confirmed activities of a kind that began up to `until`, and from `since` on where it is given, both included."""
    held = Activity.objects.of_kind(kind).filter(status=Activity.Status.CONFIRMED, begins_at__date__lte=until)
    if since:
        held = held.filter(begins_at__date__gte=since)
    if within:
        held = held.in_area(within.path)
    hosts = Organization.objects.filter(Q(hosted_activities__in=held) | Q(co_hosted_activities__in=held))
    members = Attendance.objects.confirmed().filter(activity__in=held, is_member=True)
    return ActivityCount(
        activities=held.count(),
        organizations=hosts.distinct().count(),
        members=members.values("person_id").distinct().count(),
    )


@dataclass(frozen=True)
class VolunteerCount:
    """Teams with their volunteers, members and others apart and never mixed (GY-34, YX-49).

    Somebody who serves in two teams is one volunteer; who is a member in one of them counts as a member.
    """

    teams: int
    members: int
    others: int

    @property
    def volunteers(self) -> int:
        return self.members + self.others


def count_volunteers(*, on: date, within: Area | None = None, kinds: tuple[str, ...] = ()) -> VolunteerCount:
    """Teams and registered volunteers on a day; `kinds` narrows to kinds of organizations of the family volunteer."""
    teams = Organization.objects.of_family("volunteer").on(on)
    if within:
        teams = teams.in_area(within.path)
    if kinds:
        teams = teams.filter(kind__in=kinds)
    serving = TeamMember.objects.on(on).filter(team__in=teams)
    members = serving.filter(is_member=True).values("person_id").distinct()
    everybody = serving.values("person_id").distinct().count()
    return VolunteerCount(teams=teams.count(), members=members.count(), others=everybody - members.count())


def teams_with_counts(*, on: date) -> QuerySet[Organization]:
    """Each team with `member_count` and `other_count` of the day."""
    serving = holding_on(on, "volunteers__")
    return (
        Organization.objects.of_family("volunteer")
        .on(on)
        .annotate(
            member_count=Count("volunteers", filter=serving & Q(volunteers__is_member=True)),
            other_count=Count("volunteers", filter=serving & Q(volunteers__is_member=False)),
        )
    )
