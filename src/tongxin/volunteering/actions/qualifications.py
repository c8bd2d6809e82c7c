"""Qualifications: entered by who has seen the paper, until they run out or are taken back."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.people.models import Person
from tongxin.volunteering.access import LEAD
from tongxin.volunteering.errors import NotQualified, QualifiedAlready
from tongxin.volunteering.events import QualificationEnded, QualificationEntered
from tongxin.volunteering.models import Qualification, Shift
from tongxin.volunteering.queries import is_led


@transaction.atomic
def enter(
    *, person: Person, kind: str, proof: str, valid_from: date, by: Actor, at: datetime, valid_to: date | None = None
) -> Qualification:
    """Write down a qualification whose paper was seen. Raises QualifiedAlready, NotYours, Unfit."""
    term = terms.need("qualification_kinds", kind)
    _check_right(person, by, at)
    if not proof.strip():
        raise Unfit(_("请写明凭证：证书名称和编号。"))
    if valid_from > today(at):
        raise Unfit(_("取得日期不能晚于今天。"))
    if valid_to and valid_to < valid_from:
        raise Unfit(_("结束日期不能早于开始日期。"))
    row = Qualification(
        person=person, kind=kind, kind_key=term.pk, proof=proof.strip(), seen_by_id=by.principal_id,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise QualifiedAlready from error
    record(QualificationEntered(qualification=row, person=person, what=term.label), by=by, at=at)
    return row


@transaction.atomic
def end(*, qualification: Qualification, reason: str, by: Actor, at: datetime) -> None:
    """Take a qualification back from today on."""
    _check_right(qualification.person, by, at)
    if not reason.strip():
        raise Unfit(_("请写明停用的原因。"))
    qualification.valid_to = max(today(at) - timedelta(days=1), qualification.valid_from)
    qualification.end_reason = reason.strip()[:120]
    qualification.save(update_fields=["valid_to", "end_reason"])
    said = {"what": qualification.kind_label, "reason": qualification.end_reason}
    record(QualificationEnded(qualification=qualification, **said), by=by, at=at)


def check(person: Person, shift: Shift) -> None:
    """Raise NotQualified where the person lacks what the position asks for on its day."""
    lacking = Qualification.objects.lacking(person.pk, shift.qualifications, today(shift.begins_at))
    if lacking:
        names = "、".join(terms.label("qualification_kinds", kind) for kind in lacking)
        raise NotQualified(_("这个岗位需要：%s。请带证书到社区或队长处登记后再认领。") % names)


def _check_right(person: Person, by: Actor, at: datetime) -> None:
    if LEAD not in by.office or by.principal_id == person.pk or not is_led(person, by, on=today(at)):
        raise NotYours
