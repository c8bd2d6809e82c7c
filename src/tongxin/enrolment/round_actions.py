"""A round of promises on its way: put otherwise, or closed early. What has passed already stays as it was."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.enrolment import access
from tongxin.enrolment.models import PromiseRound
from tongxin.enrolment.promise_events import PromiseRoundChanged, PromiseRoundClosed
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record

#: The dates of a round in their order; the first one moves as long as the round has not begun.
DATES = ("begins_on", "make_until", "keep_until", "rate_until")


class RoundClosed(Refused):
    sentence = gettext_lazy("这次承诺活动已经结束，不能再改。")


def may_steer(by: Actor, round: PromiseRound) -> bool:
    """Who may open a round there may change and close it."""
    return by is SYSTEM or (access.by_post(by, "promises.open") and by.steers.covers(round.area_path))


@transaction.atomic
def change_round(
    *, round: PromiseRound, title: str, begins_on: date, make_until: date, keep_until: date, rate_until: date,
    by: Actor, at: datetime, campaign: str = "",
) -> None:  # fmt: skip
    """Put a round otherwise; a date that has passed stays, none is set before today. Raises RoundClosed, Unfit."""
    row = _locked(round, by, at)
    title = title.strip()
    if not 2 <= len(title) <= 60:
        raise Unfit(_("名称应为 2 至 60 个字。"))
    if campaign:
        terms.need("campaigns", campaign)
    dates = dict(zip(DATES, (begins_on, make_until, keep_until, rate_until), strict=True))
    _check_dates(row, dates, today(at))
    given = dates | {"title": title, "campaign": campaign}
    changed = [name for name, value in given.items() if value != getattr(row, name)]
    for name in changed:
        setattr(row, name, given[name])
    if not changed:
        return
    row.save(update_fields=changed)
    round.refresh_from_db()
    labels = "、".join(str(PromiseRound._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
    record(PromiseRoundChanged(round=round, changes=labels), by=by, at=at)


@transaction.atomic
def close_round(*, round: PromiseRound, reason: str, by: Actor, at: datetime) -> None:
    """End a round today: from tomorrow nobody promises, keeps or rates in it. Raises RoundClosed."""
    row, day = _locked(round, by, at), today(at)
    reason = needed(reason)
    for name in DATES:
        setattr(row, name, min(getattr(row, name), day))
    row.save(update_fields=DATES)
    round.refresh_from_db()
    record(PromiseRoundClosed(round=round, reason=reason), by=by, at=at)


def is_over(round: PromiseRound, on: date) -> bool:
    """Whether nothing can be changed any more: its last day is today or has passed."""
    return round.rate_until <= on


def _locked(round: PromiseRound, by: Actor, at: datetime) -> PromiseRound:
    row = PromiseRound.objects.select_for_update().get(pk=round.pk)
    if not may_steer(by, row):
        raise NotYours
    if is_over(row, today(at)):
        raise RoundClosed
    return row


def _check_dates(row: PromiseRound, dates: dict[str, date], day: date) -> None:
    for name, given in dates.items():
        known = getattr(row, name)
        if given != known and min(given, known) < day:
            label = str(PromiseRound._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            raise Unfit(_("“%s”已经过去的不能改，也不能改到今天以前。") % label)
    if list(dates.values()) != sorted(dates.values()):
        raise Unfit(_("日期应依次为：开始、承诺截止、践诺截止、评诺截止。"))
