"""The year-end reports of 93 units and 5,400 members, opened in the background; beside the one pass over the ledger."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from bench import stage
from bench.figures import Figure
from demo.cast import Cast
from demo.persons import invent_people
from tongxin.activities.bulk import Came, Held, hold_many
from tongxin.areas.models import Area
from tongxin.enrolment.bulk import NewEnrolment, enrol_many
from tongxin.enrolment.models import MemberReport, Report, ReportRun
from tongxin.enrolment.reports import gathering, opening
from tongxin.kernel.actor import SYSTEM, Actor, Reach
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Movement
from tongxin.organizations.actions import nearest_party_organizations
from tongxin.organizations.bulk import NewOrganization, affiliate_many, found_many
from tongxin.organizations.models import Organization
from tongxin.people.bulk import NewPerson, register_many

UNITS, MEMBERS, COMMUNITIES, TIMES = 93, 5_400, 42, 24
YEAR = 2025
SINCE, UNTIL = date(YEAR, 1, 1), date(YEAR, 12, 31)
#: Early in the year after, when the reports are due.
AT = datetime(YEAR + 1, 1, 5, 9, 0, tzinfo=CHINA)
JOINED = datetime(YEAR - 1, 12, 2, 9, 0, tzinfo=CHINA)
WITHIN = 60


def measure() -> Iterator[Figure]:
    cast = stage.set_up(needs=0).cast
    county = cast.organizations["county_committee"]
    homes, people = _plant(county, cast.home.path.rsplit("/", 3)[0] + "/")
    _serve(people, _recorder(cast))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    begun = time.perf_counter()
    run = opening.begin(area=county.area, months=12, since=SINCE, until=UNTIL, by=SYSTEM, at=AT)
    opened = opening.perform(run=run, at=AT)
    whole = time.perf_counter() - begun
    run.refresh_from_db()
    assert run.step == ReportRun.Step.DONE and run.done == run.total == opened
    assert MemberReport.objects.count() == MEMBERS, MemberReport.objects.count()
    assert Report.objects.values("partner").distinct().count() == len(homes) == UNITS
    name = f"reporting: year-end reports of {UNITS} units and {MEMBERS:,} members"
    yield Figure(name, whole, "s", _bare_pass(), WITHIN, True, "the bare pass over the ledger")
    yield Figure("reporting: reports opened with duty and record", opened / whole, "/s")
    yield Figure("reporting: entries of the ledger read in one pass", Movement.objects.count(), "")


def _plant(county: Organization, path: str) -> tuple[list[Organization], list[tuple[int, str, Area]]]:
    """93 branches with 5,400 members, who checked in with communities of the county."""
    chance = random.Random(11)
    places = list(Area.objects.filter(kind="community", path__startswith=path).order_by("path")[:COMMUNITIES])
    homes = found_many(
        [NewOrganization("unit_branch", f"第{n}机关党支部", chance.choice(places), county) for n in range(UNITS)],
        on=JOINED.date(), by=SYSTEM, at=JOINED,
    )  # fmt: skip
    invented = [each.name for each in invent_people(count=MEMBERS, seed="reports")]
    lives = [chance.choice(places) for _name in invented]
    keys = register_many(
        [NewPerson(name, area) for name, area in zip(invented, lives, strict=True)], by=SYSTEM, at=JOINED
    )
    affiliate_many([(key, homes[n % UNITS]) for n, key in enumerate(keys)], on=JOINED.date(), by=SYSTEM, at=JOINED)
    enrol_many(
        [NewEnrolment(key, area, basis="residence") for key, area in zip(keys, lives, strict=True)],
        by=SYSTEM,
        at=JOINED,
    )
    return homes, list(zip(keys, invented, lives, strict=True))


def _recorder(cast: Cast) -> Actor:
    """One who may hold activities in every community of the county."""
    county = Reach("area", "subtree", cast.organizations["county_committee"].area_path)
    return replace(cast.actor("coordinator"), sees=county, steers=county)


def _serve(people: Sequence[tuple[int, str, Area]], by: Actor) -> None:
    """Two activities a month in every community, where all who checked in there were confirmed."""
    hosts = nearest_party_organizations({area for _key, _name, area in people})
    for n in range(TIMES):
        begins = datetime(YEAR, n // 2 + 1, 6 + n % 2 * 12, 9, 30, tzinfo=CHINA)
        hold_many([_held(area, hosts[area.pk], people, begins, by) for area in {each[2] for each in people}], at=AT)


def _held(area: Area, host: Organization, people: Sequence[tuple[int, str, Area]], begins: datetime, by: Actor) -> Held:
    came = [Came(key, name, begins, "recorder", by) for key, name, lives in people if lives.pk == area.pk]
    return Held(
        title="集中服务日", kinds=["volunteering"], host=host, area=area, place="社区广场", begins_at=begins,
        ends_at=begins + timedelta(hours=2), planned_at=begins - timedelta(days=7), by=by, came=came,
        confirmed_at=begins + timedelta(hours=3),
    )  # fmt: skip


def _bare_pass() -> float:
    """Seconds for reading the year once, as the database gives it, with nothing made of it."""
    people = list(MemberReport.objects.values_list("subject_id", flat=True))
    asked: dict[str, Any] = {"since": SINCE, "until": UNTIL, "from": datetime(YEAR, 1, 1, tzinfo=CHINA),
             "to": datetime(YEAR + 1, 1, 1, tzinfo=CHINA), "people": people}  # fmt: skip
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(gathering.PASS, asked)
        cursor.fetchall()
    return time.perf_counter() - begun
