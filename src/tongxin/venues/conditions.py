"""What is asked before a venue is booked: for whom it is, how many fit, which hours, how many at a time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Affiliation
from tongxin.people.models import Person
from tongxin.venues.access import acts_for, holds_book, serves_somebody
from tongxin.venues.errors import NotBookable, NotForYou, NotOpen, QuotaSpent, TooSmall
from tongxin.venues.models import Booking, Venue, VenueAgreement
from tongxin.venues.opening import Openings


def check(
    venue: Venue, booker: Principal, contact: Person | None, purpose: str, people: int, begins_at: datetime,
    ends_at: datetime, at: datetime,
) -> None:  # fmt: skip
    """Everything but whether it is free. Raises a refusal in words."""
    check_wish(venue, booker, contact, purpose, people, at)
    check_times(venue, begins_at, ends_at, at)
    check_quota(venue, booker, at)


def check_wish(
    venue: Venue, booker: Principal, contact: Person | None, purpose: str, people: int, at: datetime
) -> None:  # fmt: skip
    """Whether this booker may come here with so many at all, on whatever day."""
    if not venue.is_open:
        raise NotBookable
    terms.need("venue_purposes", purpose)
    if people < 1:
        raise Unfit(_("人数至少为 1。"))
    if people > venue.capacity:
        raise TooSmall(_("这里最多容纳 %(most)d 人，您填的是 %(people)d 人，请换大一点的场地。") % {
            "most": venue.capacity, "people": people,
        })  # fmt: skip
    check_audience(venue, booker, contact, at)


def check_times(
    venue: Venue, begins_at: datetime, ends_at: datetime, at: datetime, openings: Openings | None = None
) -> None:  # fmt: skip
    """Whether the stretch lies ahead, not too far, and the venue is open through it. `openings`: hours read before."""
    if ends_at <= begins_at:
        raise Unfit(_("结束时间须晚于开始时间。"))
    if begins_at <= at:
        raise Unfit(_("这个时间已经过去，请检查日期。"))
    longest = number_of("venue.longest_hours", venue, at)
    if ends_at - begins_at > timedelta(hours=longest):
        raise Unfit(_("一次最多约 %d 小时，更久的请分次预约或联系管理单位。") % longest)
    ahead = number_of("venue.ahead_days", venue, at)
    if begins_at > at + timedelta(days=ahead):
        raise Unfit(_("最早可以提前 %d 天预约。") % ahead)
    if why := (openings or Openings.of([venue])).why_shut(venue, begins_at, ends_at):
        raise NotOpen(why)


def check_audience(venue: Venue, booker: Principal, contact: Person | None, at: datetime) -> None:
    """Whether the venue is meant for this booker. The owner's own and those with an agreement always may."""
    if booker.pk == venue.owner_id or venue.audience == Venue.Audience.EVERYBODY:
        return
    organization = getattr(booker, "organization", None)
    if organization and VenueAgreement.objects.on(today(at)).filter(
        venue__space__contains=venue.space, user=organization
    ):
        return
    if venue.audience == Venue.Audience.ORGANIZATIONS and organization:
        return
    if venue.audience == Venue.Audience.MEMBERS:
        member = Affiliation.objects.on(today(at)).filter(person_id=booker.pk).exists()
        if member or (organization and organization.family == "party"):
            return
    raise NotForYou


def check_quota(venue: Venue, booker: Principal, at: datetime) -> None:
    if left_of_quota(venue, booker, at) == 0:
        raise quota_spent(venue, at)


def left_of_quota(venue: Venue, booker: Principal, at: datetime) -> int | None:
    """One person keeps no more than so many coming bookings; organizations are not counted."""
    if booker.kind != Principal.Kind.PERSON:
        return None
    most = number_of("venue.open_bookings_of_person", venue, at)
    return max(most - Booking.objects.filter(booker=booker).coming(at).count(), 0)


def quota_spent(venue: Venue, at: datetime) -> QuotaSpent:
    most = number_of("venue.open_bookings_of_person", venue, at)
    return QuotaSpent(_("一个人最多同时有 %d 个未用的预约，用掉或取消一个后再约。") % most)


def check_speaks_for(booker: Principal, venue: Venue, by: Actor) -> None:
    if by is SYSTEM:
        return
    if not holds_book(by) or not (acts_for(by, booker.pk) or serves_somebody(by, booker, venue)):
        raise NotYours


def number_of(key: str, venue: Venue, at: datetime) -> int:
    return int(rules.value(key, on=today(at), path=venue.area_path))
