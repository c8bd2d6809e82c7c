"""Gathering: what a period's reports say, read from what was confirmed, the ledgers, the posts and the service log.

One pass over attendance with its ledger entries serves every report of a run; nothing is filled in a second time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from tongxin.activities.models import Activity
from tongxin.areas.models import Area, AreaChange
from tongxin.enrolment.models import Enrolment, FormerPlace, PostClaim, ServiceLogEntry
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA, WorkingTime
from tongxin.organizations.models import Organization, OrganizationLink

#: Each confirmed attendance of the period with what the ledgers booked for it; what was reversed counts nothing.
PASS = """
    SELECT attendance.person_id, activity.id, activity.area_path, activity.begins_at, host.principal_id, host.path,
           coalesce(booked.points, 0), coalesce(booked.minutes, 0)
    FROM activities_attendance AS attendance
    JOIN activities_activity AS activity ON activity.id = attendance.activity_id
    JOIN organizations_organization AS host ON host.principal_id = activity.host_id
    LEFT JOIN (
        SELECT entry.subject_id,
               sum(entry.amount) FILTER (WHERE entry.ledger = 'points') AS points,
               sum(entry.amount) FILTER (WHERE entry.ledger = 'hours') AS minutes
        FROM kernel_movement AS entry
        LEFT JOIN kernel_movement AS counter ON counter.reverses_id = entry.id
        WHERE entry.subject_type = 'activities.attendance' AND entry."on" BETWEEN %(since)s AND %(until)s
              AND entry.reverses_id IS NULL AND counter.id IS NULL
        GROUP BY entry.subject_id
    ) AS booked ON booked.subject_id = attendance.id
    WHERE attendance.confirmed_at IS NOT NULL AND activity.begins_at >= %(from)s AND activity.begins_at < %(to)s
          AND attendance.person_id = ANY(%(people)s)
"""


@dataclass
class Line:
    """One who checked in with a community, over one period. Only what happened in the community counts (GY-36)."""

    subject_id: int
    name: str
    bases: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    times: int = 0
    minutes: int = 0
    points: int = 0
    outside: int = 0
    at_home: int = 0
    logged_minutes: int = 0
    entries: list[list[str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """What the report keeps of it: no points of single persons, no hours of the day (MHK-50)."""
        return {
            "subject": self.subject_id, "name": self.name, "bases": self.bases, "posts": self.posts,
            "times": self.times, "minutes": self.minutes, "at_home": self.at_home,
            "logged_minutes": self.logged_minutes, "entries": self.entries,
        }  # fmt: skip


@dataclass
class Pair:
    """A community and one home organization: those of its members who checked in there, and what they did."""

    area: Area
    home: Organization
    lines: list[Line] = field(default_factory=list)
    units: list[Enrolment] = field(default_factory=list)
    members: list[Enrolment] = field(default_factory=list)
    months: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    #: Of a unit that checked in: the pairs of the Party organizations that stand behind it, itself among them.
    behind: "list[Pair]" = field(default_factory=list)

    def totals(self) -> dict[str, int]:
        return {
            "people": len(self.lines),
            "served": sum(1 for line in self.lines if line.times or line.entries),
            "times": sum(line.times for line in self.lines),
            "minutes": sum(line.minutes for line in self.lines),
            "points": sum(line.points for line in self.lines),
        }


@dataclass
class Gathered:
    """All pairs of a period below a place, and how often each month saw something."""

    since: date
    until: date
    pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)

    def of_area(self, area_id: int) -> list[Pair]:
        return [pair for (area, _home), pair in self.pairs.items() if area == area_id]

    def areas(self) -> list[Area]:
        return list({pair.area.pk: pair.area for pair in self.pairs.values()}.values())


def enrolments_between(since: date, until: date, *, path: str) -> list[Enrolment]:
    """Check-ins with a community that held on at least one day of the period, those ended in mid-term included."""
    held = Enrolment.objects.filter(step__in=("confirmed", "ended"), valid_from__lte=until)
    within = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), area_path__startswith=path)
    rows = within.exclude(kind="community_head_to_unit").select_related("subject", "area", "home_organization")
    return list(rows.order_by("pk"))


def gather(enrolments: Sequence[Enrolment], *, since: date, until: date) -> Gathered:
    """What the check-ins brought from `since` to `until`: a handful of questions, however many there are."""
    standing = standing_areas({each.area for each in enrolments}, on=until)
    gathered = Gathered(since, until)
    lines: dict[tuple[int, int, int], Line] = {}
    own: dict[int, Line] = {}
    for each in enrolments:
        area = standing[each.area_id]
        if each.home_organization is None:
            continue
        key = (area.pk, each.home_organization.pk)
        pair = gathered.pairs.setdefault(key, Pair(area, each.home_organization))
        if each.subject_id == each.home_organization_id:
            pair.units.append(each)
            continue
        pair.members.append(each)
        line = lines.get((each.subject_id, *key))
        if line is None:
            line = lines[each.subject_id, *key] = Line(each.subject_id, each.subject.name)
            pair.lines.append(line)
        own[each.pk] = line
        if each.basis_label and each.basis_label not in line.bases:
            line.bases.append(each.basis_label)
    places = _Places(gathered, standing)
    places.remember_former(enrolments)
    ties = _ties(gathered)
    _read_services(gathered, places, _reckoned(enrolments), ties)
    _read_hosted(gathered, places, ties)
    _read_posts(gathered, places)
    _read_log(gathered, own)
    return gathered


class _Places:
    """Finds the lines of a person by where something happened."""

    def __init__(self, gathered: Gathered, standing: Mapping[int, Area]) -> None:
        paths: dict[int, set[str]] = defaultdict(set)
        for area in standing.values():
            paths[area.pk].add(area.path)
        self.standing = standing
        self.of_person: dict[int, list[tuple[Pair, Line]]] = defaultdict(list)
        for pair in gathered.pairs.values():
            for line in pair.lines:
                self.of_person[line.subject_id].append((pair, line))
        self._paths = paths

    def remember_former(self, enrolments: Iterable[Enrolment]) -> None:
        """What lay in a merged community counts for the one that took over."""
        at = {each.pk: self.standing[each.area_id].pk for each in enrolments}
        for each in enrolments:
            self._paths[at[each.pk]].add(each.area_path)
        moved = FormerPlace.objects.filter(enrolment_id__in=[*at]).values_list("enrolment_id", "area_path")
        for enrolment, path in moved:
            self._paths[at[enrolment]].add(path)

    def lies_in(self, area_id: int, path: str) -> bool:
        return any(path.startswith(each) for each in self._paths[area_id])


def _reckoned(enrolments: Sequence[Enrolment]) -> dict[tuple[int, int], list[tuple[date, date]]]:
    """From when to when each person was checked in with each place."""
    terms: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for each in enrolments:
        begin = each.valid_from or date.max
        terms[each.subject_id, each.area_id].append((begin, each.valid_to or date.max))
    return terms


def _read_services(
    gathered: Gathered, places: _Places, terms: Mapping[tuple[int, int], list[tuple[date, date]]],
    ties: Mapping[int, set[int]],
) -> None:  # fmt: skip
    running = working_time()
    held: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for (person, area_id), spans in terms.items():
        held[person, places.standing[area_id].pk] += spans
    begin = datetime.combine(gathered.since, time.min, CHINA)
    end = datetime.combine(gathered.until + timedelta(days=1), time.min, CHINA)
    asked: dict[str, Any] = {
        "since": gathered.since, "until": gathered.until, "from": begin, "to": end, "people": [*places.of_person],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PASS, asked)
        for person, activity, path, begins_at, host_id, host_path, points, minutes in cursor:
            moment = begins_at.astimezone(CHINA)
            for pair, line in places.of_person[person]:
                if host_path.startswith(pair.home.path) or host_id in ties[pair.home.pk]:
                    line.at_home += 1
                spans = held[person, pair.area.pk]
                if not places.lies_in(pair.area.pk, path) or not _within(spans, moment.date()):
                    continue
                line.times += 1
                line.minutes += int(minutes)
                line.points += int(points)
                line.outside += not in_office_hours(moment, running)
                pair.months[f"{moment:%Y-%m}"].add(activity)


def in_office_hours(moment: datetime, running: WorkingTime) -> bool:
    """Whether somebody at work would be at work at that moment (MHK-50)."""
    if not running.is_working_day(moment.date()):
        return False
    return any(opens <= moment.time() < closes for opens, closes in running.sessions)


def _within(spans: Iterable[tuple[date, date]], day: date) -> bool:
    return any(begin <= day <= end for begin, end in spans)


def _ties(gathered: Gathered) -> dict[int, set[int]]:
    """The units that stand behind the home organizations."""
    homes = {pair.home.pk for pair in gathered.pairs.values()}
    ties: dict[int, set[int]] = defaultdict(set)
    held = OrganizationLink.objects.on(gathered.until).filter(kind="host_unit", source_id__in=homes)
    for source, target in held.values_list("source_id", "target_id"):
        ties[source].add(target)
    return ties


def _read_hosted(gathered: Gathered, places: _Places, ties: Mapping[int, set[int]]) -> None:
    """What a unit that checked in held in the community itself counts for its months, whoever came."""
    hosting: dict[int, list[Pair]] = defaultdict(list)
    for pair in gathered.pairs.values():
        if not pair.units:
            continue
        near = gathered.of_area(pair.area.pk)
        pair.behind = [each for each in near if each is pair or pair.home.pk in ties[each.home.pk]]
        for each in {pair.home.pk, *ties[pair.home.pk], *(other.home.pk for other in pair.behind)}:
            hosting[each].append(pair)
    days = {"begins_at__date__gte": gathered.since, "begins_at__date__lte": gathered.until}
    held = Activity.objects.filter(status=Activity.Status.CONFIRMED, host_id__in=[*hosting], **days)
    for pk, host_id, path, begins_at in held.values_list("pk", "host_id", "area_path", "begins_at"):
        for pair in hosting[host_id]:
            if places.lies_in(pair.area.pk, path):
                pair.months[f"{begins_at.astimezone(CHINA):%Y-%m}"].add(pk)


def _read_posts(gathered: Gathered, places: _Places) -> None:
    claims = PostClaim.objects.filter(subject_id__in=[*places.of_person], active_from__lte=gathered.until)
    claims = claims.filter(Q(active_to__isnull=True) | Q(active_to__gte=gathered.since))
    for person, path, title in claims.values_list("subject_id", "area_path", "post__title"):
        for pair, line in places.of_person[person]:
            if places.lies_in(pair.area.pk, path) and title not in line.posts:
                line.posts.append(title)


def _read_log(gathered: Gathered, own: Mapping[int, Line]) -> None:
    rows = ServiceLogEntry.objects.standing().filter(
        enrolment_id__in=[*own], on__gte=gathered.since, on__lte=gathered.until
    )
    for enrolment, on, text, minutes in rows.order_by("on", "pk").values_list("enrolment_id", "on", "text", "minutes"):
        own[enrolment].entries.append([on.isoformat(), text])
        own[enrolment].logged_minutes += minutes or 0


def standing_areas(areas: Iterable[Area], *, on: date) -> dict[int, Area]:
    """Each community by its key, or the one that took it over before the day: its reports are written there."""
    found = {area.pk: area for area in areas}
    for pk, area in found.items():
        while not area.holds_on(on):
            change = AreaChange.objects.filter(before=area, kind=AreaChange.Kind.MERGE, on__lte=on).first()
            heir = change.after.first() if change else None
            if heir is None:
                break
            area = heir
        found[pk] = area
    return found
