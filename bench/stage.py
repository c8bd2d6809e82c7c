"""Stage: what the web benches play on. A city with its Party organizations, the cast, and needs at all their steps."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from bench.quiet import settle
from demo.cast import Cast, assemble
from demo.texts import load_needs
from tongxin.areas.models import Area
from tongxin.exchange.models import Need
from tongxin.exchange.procedure import NEED
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Duty, Record
from tongxin.organizations.bulk import NewOrganization, found_many
from tongxin.organizations.models import Organization

SINCE = date(2024, 1, 1)
#: Of the needs so many lie in the community of the cast, and so many more in its street and county.
AT_HOME, IN_STREET, IN_COUNTY = 0.04, 0.08, 0.20
#: How often a need stands at each step.
STEPS = {
    "registered": 12, "verified": 10, "matching": 14, "proposed": 8, "in_project": 12, "acceptance": 4,
    "appraisal": 4, "closed": 30, "withdrawn": 4, "declined": 2,
}  # fmt: skip
#: Which kind of organization leads which kind of place, level by level.
LEADING = (
    {"county": "county_committee"},
    {"street": "street_work_committee", "township": "township_committee"},
    {"community": "community_general_branch", "village": "village_general_branch"},
)


@dataclass
class Stage:
    """The cast and where their needs lie."""

    cast: Cast
    at: datetime

    def cookies(self, name: str) -> str:
        """The cookies of somebody signed in, with a token for forms."""
        client = self.cast.sign_in(Client(), name)
        client.cookies["tongxin_csrf"] = TOKEN
        return "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())


#: A form may send the bare secret of the cookie back.
TOKEN = "b" * 32


def set_up(*, needs: int) -> Stage:
    at = datetime.now(CHINA)
    cast = assemble(at=at)
    _found_hosts(cast, at)
    if needs:
        plant(cast, needs, at)
    return Stage(cast, at)


def _found_hosts(cast: Cast, at: datetime) -> None:
    """The leading Party organization of every place from the counties down to communities and villages."""
    leading = {each.area_id: each for each in Organization.objects.of_line("territory")}
    for kinds in LEADING:
        places = [area for area in Area.objects.filter(kind__in=kinds) if area.pk not in leading]
        new = [
            NewOrganization(kinds[area.kind], f"{area.name}党组织", area, leading[area.parent_id])
            for area in places
            if area.parent_id in leading
        ]
        leading |= {each.area_id: each for each in found_many(new, on=SINCE, by=SYSTEM, at=at)}


def plant(cast: Cast, count: int, at: datetime) -> None:
    """Write `count` needs over two years with their duties and records, as the deeds would have left them."""
    chance = random.Random(7)
    rows = list(_needs(cast, count, at, chance))
    copy_in(Need, COLUMNS, ([*row.values()] for row in rows))
    held = {step.code: step.holder for step in NEED.steps}
    owing = [row for row in rows if held[row["step"]]]
    copy_in(Duty, DUTY_COLUMNS, (_duty(row, held[row["step"]]) for row in owing))
    facts = ((row["raised_at"], "exchange.NeedRaised", row["proposer"], "exchange.need", row["id"]) for row in rows)
    copy_in(Record, ("at", "kind", "by", "subject_type", "subject_id", "data"), ((*fact, "{}") for fact in facts))
    settle(Need, Duty, Record)


def _needs(cast: Cast, count: int, at: datetime, chance: random.Random) -> Iterator[dict[str, Any]]:
    places = _Places(cast)
    kinds = [(code, term.data["field"]) for code, term in terms.terms("kinds").items()]
    channels = [code for code, _label in terms.choices("need_channels")]
    steps = chance.choices(list(STEPS), list(STEPS.values()), k=count)
    titles = [text.title for text in load_needs()]
    proposers = [cast.people[name].pk for name in ("resident", "member", "other_member")]
    for n, key in enumerate(numbers(Need, count)):
        area, host = places.choose(chance)
        raised = at - timedelta(minutes=(count - n) * 10)
        kind, field = chance.choice(kinds)
        yield {
            "id": key, "title": titles[n % len(titles)], "text": "", "kind": kind, "field": field,
            "channel": chance.choice(channels), "area": area.pk, "area_path": area.path, "community_path": area.path,
            "place": "", "unit": "", "weekdays": "", "proposer": chance.choice(proposers), "host": host,
            "raised_at": raised, "raised_on": today(raised), "voices": 1, "step": steps[n], "step_at": raised,
            "words": f"'需求' '第{n % 997}'",
        }  # fmt: skip


COLUMNS = (
    "id", "title", "text", "kind", "field", "channel", "area", "area_path", "community_path", "place", "unit",
    "weekdays", "proposer", "host", "raised_at", "raised_on", "voices", "step", "step_at", "words",
)  # fmt: skip
DUTY_COLUMNS = (
    "kind", "procedure", "step", "subject_type", "subject_id", "title", "holder", "role", "area_path", "laid_at",
    "due_at", "due_data", "provisional", "pause_reason", "pauses", "outcome", "level",
)  # fmt: skip

DUE = json.dumps({"amount": 8, "unit": "working_day", "holidays": 0, "weekend_days": 4, "makeup_days": 0, "paused": 0})


def _duty(row: dict[str, Any], holder: str) -> Sequence[Any]:
    holder_id = row["proposer"] if holder == "concerned_id" else row["host"]
    due = row["step_at"] + timedelta(days=12)
    return (
        "step", "need", row["step"], "exchange.need", row["id"], row["title"], holder_id, "", row["area_path"],
        row["step_at"], due, DUE, False, "", "[]", "", 0,
    )  # fmt: skip


class _Places:
    """Communities with the organization that answers for each; the cast's own come up more often."""

    def __init__(self, cast: Cast) -> None:
        hosts = dict(Organization.objects.of_line("territory").values_list("area_id", "pk"))
        found = [area for area in Area.objects.filter(kind__in=("community", "village")) if area.pk in hosts]
        self.all = [(area, hosts[area.pk]) for area in found]
        street, county = cast.home.path.rsplit("/", 2)[0] + "/", cast.home.path.rsplit("/", 3)[0] + "/"
        self.home = [each for each in self.all if each[0].pk == cast.home.pk]
        self.street = [each for each in self.all if each[0].path.startswith(street)]
        self.county = [each for each in self.all if each[0].path.startswith(county)]

    def choose(self, chance: random.Random) -> tuple[Area, int]:
        drawn = chance.random()
        if drawn < AT_HOME:
            return self.home[0]
        if drawn < AT_HOME + IN_STREET:
            return chance.choice(self.street)
        if drawn < AT_HOME + IN_STREET + IN_COUNTY:
            return chance.choice(self.county)
        return chance.choice(self.all)
