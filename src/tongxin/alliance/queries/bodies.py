"""Questions about alliance bodies: their level and members, what happens when, what industries stand for."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.activities.events import ActivityCancelled, ActivityChanged
from tongxin.activities.models import Activity
from tongxin.alliance.models import AllianceMember, CalendarEntry, Happening, IndustryLine
from tongxin.kernel import terms
from tongxin.kernel.models import Record
from tongxin.organizations.models import Organization

#: So many dates are read for one page or feed.
MOST = 300


def level_of(alliance: Organization) -> str:
    """The level of an alliance as the city calls it, or the kind of place where it sits (MHK-53)."""
    for term in terms.terms("alliance_levels").values():
        if alliance.area.kind in term.data.get("areas", []):
            return term.label
    return _("%(kind)s级联盟") % {"kind": alliance.area.kind_label}


def bodies(on: date) -> QuerySet[Organization]:
    """Alliance bodies with the number of their members, from the top down."""
    counted = Count(
        "alliance_members",
        filter=Q(alliance_members__valid_from__lte=on)
        & (Q(alliance_members__valid_to=None) | Q(alliance_members__valid_to__gte=on)),
    )
    rows = Organization.objects.on(on).of_family("alliance").select_related("area", "parent")
    return rows.annotate(members_now=counted).order_by("area_path", "pk")


def members_of(alliance: Organization, on: date) -> list[AllianceMember]:
    """The secretary unit first, then the chair, then the others by name."""
    rows = AllianceMember.objects.on(on).filter(alliance=alliance).select_related("organization", "organization__area")
    order = {AllianceMember.Part.SECRETARY: 0, AllianceMember.Part.CHAIR: 1}
    return sorted(rows, key=lambda each: (order.get(AllianceMember.Part(each.part), 2), each.organization.name))


def happenings(
    alliance: Organization, *, since: datetime, until: datetime, on: date, cancelled: bool = False
) -> list[Happening]:
    """The shared calendar: the alliance's own dates and the activities that it or its members hold together.

    An activity with several hosts stands there once (MHK-14). Plans and what was called off are left out, unless
    a feed has to say that something was cancelled.
    """
    members = AllianceMember.objects.on(on).filter(alliance=alliance).values_list("organization", flat=True)
    hosts = [alliance.pk, *members]
    shared = Q(host__in=hosts) | Q(co_hosts__in=hosts)
    rows = Activity.objects.filter(shared, begins_at__gte=since, begins_at__lt=until).exclude(status="planned")
    if not cancelled:
        rows = rows.exclude(status="cancelled")
    keys = rows.order_by().values("pk").distinct()
    activities = list(Activity.objects.filter(pk__in=keys).select_related("host").order_by("begins_at")[:MOST])
    changes = _changes(activities)
    entries = CalendarEntry.objects.filter(alliance=alliance, begins_at__gte=since, begins_at__lt=until)
    if not cancelled:
        entries = entries.standing()  # type: ignore[attr-defined]
    found = [_of_activity(each, changes.get(each.pk)) for each in activities] + [
        _of_entry(each, alliance) for each in entries[:MOST]
    ]
    return sorted(found, key=lambda each: each.begins_at)


def _changes(activities: Sequence[Activity]) -> dict[int, tuple[int, datetime]]:
    """How often each was changed or called off, and when last: a calendar program asks both before it believes it."""
    said = Record.objects.filter(
        subject_type=Activity._meta.label_lower, subject_id__in=[each.pk for each in activities],
        kind__in=(ActivityChanged.kind, ActivityCancelled.kind),
    )  # fmt: skip
    rows = said.values_list("subject_id").annotate(times=Count("pk"), last=Max("at"))
    return {key: (times, last) for key, times, last in rows}


def _of_activity(activity: Activity, changes: tuple[int, datetime] | None) -> Happening:
    times, last = changes or (0, activity.status_at)
    return Happening(
        activity.title, activity.begins_at, activity.ends_at, place=activity.place, host=activity.host.name,
        url=activity.get_absolute_url(), key=f"activity-{activity.pk}",
        changed_at=max(last, activity.status_at), times_changed=times,
        cancelled=activity.status == Activity.Status.CANCELLED, activity_id=activity.pk,
    )  # fmt: skip


def _of_entry(entry: CalendarEntry, alliance: Organization) -> Happening:
    return Happening(
        entry.title, entry.begins_at, entry.ends_at, place=entry.place, host=alliance.name, key=f"entry-{entry.pk}",
        changed_at=entry.changed_at, entry_id=entry.pk, cancelled=entry.cancelled_at is not None,
        times_changed=int(entry.cancelled_at is not None),
    )  # fmt: skip


def lines(on: date) -> QuerySet[IndustryLine]:
    """The lines of all industries on a day, with the number of projects under each (MHK-12)."""
    rows = IndustryLine.objects.on(on).select_related("alliance").annotate(projects_now=Count("project_links"))
    found: QuerySet[IndustryLine] = rows.order_by("industry_key")
    return found


def industries_without_line(on: date) -> Sequence[tuple[str, Any]]:
    held = set(IndustryLine.objects.on(on).values_list("industry", flat=True))
    return [(code, label) for code, label in terms.choices("industries") if code not in held]
