"""Rosters of duty posts: points, days and time bands become shifts, which are activities like any other (MHK-51).

Leaders sign up for a shift like anybody. Two people may change shifts by agreement.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities import actions
from tongxin.activities.errors import TimeClash
from tongxin.activities.events import SwapAnswered, SwapAsked
from tongxin.activities.models import Activity, DutyPoint, Policy, SignUp, Swap, Turnout
from tongxin.activities.signing import check_speaks_for
from tongxin.activities.young import check_each
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA
from tongxin.kernel.errors import AlreadyMoved, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

#: More shifts than this in one go are a slip of the pen.
MOST = 400

Band = tuple[time, time]


class ShiftThereAlready(Refused):
    sentence = gettext_lazy("有的岗点在这个时段已经排了班，请换日期或时段。")


class NoShift(Unfit):
    sentence = gettext_lazy("只有值守班次可以互换，而且双方都要已经报上名。")


@transaction.atomic
def plan_roster(
    *,
    title: str,
    kind: str,
    host: Organization,
    area: Area,
    points: Sequence[str],
    days: Sequence[date],
    bands: Sequence[Band],
    needed: int,
    by: Actor,
    at: datetime,
    dangers: Sequence[str] = (),
    policy: Policy | None = None,
) -> list[Activity]:
    """Open one shift per point, day and time band, each for `needed` people. Points that are new are entered.

    Dangerous shifts may all stand on one policy of the host."""
    if not terms.need("activity_kinds", kind).data.get("shifts"):
        raise Unfit(_("这一类活动不排班。"))
    wanted = [(point, day, band) for point in _points(points, area) for day in days for band in bands]
    if not wanted:
        raise Unfit(_("请至少写一个岗点、一天和一个时段。"))
    if len(wanted) > MOST:
        raise Unfit(_("一次最多排 %(most)d 班，现在是 %(number)d 班。") % {"most": MOST, "number": len(wanted)})
    try:
        with transaction.atomic():
            return [
                _plan_shift(title, kind, host, area, point, day, band, needed, by, at, dangers=dangers, policy=policy)
                for point, day, band in wanted
            ]
    except IntegrityError as error:
        if "activity_one_shift_per_point_and_time" not in str(error):
            raise
        raise ShiftThereAlready from error


def _plan_shift(
    title: str, kind: str, host: Organization, area: Area, point: DutyPoint, day: date, band: Band, needed: int,
    by: Actor, at: datetime, **insured: Any,
) -> Activity:  # fmt: skip
    return actions.plan(
        title=f"{title} · {point.name}", kinds=[kind], host=host, area=area, place=point.name, point=point,
        begins_at=datetime.combine(day, band[0], CHINA), ends_at=datetime.combine(day, band[1], CHINA),
        places=needed, is_open=True, by=by, at=at, **insured,
    )  # fmt: skip


def _points(names: Iterable[str], area: Area) -> list[DutyPoint]:
    found = []
    for name in dict.fromkeys(name.strip()[:80] for name in names if name.strip()):
        point, _new = DutyPoint.objects.get_or_create(area=area, name=name, defaults={"area_path": area.path})
        found.append(point)
    return found


def days_between(since: date, until: date) -> list[date]:
    if until < since:
        raise Unfit(_("结束日期不能早于开始日期。"))
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def read_bands(text: str) -> list[Band]:
    """Time bands, one a line, such as 07:30-08:30; raises Unfit for what is none."""
    bands = []
    for line in filter(None, map(str.strip, text.replace("：", ":").replace("—", "-").splitlines())):
        try:
            begin, end = (time.fromisoformat(part.strip().zfill(5)) for part in line.split("-"))
        except ValueError:
            raise Unfit(_("看不懂时段“%s”，请写成 07:30-08:30。") % line) from None
        if end <= begin:
            raise Unfit(_("时段“%s”的结束须晚于开始。") % line)
        bands.append((begin, end))
    return bands


# Changing shifts


@transaction.atomic
def ask_swap(*, offered: SignUp, wanted: SignUp, by: Actor, at: datetime) -> Swap:
    """Ask the other person to change shifts, for oneself or for somebody at the desk. Raises NoShift, NotYours."""
    check_speaks_for(offered.person_id, offered.activity, by)
    _check_shift(offered, at)
    _check_shift(wanted, at)
    if offered.person_id == wanted.person_id or offered.activity_id == wanted.activity_id:
        raise NoShift
    swap, new = Swap.objects.get_or_create(
        offered=offered, wanted=wanted, state=Swap.State.ASKED,
        defaults={"asked_by_id": offered.person_id, "asked_of_id": wanted.person_id, "asked_at": at},
    )  # fmt: skip
    if new:
        record(SwapAsked(swap=swap, offered=offered.activity, wanted=wanted.activity), by=by, at=at)
    return swap


@transaction.atomic
def answer_swap(*, swap: Swap, agrees: bool, by: Actor, at: datetime) -> None:
    """Agree, and the two change places at once; or decline. Raises TimeClash where one has something else then."""
    swap = Swap.objects.select_for_update().get(pk=swap.pk)
    check_speaks_for(swap.asked_of_id, swap.wanted.activity, by)
    if swap.state != Swap.State.ASKED:
        raise AlreadyMoved
    swap.state, swap.answered_at = Swap.State.DONE if agrees else Swap.State.DECLINED, at
    swap.save(update_fields=["state", "answered_at"])
    if agrees:
        _change_places(swap, at)
    answer = str(_("同意，已换班") if agrees else _("未同意"))
    record(
        SwapAnswered(swap=swap, offered=swap.offered.activity, wanted=swap.wanted.activity, answer=answer),
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_swap(*, swap: Swap, by: Actor, at: datetime) -> None:
    swap = Swap.objects.select_for_update().get(pk=swap.pk)
    check_speaks_for(swap.asked_by_id, swap.offered.activity, by)
    if swap.state != Swap.State.ASKED:
        raise AlreadyMoved
    swap.state, swap.answered_at = Swap.State.WITHDRAWN, at
    swap.save(update_fields=["state", "answered_at"])


def _change_places(swap: Swap, at: datetime) -> None:
    ids = [swap.offered.activity_id, swap.wanted.activity_id]
    list(Turnout.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    first, second = swap.offered, swap.wanted
    first.refresh_from_db()
    second.refresh_from_db()
    _check_shift(first, at)
    _check_shift(second, at)
    check_each([swap.asked_of_id], first.activity)
    check_each([swap.asked_by_id], second.activity)
    # Both leave first: between two shifts at the same hour each would clash for a moment.
    SignUp.objects.filter(pk__in=[first.pk, second.pk]).update(state=SignUp.State.WITHDRAWN)
    try:
        with transaction.atomic():
            _give(first.activity, swap.asked_of_id, at)
            _give(second.activity, swap.asked_by_id, at)
    except IntegrityError as error:
        raise TimeClash(_("换班后有人同一时间有两项活动，不能换。")) from error


def _give(activity: Activity, person_id: int, at: datetime) -> None:
    during = DateTimeTZRange(activity.begins_at, activity.ends_at)
    SignUp.objects.update_or_create(
        activity=activity, person_id=person_id,
        defaults={"state": SignUp.State.SIGNED, "queued_at": at, "during": during, "offered_until": None},
    )  # fmt: skip


def _check_shift(row: SignUp, at: datetime) -> None:
    activity = row.activity
    fits = activity.point_id and activity.is_alive and activity.begins_at > at
    if not fits or row.state != SignUp.State.SIGNED:
        raise NoShift
