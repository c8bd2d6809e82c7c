"""Contents: what a report keeps of what was gathered, as plain data. Who reads it sees the least that serves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from tongxin.enrolment.reports.gathering import Line, Pair
from tongxin.kernel import rules


def members_content(pair: Pair, *, since: date, until: date) -> dict[str, Any]:
    """Of the members of one home organization: a line each, the sums, the months, the hours outside office time."""
    return {
        "lines": [line.as_data() for line in pair.lines],
        "totals": summed([pair], until),
        "months": months_of([pair], since, until),
        "outside": outside_of([pair], until),
    }


def unit_content(pair: Pair, *, since: date, until: date) -> dict[str, Any]:
    """Of a unit that checked in: what it did there month by month, and its members in sum, without their names."""
    behind = pair.behind or [pair]
    return {
        "lines": [],
        "totals": summed(behind, until),
        "pledge": "；".join(each.pledge for each in pair.units if each.pledge),
        "months": months_of([pair, *behind], since, until),
        "outside": outside_of(behind, until),
    }


def units_content(pairs: Sequence[Pair], *, since: date, until: date) -> dict[str, Any]:
    """Of all home organizations in one community: sums for each, no names of persons."""
    lines = [{"name": pair.home.name, **summed([pair], until)} for pair in pairs if pair.lines]
    return {
        "lines": lines,
        "totals": summed(pairs, until),
        "months": months_of(pairs, since, until),
        "outside": outside_of(pairs, until),
    }


def summed(pairs: Iterable[Pair], on: date) -> dict[str, int]:
    """The sums; that of points only where so many served that it tells nobody's own."""
    added = Counter[str]()
    for pair in pairs:
        added.update(pair.totals())
    told = {key: added[key] for key in ("people", "served", "times", "minutes")}
    return told if added["served"] < few(on) else told | {"points": added["points"]}


def few(on: date) -> int:
    """Fewer persons than these could be told from a sum (`privacy.small_cell`)."""
    least = rules.find("privacy.small_cell", on=on)
    return int(least.value) if least else 1


def member_content(line: Line) -> dict[str, Any]:
    """Of one member: what the person may read of oneself, points included."""
    return line.as_data() | {"points": line.points}


def months_of(pairs: Iterable[Pair], since: date, until: date) -> dict[str, int]:
    """By month, how many activities in the community had somebody of them there; months of none are named too."""
    found: dict[str, set[int]] = {f"{day:%Y-%m}": set() for day in _firsts(since, until)}
    for pair in pairs:
        for month, activities in pair.months.items():
            found.setdefault(month, set()).update(activities)
    return {month: len(found[month]) for month in sorted(found)}


def outside_of(pairs: Iterable[Pair], on: date) -> dict[str, int] | None:
    """How many of the attendances lay outside office hours, None where so few served that one could tell who."""
    lines = [line for pair in pairs for line in pair.lines if line.times]
    if len({line.subject_id for line in lines}) < few(on):
        return None
    return {"outside": sum(line.outside for line in lines), "times": sum(line.times for line in lines)}


def _firsts(since: date, until: date) -> Iterable[date]:
    day = since.replace(day=1)
    while day <= until:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
