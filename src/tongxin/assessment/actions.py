"""Deeds of the two-way appraisal: begun by the clock, given by each side, opened when both are in or the date came."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance.actions import instruments
from tongxin.alliance.models import Agreement, Side
from tongxin.assessment import access, queries
from tongxin.assessment.events import AppraisalBegun, AppraisalOpened, OpinionGiven, OpinionMissed
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.assessment.procedure import OPINION
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA, Limit, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record

OPEN_DAYS, INTERVAL, BEFORE = "appraisal.open_days", "appraisal.interval_months", "appraisal.before_days"
#: Which of the four systems of GY-13 is fulfilled when a round is opened.
INSTRUMENT = "appraisal"


class TooLate(Refused):
    sentence = gettext_lazy("评价已经截止。")


class OpenedAlready(AlreadyMoved):
    sentence = gettext_lazy("这一轮评价已经开封，不能再提交；还想说的，请在双方会商时提出。")


class BegunAlready(Refused):
    sentence = gettext_lazy("这份协议已有一轮双向评价，不用再开启。")


class NotInForce(Refused):
    sentence = gettext_lazy("这份协议没有生效或已经结束，不能开启双向评价。")


class SpeaksForBoth(Refused):
    sentence = gettext_lazy("您已经代表另一方作过评价；双方须由不同的人评价。")


@transaction.atomic
def begin(*, agreement: Agreement, by: Actor, at: datetime) -> Appraisal:
    """Begin a round on what passed since the last one: each side is asked, with the same closing date.

    Raises NotInForce and BegunAlready.
    """
    if by is not SYSTEM and not access.begins(by, agreement):
        raise NotYours
    if not agreement.is_in_force:
        raise NotInForce
    limit = rules.value(OPEN_DAYS, on=today(at), path=agreement.area_path)
    closes_at = working_time().due(at, Limit(int(limit))).at
    appraisal = Appraisal(
        agreement=agreement, unit=agreement.unit, host=agreement.host, area=agreement.area,
        area_path=agreement.area_path, period_from=period_begin(agreement), period_to=today(at), begun_at=at,
        closes_at=closes_at,
    )  # fmt: skip
    if appraisal.period_to < appraisal.period_from:
        raise BegunAlready
    try:
        with transaction.atomic():
            appraisal.save()
    except IntegrityError as error:
        raise BegunAlready from error
    record(AppraisalBegun(appraisal=appraisal, closes=_moment(closes_at)), by=by, at=at)
    for side, rater in ((Side.UNIT, agreement.unit), (Side.COMMUNITY, agreement.host)):
        _ask(appraisal, side, rater.pk, by, at)
    return appraisal


@transaction.atomic
def give(*, opinion: Opinion, content: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Say what one's side thinks of the other, and seal it; until the round is opened it may be written anew.

    Raises TooLate after the closing date, SpeaksForBoth, Unfit, and OpenedAlready when the round is open.
    """
    # The round first, its opinions afterwards: the order in which it is closed too.
    appraisal = Appraisal.objects.select_for_update().get(pk=opinion.appraisal_id)
    if at > appraisal.closes_at:
        raise TooLate(_("评价已于 %s 截止，不能再提交。") % _moment(appraisal.closes_at))
    words = _checked(opinion, content)
    try:
        with transaction.atomic(), OPINION.moving(opinion, _way(opinion), by=by, at=at):
            opinion.content, opinion.given_at, opinion.given_by_id = words, at, by.principal_id
    except IntegrityError as error:
        raise SpeaksForBoth from error
    record(OpinionGiven(appraisal=appraisal, side=str(Side(opinion.side).label)), by=by, at=at)
    appraisal.refresh_from_db(fields=["given"])
    if appraisal.given == len(Side):
        _open(appraisal, at)
    opinion.refresh_from_db()
    opinion.appraisal = appraisal


@transaction.atomic
def close_round(*, appraisal: Appraisal, at: datetime) -> bool:
    """The date has come: who has not spoken is left out, what was said is opened. Whether this call did it."""
    locked = Appraisal.objects.select_for_update().get(pk=appraisal.pk)
    if locked.is_open or locked.is_dropped or at < locked.closes_at:
        return False
    for opinion in Opinion.objects.filter(appraisal=locked, step="asked").order_by("pk"):
        with OPINION.moving(opinion, "miss", by=SYSTEM, at=at):
            pass
        record(OpinionMissed(appraisal=locked, side=str(Side(opinion.side).label)), by=SYSTEM, at=at)
    _open(locked, at)
    return True


def begin_due(*, at: datetime) -> int:
    """Begin, by the clock, each round whose period ends soon. Returns how many."""
    begun, day = 0, today(at)
    months = rules.find(INTERVAL, on=day)
    before = rules.find(BEFORE, on=day)
    if months is None or before is None:
        return 0
    under_way = Appraisal.objects.sealed().values("agreement_id")
    for agreement in Agreement.objects.in_force().exclude(pk__in=under_way).select_related("unit", "host", "area"):
        ends = instruments.later(period_begin(agreement), int(months.value)) - timedelta(days=1)
        if day >= min(ends, agreement.valid_to) - timedelta(days=int(before.value)):
            begun += _begin_once(agreement, at)
    return begun


def close_over(*, at: datetime) -> int:
    """Open the rounds whose date has come and that no open duty will look at. Returns how many."""
    rows = Appraisal.objects.sealed().filter(closes_at__lte=at)
    return sum(close_round(appraisal=each, at=at) for each in rows)


def period_begin(agreement: Agreement) -> date:
    """The day after the last round ended, or the first day of the agreement."""
    last = Appraisal.objects.filter(agreement=agreement).order_by("-period_to").first()
    return last.period_to + timedelta(days=1) if last else agreement.valid_from


def _begin_once(agreement: Agreement, at: datetime) -> bool:
    try:
        begin(agreement=agreement, by=SYSTEM, at=at)
    except BegunAlready:
        return False
    return True


def _ask(appraisal: Appraisal, side: str, rater_id: int, by: Actor, at: datetime) -> None:
    opinion = Opinion.objects.create(
        appraisal=appraisal, side=side, rater_id=rater_id, closes_at=appraisal.closes_at,
        area_path=appraisal.area_path, step="asked", step_at=at,
    )  # fmt: skip
    OPINION.start(opinion, by=by, at=at)


def _open(appraisal: Appraisal, at: datetime) -> None:
    """Open the round; both sides read both views from now on. It settles the partner system of the period."""
    appraisal.opened_at = at
    appraisal.save(update_fields=["opened_at"])
    for opinion in Opinion.objects.filter(appraisal=appraisal, step="given").order_by("pk"):
        with OPINION.moving(opinion, "open", by=SYSTEM, at=at):
            pass
    record(AppraisalOpened(appraisal=appraisal, given=appraisal.given), by=SYSTEM, at=at)
    note = _("双向评价已开封（%s），收到 %d 份意见。") % (appraisal.number, appraisal.given)
    instruments.settle_due(agreement=appraisal.agreement, kind=INSTRUMENT, on=today(at), note=note, by=SYSTEM, at=at)


def _way(opinion: Opinion) -> str:
    """Giving, or writing anew what lies sealed; the move itself re-reads and refuses what has passed."""
    step = Opinion.objects.values_list("step", flat=True).get(pk=opinion.pk)
    if step in ("opened", "missed"):
        raise OpenedAlready
    if step == "dropped":
        raise queries.WasDropped
    return "revise" if step == "given" else "give"


def _checked(opinion: Opinion, content: Mapping[str, Any]) -> str:
    """The words as they are sealed: known criteria and promises of the other side, known words, no others."""
    criteria = {
        code: _answer(content.get("criteria", {}).get(code), "mutual_words")
        for code, _label in terms.choices("mutual_criteria")
    }
    promised = {
        str(item.pk): _answer(content.get("promises", {}).get(str(item.pk)), "mutual_promise_words")
        for item in queries.promises(opinion.appraisal, of=queries.opposite(opinion.side))
    }
    said = {"criteria": criteria, "promises": promised, "text": str(content.get("text", "")).strip()[:1000]}
    return json.dumps(said, ensure_ascii=False)


def _answer(answer: Mapping[str, str] | None, words: str) -> dict[str, str]:
    if not answer or not answer.get("word"):
        raise Unfit(_("每一项都请选一个意见；不了解的选“不了解”。"))
    terms.need(words, answer["word"])
    return {"word": answer["word"], "text": str(answer.get("text", "")).strip()[:300]}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
