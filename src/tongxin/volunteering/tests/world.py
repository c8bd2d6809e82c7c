"""Deeds of the cast at this room, with what most tests do not care about filled in."""

from datetime import datetime, timedelta
from typing import Any

from demo.cast import Cast
from tongxin.activities import teams
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA
from tongxin.volunteering.actions import certificates, hours
from tongxin.volunteering.models import Certificate, HourReport

#: Last Saturday afternoon, two hours.
BEGINS = datetime(2026, 11, 14, 14, 0, tzinfo=CHINA)


def in_team(cast: Cast, name: str = "resident") -> None:
    teams.join_team(team=cast.organizations["team"], person=cast.people[name], on=cast.at.date(), by=SYSTEM, at=cast.at)


def reported(cast: Cast, name: str = "resident", *, to: str = "party", length: float = 2, **changes: Any) -> HourReport:
    begins = changes.pop("begins_at", BEGINS)
    given: dict[str, Any] = {
        "person": cast.people[name], "organization": cast.organizations[to], "theme": "others",
        "text": "陪独居老人看病", "begins_at": begins, "ends_at": begins + timedelta(hours=length), "freely": True,
        "by": cast.actor(name), "at": cast.at,
    }  # fmt: skip
    return hours.report(**given | changes)


def confirmed(cast: Cast, name: str = "resident", **changes: Any) -> HourReport:
    row = reported(cast, name, **changes)
    hours.confirm(report=row, by=cast.worker, at=cast.at)
    return row


def issued(cast: Cast, name: str = "resident") -> Certificate:
    day = cast.at.date()
    row = certificates.ask(
        person=cast.people[name], issuer=cast.organizations["party"], since=day.replace(month=1, day=1), until=day,
        by=cast.actor(name), at=cast.at,
    )  # fmt: skip
    certificates.issue(certificate=row, responsible="李春燕", contact="0877-1234567", by=cast.worker, at=cast.at)
    return row
