"""Deeds: credit on confirmation, correct by counter-entry, object, answer, accept, withdraw."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.kernel import awards, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.ledgers import Credit, ReversedAlready
from tongxin.kernel.models import Movement, Rule
from tongxin.kernel.records import Event, record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person
from tongxin.points.access import may_correct, may_object, place_of
from tongxin.points.events import (
    EntryCorrected,
    ObjectionAnswered,
    ObjectionClosed,
    ObjectionRaised,
    ObjectionRested,
    ObjectionWithdrawn,
)
from tongxin.points.models import LEDGERS, UPHELD, Objection, words_of
from tongxin.points.procedure import OBJECTION
from tongxin.points.worth import credit_for

WITHIN = "points.objection.within"


class TooLate(Refused):
    sentence = gettext_lazy("这一笔已超过可以提出异议的期限。")


class ObjectedAlready(Refused):
    sentence = gettext_lazy("这一笔已经提出过异议，请在异议页面查看答复。")


class NobodyAnswers(Refused):
    sentence = gettext_lazy("找不到负责答复的党组织，请联系社区工作人员。")


@transaction.atomic
def award(event: type[Event], subjects: Iterable[Any], *, at: datetime) -> int:
    """Book what the rooms declared for this fact, in each ledger once per subject; returns the new entries.

    Call it in the transaction of the deed that confirms (C06-2): points and hours hold at commit or not at all.
    """
    confirmed = list(subjects)
    booked = 0
    for each in awards.declared_for(event):
        credits = [credit for subject in confirmed if (credit := credit_for(each, subject))]
        booked += credit_many(ledger=each.ledger, credits=credits, at=at)
    return booked


@transaction.atomic
def credit(
    *,
    ledger: awards.LedgerName,
    person_id: int,
    amount: int,
    key: str,
    on: date,
    at: datetime,
    rule: Rule | None = None,
    subject: Any = None,
    note: str = "",
) -> Movement:
    """Book one credit that no declaration covers; raises BookedAlready for a key that was used."""
    return LEDGERS[ledger].credit(
        holder_id=person_id, amount=amount, key=key, on=on, at=at, rule=rule, subject=subject, note=note
    )


def credit_many(*, ledger: awards.LedgerName, credits: list[Credit], at: datetime) -> int:
    """Book many credits at once, points or minutes; keys that were used are left alone. Returns the new entries."""
    return LEDGERS[ledger].credit_many(credits, at=at) if credits else 0


@transaction.atomic
def correct(*, movement: Movement, reason: str, by: Actor, at: datetime, amount: int = 0) -> Movement:
    """Take an entry back by a counter-entry; with an `amount` (points or minutes) book what would have been right.

    Raises ReversedAlready for an entry that was taken back, NotYours without the right.
    """
    if not may_correct(by, movement):
        raise NotYours
    return _correct(movement, reason, amount, by, at)


@transaction.atomic
def object_to(*, movement: Movement, person: Person, reason: str, by: Actor, at: datetime) -> Objection:
    """Doubt one of one's own entries; the Party organization of the place owes the answer. Raises TooLate."""
    if not reason.strip():
        raise Unfit(_("请写明异议的理由。"))
    objection = Objection(
        movement=movement, person=person, reason=reason.strip(), raised_at=at, step="raised", step_at=at,
        area_path=place_of(movement),
    )  # fmt: skip
    if movement.target.holder_id != person.pk or not may_object(by, objection):
        raise NotYours
    if Movement.objects.filter(reverses=movement).exists():
        raise ReversedAlready
    _check_in_time(movement, objection.area_path, at)
    objection.host_id = _answering_organization(objection.area_path)
    _insert(objection)
    OBJECTION.start(objection, by=by, at=at)
    record(ObjectionRaised(objection=objection, entry=movement.note, reason=reason.strip()), by=by, at=at)
    return objection


@transaction.atomic
def answer(
    *, objection: Objection, answer: str, text: str, by: Actor, at: datetime, amount: int = 0
) -> Movement | None:
    """Uphold or reject with reasons; an upheld one books the counter-entry, and the right `amount` if one is given."""
    term = terms.need("objection_answers", answer)
    if not text.strip():
        raise Unfit(_("请写明答复的理由。"))
    with OBJECTION.moving(objection, "answer", by=by, at=at):
        objection.answer, objection.answer_text, objection.answered_at = answer, text.strip(), at
    counter = _correct(objection.movement, text.strip(), amount, by, at) if answer == UPHELD else None
    record(ObjectionAnswered(objection=objection, answer=term.label, reason=text.strip()), by=by, at=at)
    return counter


@transaction.atomic
def accept(*, objection: Objection, by: Actor, at: datetime) -> None:
    """The person has seen the answer; the objection is closed."""
    with OBJECTION.moving(objection, "accept", by=by, at=at):
        pass
    record(ObjectionClosed(objection=objection), by=by, at=at)


@transaction.atomic
def withdraw(*, objection: Objection, by: Actor, at: datetime) -> None:
    """Take the objection back before it was answered; the entry may be doubted again within the time."""
    with OBJECTION.moving(objection, "withdraw", by=by, at=at):
        pass
    record(ObjectionWithdrawn(objection=objection), by=by, at=at)


@OBJECTION.on_late("answered")
@transaction.atomic
def rest(objection: Objection, at: datetime) -> None:
    """Nobody came back to the answer in time: the clock closes the objection."""
    with OBJECTION.moving(objection, "rest", by=SYSTEM, at=at):
        pass
    record(ObjectionRested(objection=objection), by=SYSTEM, at=at)


def _correct(movement: Movement, reason: str, amount: int, by: Actor, at: datetime) -> Movement:
    ledger = LEDGERS[movement.ledger]
    counter = ledger.reverse(movement=movement, at=at, note=_("更正：%s") % movement.note[:140])
    if amount > 0:
        ledger.credit(
            holder_id=movement.target.holder_id or 0, amount=amount, key=f"correct:{movement.pk}", on=movement.on,
            at=at, rule=movement.rule, note=movement.note,
        )  # fmt: skip
    entry = f"{movement.note}（{words_of(movement)}）"
    record(EntryCorrected(movement=movement, entry=entry, reason=reason), by=by, at=at)
    return counter


def _check_in_time(movement: Movement, path: str, at: datetime) -> None:
    rule = rules.find(WITHIN, on=today(at), path=path)
    if rule and at > movement.at + timedelta(days=int(rule.value)):
        raise TooLate(_("入账超过 %d 天的记录不能再提出异议，可请社区工作人员核对后更正。") % rule.value)


def _answering_organization(path: str) -> int:
    area = Area.objects.filter(path=path).first()
    host = nearest_party_organization(area) if area else None
    if host is None:
        raise NobodyAnswers
    return host.pk


def _insert(objection: Objection) -> None:
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as error:
        raise ObjectedAlready from error
