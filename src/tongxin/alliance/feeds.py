"""The iCalendar feed of an alliance (RFC 5545): a calendar that is subscribed to, no message of RFC 5546, so it names
no method; what was changed says so by its sequence and the moment of the last change."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from tongxin.alliance.models import Happening
from tongxin.alliance.queries.bodies import happenings
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

#: A feed tells of this many days back and ahead.
BACK, AHEAD = 30, 370


def calendar_of(alliance: Organization, *, at: datetime, home: str) -> bytes:
    """The dates of an alliance as text/calendar; `home` is the address of this installation."""
    calendar = Calendar()
    calendar.add("prodid", "-//tongxin//alliance//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", alliance.name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    span = {"since": at - timedelta(days=BACK), "until": at + timedelta(days=AHEAD)}
    for each in happenings(alliance, **span, on=today(at), cancelled=True):
        calendar.add_component(_event(each, home))
    text: bytes = calendar.to_ical()
    return text


def _event(happening: Happening, home: str) -> Event:
    event = Event()
    event.add("uid", f"{happening.key}@{home.split('//')[-1].rstrip('/')}")
    event.add("summary", happening.title)
    event.add("dtstart", happening.begins_at)
    event.add("dtend", happening.ends_at)
    event.add("dtstamp", happening.changed_at)
    event.add("last-modified", happening.changed_at)
    event.add("sequence", happening.times_changed)
    if happening.place:
        event.add("location", happening.place)
    event.add("description", happening.host)
    event.add("status", "CANCELLED" if happening.cancelled else "CONFIRMED")
    if happening.url:
        event.add("url", f"{home.rstrip('/')}{happening.url}")
    return event
