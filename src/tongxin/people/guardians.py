"""A guardian's consent for a minor: entered by who has seen the paper or the guardian, ends by itself or withdrawn."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import rules, sealing, terms
from tongxin.kernel.access import in_office, serves_area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.people.events import (
    GrownUp,
    GuardianConsentEnding,
    GuardianConsentGiven,
    GuardianConsentWithdrawn,
)
from tongxin.people.identity import person_name, phone_number
from tongxin.people.minors import KINDS, Ages, is_minor
from tongxin.people.models import GuardianConsent, Person
from tongxin.people.privacy import text_of

MONTHS, WARN_DAYS = "guardian.consent_months", "guardian.warn_days"
FORM = "guardian_form"
How = GuardianConsent.How

may_keep_consents = (in_office("people.register") | in_office("volunteering.lead")) & serves_area


class ConsentedAlready(Refused):
    sentence = gettext_lazy("这项监护人同意已经登记过，还在有效期内，没有重复登记。")


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who agrees for the minor, and how it was seen."""

    name: str
    relation: str
    how: str
    kept_where: str = ""
    phone: str = ""


@transaction.atomic
def give_consent(
    *, person: Person, kind: str, guardian: Guardian, by: Actor, at: datetime, valid_from: date | None = None
) -> GuardianConsent:
    """Write down that the guardian agreed. What still stands and ends soon is prolonged from the day after its end.

    Raises NotYours (the minor itself, or out of reach), Unfit, ConsentedAlready.
    """
    _check_right(person, by)
    day = today(at)
    term = terms.need(KINDS, kind)
    if not is_minor(person.born_in, on=day):
        raise Unfit(_("成年人不需要监护人同意；是未成年人的，请先在“更正资料”里填出生年份。"))
    begin = valid_from or _next_begin(person, kind, day)
    until = _later(begin, int(rules.value(MONTHS, on=day))) - timedelta(days=1)
    if until < day:
        raise Unfit(_("这份同意已经过期，请监护人重新同意。"))
    text = text_of(FORM, on=day)
    row = GuardianConsent(
        person=person, kind=kind, kind_key=term.pk, **_checked(guardian), text_version=text.version if text else "",
        seen_by_id=by.principal_id or None, valid_from=begin, valid_to=until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "guardian_consent_once_a_day" not in str(error):
            raise
        raise ConsentedAlready from error
    said = {"what": term.label, "relation": row.relation_label, "until": f"{until:%Y-%m-%d}"}
    record(GuardianConsentGiven(person=person, **said), by=by, at=at)
    return row


@transaction.atomic
def withdraw(*, consent: GuardianConsent, reason: str, by: Actor, at: datetime) -> None:
    """The guardian took the consent back; it ends at once, and what was to follow it as well. Rooms above hear of it:
    coming sign-ups and teams end. Raises NotYours, AlreadyMoved, Unfit."""
    person = consent.person
    _check_right(person, by)
    if not reason.strip():
        raise Unfit(_("请写明撤回的经过，例如：母亲来社区口头提出。"))
    rows = GuardianConsent.objects.standing().filter(person=person, kind=consent.kind, valid_to__gte=today(at))
    if not rows.update(withdrawn_at=at, withdrawn_why=reason.strip()[:200]):
        raise AlreadyMoved
    record(
        GuardianConsentWithdrawn(
            person=person, of=consent.kind, what=consent.kind_label, reason=reason.strip()[:200]
        ),
        by=by, at=at,
    )  # fmt: skip


def look_at_phone(*, consent: GuardianConsent, purpose: str, by: Actor, at: datetime) -> str:
    """Show the guardian's phone to somebody with a purpose; minor and guardian can read who looked."""
    return sealing.look(
        at_thing=consent, field="guardian_phone", purpose=purpose, by=by, at=at, concerns_id=consent.person_id
    )


def warn(*, at: datetime) -> int:
    """Tell once of each consent that ends within `guardian.warn_days` and is followed by no other. Run daily."""
    day = today(at)
    soon = day + timedelta(days=int(rules.value(WARN_DAYS, on=day)))
    rows = GuardianConsent.objects.standing().filter(valid_to__range=(day, soon), warned_at__isnull=True)
    return sum(_warn(row, at) for row in rows.select_related("person"))


@transaction.atomic
def _warn(row: GuardianConsent, at: datetime) -> int:
    row.warned_at = at
    row.save(update_fields=["warned_at"])
    day = row.valid_to + timedelta(days=1)
    followed = GuardianConsent.objects.on(day).filter(person=row.person, kind=row.kind).exists()
    if followed or not is_minor(row.person.born_in, on=day):
        return 0
    ending = GuardianConsentEnding(person=row.person, what=row.kind_label, until=f"{row.valid_to:%Y-%m-%d}")
    record(ending, by=SYSTEM, at=at)
    return 1


def forget_grown(*, at: datetime) -> int:
    """Of whom the last year as a minor is over, year of birth and guardian's phone are forgotten (PIPL 19)."""
    day = today(at)
    last = day.year - Ages.of(day).adult_at
    return sum(_forget(person, at) for person in Person.objects.filter(born_in__lt=last))


@transaction.atomic
def _forget(person: Person, at: datetime) -> int:
    GuardianConsent.objects.filter(person=person).update(guardian_phone=None)
    Person.objects.filter(pk=person.pk).update(born_in=None)
    record(GrownUp(person=person), by=SYSTEM, at=at)
    return 1


def _check_right(person: Person, by: Actor) -> None:
    if by is SYSTEM:
        return
    if by.principal_id == person.pk or not may_keep_consents(by, person):
        raise NotYours


def _checked(given: Guardian) -> dict[str, Any]:
    terms.need("guardian_relations", given.relation)
    if given.how not in How.values:
        raise Unfit(_("请选择监护人是怎样同意的。"))
    if given.how == How.PAPER and not given.kept_where.strip():
        raise Unfit(_("书面同意请写明同意书存放在哪里。"))
    return {
        "guardian": person_name(given.name),
        "relation": given.relation,
        "how": given.how,
        "kept_where": given.kept_where.strip()[:120],
        "guardian_phone": sealing.seal(phone_number(given.phone)) if given.phone else None,
    }


def _next_begin(person: Person, kind: str, day: date) -> date:
    """Today, or the day after what stands, where that ends soon. Raises ConsentedAlready where it does not."""
    rows = GuardianConsent.objects.standing().filter(person=person, kind=kind, valid_to__gte=day)
    last = rows.order_by("-valid_to").values_list("valid_to", flat=True).first()
    if last is None:
        return day
    if last > day + timedelta(days=int(rules.value(WARN_DAYS, on=day))):
        raise ConsentedAlready
    return last + timedelta(days=1)


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
