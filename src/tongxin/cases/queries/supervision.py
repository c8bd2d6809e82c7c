"""What is late, at which level, and which bodies have not stirred. Bodies and stages, never persons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongxin.cases.models import Case, Extension
from tongxin.cases.supervision_events import CaseAcknowledged
from tongxin.kernel import rules, terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import midnight, today
from tongxin.kernel.lateness import WARNING
from tongxin.kernel.models import Duty, Record
from tongxin.organizations.models import Organization

(IDLE,) = rules.needed("cases.idle_working_days")
SCOPE = by_area(owner="holder_id")
COUNTS = ("open", "soon", "late", "urged", "seen")


@dataclass
class Level:
    """The bodies of one level together, and each of them: open, due soon, late, urged from above, acknowledged."""

    code: str
    label: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    bodies: list[tuple[Organization, dict[str, int]]] = field(default_factory=list)


@dataclass(frozen=True)
class Idle:
    body: Organization
    cases: int
    since: datetime


def owed(actor: Actor) -> QuerySet[Duty]:
    """The open steps of cases in the actor's reach, but for the reporter's word."""
    rows = Duty.objects.open().filter(SCOPE.condition(actor), procedure="case", kind=Duty.Kind.STEP)
    return rows.filter(subject_type=Case._meta.label_lower).exclude(step="appraisal")


def late(at: datetime) -> Q:
    return Q(due_at__lt=at, paused_at=None)


def soon(at: datetime) -> Q:
    """Not late, and due until the end of the last day of the first warning."""
    return Q(due_at__gte=at, due_at__lt=soon_until(at), paused_at=None)


def soon_until(at: datetime) -> datetime:
    """The end of that day: a count and the list behind it, opened a while later, mean the same moment."""
    days, day = int(rules.value(WARNING, on=today(at))), today(at)
    while days > 0:
        day += timedelta(days=1)
        days -= working_time().is_working_day(day)
    return midnight(day + timedelta(days=1))


def seen() -> Exists:
    """The step was acknowledged by the body that owes it."""
    return Exists(_told(kind=CaseAcknowledged.kind, at__gte=OuterRef("laid_at")))


def _told(**more: object) -> QuerySet[Record]:
    about = {"subject_type": OuterRef("subject_type"), "subject_id": OuterRef("subject_id")}
    return Record.objects.filter(**about, **more)


def by_level(actor: Actor, at: datetime) -> list[Level]:
    """The open steps by the level of the body that owes them, the highest level first. Two queries."""
    urged = Exists(Duty.objects.open().filter(urges=OuterRef("pk")))
    rows = owed(actor).order_by().annotate(is_urged=urged, is_seen=seen()).values("holder")
    counted = rows.annotate(
        open=Count("pk"), soon=Count("pk", filter=soon(at)), late=Count("pk", filter=late(at)),
        urged=Count("pk", filter=Q(is_urged=True)), seen=Count("pk", filter=Q(is_seen=True)),
    )  # fmt: skip
    found = {row["holder"]: row for row in counted}
    levels: dict[str, Level] = {}
    for body in Organization.objects.filter(pk__in=found).select_related("area").order_by("area_path", "name"):
        kind = body.area.kind
        level = levels.setdefault(kind, Level(kind, terms.label("area_kinds", kind)))
        row: Mapping[str, Any] = found[body.pk]
        counts = {name: int(row[name]) for name in COUNTS}
        level.bodies.append((body, counts))
        for name, count in counts.items():
            level.counts[name] += count
    return list(levels.values())


def idle(actor: Actor, at: datetime) -> list[Idle]:
    """Bodies that owe steps for longer than the rule says and have recorded nothing about those cases since."""
    before = _working_days_before(at, int(rules.value(IDLE, on=today(at), path=actor.area_path)))
    # What laid the step is not yet work on it.
    stirred = Exists(_told(in_name_of=OuterRef("holder"), at__gt=OuterRef("laid_at")))
    rows = owed(actor).filter(~stirred, laid_at__lt=before, paused_at=None)
    since: dict[int, list[datetime]] = defaultdict(list)
    for holder, laid_at in rows.values_list("holder", "laid_at"):
        since[holder].append(laid_at)
    bodies = Organization.objects.filter(pk__in=since).order_by("area_path", "name")
    return [Idle(body, len(since[body.pk]), min(since[body.pk])) for body in bodies]


def waiting_extensions(actor: Actor, *, most: int) -> list[Extension]:
    """Requests for more time that wait for somebody else than who asked, the oldest first."""
    rows = Extension.objects.filter(answered_at=None, case__in=Case.objects.visible_to(actor).values("pk"))
    return list(rows.exclude(asked_by=actor.principal_id).select_related("case", "case__lead").order_by("pk")[:most])


def _working_days_before(at: datetime, days: int) -> datetime:
    moment = at
    while days > 0:
        days -= working_time().is_working_day(today(moment))
        moment -= timedelta(days=1)
    return moment


def stages_shown(actor: Actor, at: datetime, *, state: str, level: str, body: int | None, most: int) -> Sequence[Duty]:
    """The open steps to look at, the most urgent first."""
    rows = owed(actor).select_related("holder__organization__area")
    if state in ("late", "soon"):
        rows = rows.filter(late(at) if state == "late" else soon(at))
    if state == "paused":
        rows = rows.filter(paused_at__isnull=False)
    if state == "unseen":
        rows = rows.filter(~seen())
    if level:
        rows = rows.filter(holder__organization__area__kind=level)
    if body:
        rows = rows.filter(holder=body)
    return list(rows.order_by("due_at", "pk")[:most])
