"""Lateness: the clock looks at duties whose time has come, warns, marks them late and passes them up the tree.

`look_at` says when a duty has to be looked at next: before it is due (to warn), when it is due, and at each level of
escalation. One patient loop walks it, very many at once: after a storm twenty thousand may be late in one minute.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import resting, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Due, Limit, today
from tongxin.kernel.models import Duty
from tongxin.kernel.records import Event, record_many

#: How long a superior has before the next one up is told, and how long before the due date its holder is warned.
ESCALATION, WARNING = rules.needed("duty.escalation_working_days", "duty.warning_working_days")
#: Each level of the tree may have a limit of its own; one that has none has that of the level below it.
BY_LEVEL = (ESCALATION, "duty.escalation_working_days_2", "duty.escalation_working_days_3")
#: So many duties are looked at in one transaction; whoever moves one of their things meanwhile waits for its end.
BATCH = 500

WhenLate = Callable[[Any, datetime], None]

#: What the clock does when a duty of (procedure, step) has run out; others pass up the tree.
WHEN_LATE: dict[tuple[str, str], WhenLate] = {}


class DutyDueSoon(Event):
    duty: Duty
    title: str
    says = _("期限临近：{title}")


class DutyLate(Event):
    duty: Duty
    title: str
    holder: str
    says = _("已超期：{title}（{holder}）")


class DutyPassedUp(Event):
    duty: Duty
    title: str
    superior: str
    says = _("超期未办，已上送{superior}督办：{title}")


def perform_due(*, at: datetime, batch: int = BATCH) -> int:
    """Look at every duty whose time has come: warn, mark late, pass up, or let the clock act. Returns how many.

    A batch is one transaction: who is killed in the middle of one leaves nothing of it, and the next beat begins there.
    """
    looked, moving = 0, set[int]()
    while not resting.asked.is_set():
        found, left = _look_at_batch(at, batch, moving)
        if not found:
            break
        looked += found - len(left)
        moving |= left
    return looked


@transaction.atomic
def _look_at_batch(at: datetime, batch: int, moving: set[int]) -> tuple[int, set[int]]:
    """How many were found, and those left for the next beat because somebody is moving their thing at this moment."""
    waiting = Duty.objects.filter(look_at__lte=at).exclude(pk__in=moving).order_by("look_at")
    locked = waiting.select_for_update(skip_locked=True, of=("self",))
    found = list(locked.select_related("holder__superior", "urges")[:batch])
    resting_things = _held(found)
    ready = [duty for duty in found if (duty.subject_type, duty.subject_id) in resting_things]
    _warn([duty for duty in ready if _is_before_due(duty, at)], at)
    late = [duty for duty in ready if not _is_before_due(duty, at)]
    by_clock = [duty for duty in late if _deed_of(duty)]
    for duty in by_clock:
        _act_for_the_clock(duty, resting_things[duty.subject_type, duty.subject_id], at)
    others = [duty for duty in late if not _deed_of(duty)]
    _mark_late(_still_open(others) if by_clock else others, at)
    return len(found), {duty.pk for duty in found} - {duty.pk for duty in ready}


def _held(found: Sequence[Duty]) -> dict[tuple[str, int], Any]:
    """The things of these duties, locked, but for those that somebody else holds.

    A move locks the thing first and closes its duties afterwards. Waiting here for a thing would be a deadlock, and a
    duty laid on a superior beside a move that is under way would stay open for ever. What is gone answers as None.
    """
    by_type: dict[str, set[int]] = defaultdict(set)
    for duty in found:
        by_type[duty.subject_type].add(duty.subject_id)
    held: dict[tuple[str, int], Any] = {}
    for kind, keys in by_type.items():
        things = apps.get_model(kind)._base_manager.filter(pk__in=keys)
        held |= {(kind, thing.pk): thing for thing in things.select_for_update(skip_locked=True, of=("self",))}
        if missing := {key for key in keys if (kind, key) not in held}:
            there = set(things.filter(pk__in=missing).values_list("pk", flat=True))
            held |= {(kind, key): None for key in missing - there}
    return held


def _is_before_due(duty: Duty, at: datetime) -> bool:
    return duty.due_at is not None and at < duty.due_at


def _deed_of(duty: Duty) -> WhenLate | None:
    return WHEN_LATE.get((duty.procedure, duty.step)) if duty.kind == Duty.Kind.STEP else None


def _warn(soon: Sequence[Duty], at: datetime) -> None:
    record_many([DutyDueSoon(duty=duty, title=duty.title) for duty in soon], by=SYSTEM, at=at)
    for duty in soon:
        duty.look_at = duty.due_at
    Duty.objects.bulk_update(soon, ["look_at"])


def _act_for_the_clock(duty: Duty, thing: Any, at: datetime) -> None:
    deed = _deed_of(duty)
    if deed is not None and thing is not None:
        deed(thing, at)
    Duty.objects.filter(pk=duty.pk, closed_at__isnull=True).update(look_at=None)


def _still_open(late: Sequence[Duty]) -> list[Duty]:
    """What the clock did to a thing may have closed the duties to urge about it."""
    there = set(Duty.objects.open().filter(pk__in=[duty.pk for duty in late]).values_list("pk", flat=True))
    return [duty for duty in late if duty.pk in there]


def _mark_late(late: Sequence[Duty], at: datetime) -> None:
    """They stay with their holders, open and late; the next superiors get duties of their own: to urge."""
    steps = [duty for duty in late if duty.kind == Duty.Kind.STEP]
    said = [DutyLate(duty=duty, title=duty.title, holder=duty.holder.name) for duty in steps]
    record_many(said, by=SYSTEM, at=at)
    pass_up(late, by=SYSTEM, at=at)
    Duty.objects.filter(pk__in=[duty.pk for duty in late]).update(look_at=None)


def pass_up(late: Sequence[Duty], *, by: Actor, at: datetime, is_said: bool = True) -> list[Duty]:
    """Lay a duty to urge on the next superior of each holder, where there is one who was not told before. Who does it
    by hand says it in words of their own."""
    held = {duty.urges_id or duty.pk for duty in late}
    told = set(Duty.objects.filter(urges__in=held).values_list("urges_id", "level"))
    coming = [duty for duty in late if (duty.urges_id or duty.pk, duty.level + 1) not in told]
    laid = Duty.objects.bulk_create([urge for duty in coming if (urge := _urge(duty, at))])
    said = [DutyPassedUp(duty=urge, title=urge.title, superior=urge.holder.name) for urge in laid if is_said]
    record_many(said, by=by, at=at)
    return laid


def _urge(duty: Duty, at: datetime) -> Duty | None:
    superior, held = duty.holder.superior, duty.urges or duty
    role = told_next(duty.procedure, held_by=held.role, level=duty.level)
    if superior is None or role is None:
        return None
    due = working_time().due(at, escalation_limit(at, duty.area_path, level=duty.level + 1))
    return Duty(
        kind=Duty.Kind.URGE, procedure=duty.procedure, step=duty.step, subject_type=duty.subject_type,
        subject_id=duty.subject_id, title=duty.title, holder=superior, role=role, area_path=duty.area_path,
        laid_at=at, urges=held, level=duty.level + 1,
        **(due_columns(due, at, duty.area_path) | {"look_at": due.at}),
    )  # fmt: skip


def told_next(procedure: str, *, held_by: str, level: int) -> str | None:
    """The role that is told of a late step after `level` superiors were; None where the profile tells nobody further.

    Of the roles the profile names, those at the level of the holder's own role are the holder's own house. A
    procedure that the profile does not name is passed up to the top, to whoever heads it.
    """
    term = terms.find("procedures", procedure)
    if term is None:
        return ""
    own = _kinds_of(held_by)
    above = [role for role in term.data.get("escalates_to", ()) if not own & _kinds_of(role)]
    return above[level] if level < len(above) else None


def _kinds_of(role: str) -> set[str]:
    term = terms.find("roles", role)
    return set(term.data.get("at", ())) if term else set()


def escalation_limit(at: datetime, path: str, *, level: int) -> Limit:
    """How long the superior at a level, the first is 1, has before the next one up is told."""
    known = (rules.find(key, on=today(at), path=path) for key in reversed(BY_LEVEL[1:level]))
    own = next((rule for rule in known if rule is not None), None)
    return Limit(int(own.value) if own else _days(ESCALATION, at, path))


def due_columns(due: Due | None, at: datetime, path: str) -> dict[str, Any]:
    """What a duty says of its due date, in columns; the first look at it is the warning."""
    if due is None:
        return {"due_at": None, "due_data": {}, "provisional": False, "look_at": None}
    return {
        "due_at": due.at,
        "due_data": due.as_data(),
        "provisional": due.provisional,
        "look_at": _first_look(due, at, path),
    }


def _first_look(due: Due, at: datetime, path: str) -> datetime:
    """The moment to warn: some working days before the due date, or the due date where that lies in the past."""
    days = _days(WARNING, at, path)
    moment = due.at
    while days > 0:
        moment -= timedelta(days=1)
        days -= working_time().is_working_day(today(moment))
    return moment if moment > at else due.at


def _days(key: str, at: datetime, path: str) -> int:
    return int(rules.value(key, on=today(at), path=path))
