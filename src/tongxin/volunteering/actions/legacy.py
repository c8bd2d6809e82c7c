"""Service before the system: entered at the desk from paper, confirmed by a second person (YX-50)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person
from tongxin.volunteering.access import keeps
from tongxin.volunteering.errors import SameHand
from tongxin.volunteering.events import LegacyConfirmed, LegacyEntered, LegacyRefused, LegacyWithdrawn
from tongxin.volunteering.models import LegacyService
from tongxin.volunteering.procedure import LEGACY

#: Nobody's service is older than this; an earlier year is a slip of the pen.
EARLIEST = date(1921, 1, 1)


@transaction.atomic
def enter(
    *, person: Person, text: str, since_on: date, until_on: date, proof: str, by: Actor, at: datetime,
    about: bool = False, kept_at: str = "",
) -> LegacyService:  # fmt: skip
    """Enter service before the system from its paper. Raises Unfit, NotYours."""
    if not keeps(by, person.area_path) or by.principal_id == person.pk:
        raise NotYours
    _check(text, since_on, until_on, proof, at)
    host = nearest_party_organization(person.area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能登记。") % person.area.name)
    row = LegacyService.objects.create(
        person=person, host=host, text=text.strip(), since_on=since_on, until_on=until_on, about=about,
        proof=proof.strip(), kept_at=kept_at.strip(), entered_by_id=by.principal_id, entered_at=at, step="entered",
        step_at=at, area_path=person.area_path,
    )  # fmt: skip
    LEGACY.start(row, by=by, at=at)
    record(LegacyEntered(legacy=row, person=person, years=row.years), by=by, at=at)
    return row


@transaction.atomic
def confirm(*, legacy: LegacyService, by: Actor, at: datetime) -> None:
    """A second person has seen the paper. Raises SameHand for who entered it."""
    _check_hand(legacy, by)
    with LEGACY.moving(legacy, "confirm", by=by, at=at):
        legacy.confirmed_by_id, legacy.confirmed_at = by.principal_id, at
    record(LegacyConfirmed(legacy=legacy, years=legacy.years), by=by, at=at)


@transaction.atomic
def refuse(*, legacy: LegacyService, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Unfit(_("请写明退回的原因。"))
    _check_hand(legacy, by)
    with LEGACY.moving(legacy, "refuse", by=by, at=at):
        legacy.answer = reason.strip()[:200]
    record(LegacyRefused(legacy=legacy, reason=legacy.answer), by=by, at=at)


@transaction.atomic
def withdraw(*, legacy: LegacyService, by: Actor, at: datetime) -> None:
    with LEGACY.moving(legacy, "withdraw", by=by, at=at):
        pass
    record(LegacyWithdrawn(legacy=legacy), by=by, at=at)


def _check(text: str, since_on: date, until_on: date, proof: str, at: datetime) -> None:
    if not text.strip():
        raise Unfit(_("请写明做了什么。"))
    if not proof.strip():
        raise Unfit(_("请写明凭证：什么材料、哪个单位、哪一年。"))
    if until_on < since_on:
        raise Unfit(_("结束日期不能早于开始日期。"))
    if until_on >= today(at):
        raise Unfit(_("这里只登记系统启用前的服务；今后的服务请照常报名或自报时长。"))
    if since_on < EARLIEST:
        raise Unfit(_("开始日期早于 %d 年，请检查。") % EARLIEST.year)


def _check_hand(legacy: LegacyService, by: Actor) -> None:
    if by.principal_id == legacy.entered_by_id:
        raise SameHand
