"""Deeds around alliance bodies: members, the shared calendar and its feed, the lines of industries (MHK-12, MHK-53)."""

import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import bodies as said
from tongxin.alliance.models import AllianceMember, CalendarEntry, CalendarFeed, IndustryLine, LineProject
from tongxin.exchange.models import Project
from tongxin.kernel import sealing, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

#: What the print of a feed's token is made for.
FEED = "alliance.calendar_feed"


class MemberAlready(Refused):
    sentence = gettext_lazy("该单位已是联盟成员，或秘书处单位已有一家；请先结束原来的。")


class LineTaken(Refused):
    sentence = gettext_lazy("一个行业同时只有一条项目主线，请先结束原来的。")


@transaction.atomic
def admit(
    *, alliance: Organization, organization: Organization, part: str, on: date, by: Actor, at: datetime
) -> AllianceMember:
    """Take an organization into an alliance; one of the members is its secretary unit. Raises MemberAlready."""
    check(alliance, by)
    if organization.pk == alliance.pk or organization.family == "alliance":
        raise Unfit(_("联盟的成员是单位和党组织，下级联盟请设在上级联盟之下。"))
    try:
        with transaction.atomic():
            row = AllianceMember.objects.create(alliance=alliance, organization=organization, part=part, valid_from=on)
    except IntegrityError as error:
        raise MemberAlready from error
    label = str(AllianceMember.Part(part).label)
    record(said.MemberAdmitted(alliance=alliance, member=organization.name, part=label), by=by, at=at)
    return row


@transaction.atomic
def leave(*, member: AllianceMember, by: Actor, at: datetime) -> None:
    """A member leaves today; yesterday was its last day, or it was never in."""
    check(member.alliance, by)
    last = today(at) - timedelta(days=1)
    if member.valid_from > last:
        member.delete()
    else:
        member.valid_to = last
        member.save(update_fields=["valid_to"])
    record(said.MemberLeft(alliance=member.alliance, member=member.organization.name), by=by, at=at)


@transaction.atomic
def make_entry(
    *,
    alliance: Organization,
    title: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    place: str = "",
    text: str = "",
) -> CalendarEntry:
    """Put a date into the shared calendar; a member's secretary unit may, and who manages the alliance."""
    if not (may_enter(alliance, by, on=today(at)) or manages(alliance, by)):
        raise NotYours
    if ends_at <= begins_at:
        raise Unfit(_("结束时间须晚于开始时间。"))
    entry = CalendarEntry.objects.create(
        alliance=alliance, title=needed(title, 80), place=place.strip()[:120], text=text.strip()[:500],
        begins_at=begins_at, ends_at=ends_at, made_by_id=by.principal_id or None, changed_at=at,
    )  # fmt: skip
    record(said.EntryMade(entry=entry), by=by, at=at)
    return entry


@transaction.atomic
def cancel_entry(*, entry: CalendarEntry, by: Actor, at: datetime) -> None:
    """A cancelled date stays in the feed as cancelled, so that calendars take it out."""
    if not (may_enter(entry.alliance, by, on=today(at)) or manages(entry.alliance, by)):
        raise NotYours
    if entry.cancelled_at:
        raise Refused(_("这个日程已经取消。"))
    entry.cancelled_at = entry.changed_at = at
    entry.save(update_fields=["cancelled_at", "changed_at"])
    record(said.EntryCancelled(entry=entry), by=by, at=at)


@transaction.atomic
def make_feed(*, alliance: Organization, by: Actor, at: datetime) -> str:
    """A secret token for a calendar program; the one before it ends. It is shown once and kept as a print only."""
    CalendarFeed.objects.filter(alliance=alliance, principal_id=by.principal_id, ended_at=None).update(ended_at=at)
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        alliance=alliance, principal_id=by.principal_id, token_print=sealing.fingerprint(token, purpose=FEED),
        made_at=at,
    )  # fmt: skip
    record(said.FeedMade(feed=feed), by=by, at=at)
    return token


@transaction.atomic
def end_feed(*, alliance: Organization, by: Actor, at: datetime) -> None:
    feed = CalendarFeed.objects.filter(alliance=alliance, principal_id=by.principal_id, ended_at=None).first()
    if feed is None:
        raise Refused(_("没有正在使用的订阅地址。"))
    feed.ended_at = at
    feed.save(update_fields=["ended_at"])
    record(said.FeedEnded(feed=feed), by=by, at=at)


def feed_of(token: str) -> CalendarFeed | None:
    """The living feed of a token."""
    known = CalendarFeed.objects.filter(token_print=sealing.fingerprint(token, purpose=FEED), ended_at=None)
    return known.select_related("alliance").first()


@transaction.atomic
def set_line(
    *,
    industry: str,
    name: str,
    brand: str,
    on: date,
    by: Actor,
    at: datetime,
    alliance: Organization | None = None,
    text: str = "",
) -> IndustryLine:
    """Give an industry its one project line and brand. Raises LineTaken."""
    term = terms.need("industries", industry)
    if by is not SYSTEM and "alliances.manage" not in by.office:
        raise NotYours
    if alliance is not None:
        check(alliance, by)
    try:
        with transaction.atomic():
            line = IndustryLine.objects.create(
                industry=industry, industry_key=term.pk, alliance=alliance, name=needed(name, 60),
                brand=needed(brand, 60), text=text.strip()[:500], valid_from=on, set_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise LineTaken from error
    record(said.LineSet(line=line, brand=line.brand), by=by, at=at)
    return line


@transaction.atomic
def tie_project(*, line: IndustryLine, project: Project, by: Actor, at: datetime) -> LineProject:
    """Put a project under the line of an industry."""
    if by is not SYSTEM and "alliances.manage" not in by.office:
        raise NotYours
    try:
        with transaction.atomic():
            link = LineProject.objects.create(line=line, project=project)
    except IntegrityError as error:
        raise Refused(_("这个项目已经列在一条主线下。")) from error
    record(said.LineProjectTied(line=line, project=project.title), by=by, at=at)
    return link


def check(alliance: Organization, by: Actor) -> None:
    if alliance.family != "alliance":
        raise Unfit(_("请选择党建联盟。"))
    if not manages(alliance, by):
        raise NotYours


def manages(alliance: Organization, by: Actor) -> bool:
    return by is SYSTEM or ("alliances.manage" in by.office and by.steers.covers(alliance.area_path))


def may_enter(alliance: Organization, by: Actor, *, on: date) -> bool:
    """The secretary unit and the chair keep the calendar."""
    if by.organization_id is None:
        return False
    parts = (AllianceMember.Part.SECRETARY, AllianceMember.Part.CHAIR)
    held = AllianceMember.objects.on(on).filter(alliance=alliance, organization_id=by.organization_id, part__in=parts)
    return bool(held.exists())
