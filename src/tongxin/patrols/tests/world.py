"""Patrols as the tests tell them: the team of the cast looks at the old houses of 葫田 at the start of each month."""

from datetime import date, datetime
from typing import Any

from demo.cast import Cast
from tongxin.kernel.clock import CHINA, Limit
from tongxin.organizations.models import Organization
from tongxin.patrols import actions as patrols
from tongxin.patrols.models import PatrolMember, PatrolPlace, PatrolPlan, PatrolRound, RoundStop

FIRST = date(2026, 12, 1)
#: A Tuesday; the calendar of 2026 is announced.
ON_THE_DAY = datetime(2026, 12, 1, 0, 1, tzinfo=CHINA)


def team_of(cast: Cast) -> Organization:
    return Organization.objects.get(pk=cast.organizations["team"].pk)


def a_place(cast: Cast, name: str = "戴家老宅", kind: str = "old_house", **said: Any) -> PatrolPlace:
    return patrols.enter_place(
        kind=kind, name=name, area=said.pop("area", cast.grid), by=cast.worker, at=cast.at, **said
    )


def a_plan(cast: Cast, *, route: list[PatrolPlace] | None = None, **said: Any) -> PatrolPlan:
    given = {
        "name": "老宅月月看", "checklist": "old_houses", "area": cast.home, "team": team_of(cast),
        "every": "month_start", "limit": Limit(5), "valid_from": date(2026, 11, 21),
        "keeper": Organization.objects.get(pk=cast.organizations["party"].pk), "by": cast.worker, "at": cast.at,
    } | said  # fmt: skip
    return patrols.make_plan(route=[a_place(cast)] if route is None else route, **given)


def enlist(cast: Cast, name: str = "member", standing: str = "retired_member", on: date | None = None) -> PatrolMember:
    return patrols.join_patrol(
        team=team_of(cast), person=cast.people[name], standing=standing, on=on or date(2026, 11, 1), by=cast.worker,
        at=cast.at,
    )  # fmt: skip


def a_round(cast: Cast, *, at: datetime = ON_THE_DAY, **said: Any) -> PatrolRound:
    plan = a_plan(cast, **said)
    found = patrols.lay(plan_id=plan.pk, at=at)
    assert found is not None
    return found


def stops_of(patrol_round: PatrolRound) -> list[RoundStop]:
    return list(patrol_round.stops.order_by("number"))


def said(patrol_round: PatrolRound, **broken: str) -> list[patrols.Said]:
    """Every check is fine but those named, with what was seen."""
    return [
        patrols.Said(check.code, check.code not in broken, broken.get(check.code, ""))
        for check in patrol_round.checklist
    ]
