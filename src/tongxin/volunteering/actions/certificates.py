"""Certificates: asked for by the volunteer, issued free of charge with the ledger's figures, revoked with a reason.

A code is eighty random bits; whoever has the paper can ask the public page about it. The seal is a keyed hash over what
was certified, so that neither a made-up code nor an altered row verifies.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.kernel import rules, sealing
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.people.models import Person
from tongxin.volunteering import queries
from tongxin.volunteering.actions.hours import check_self
from tongxin.volunteering.errors import AskedAlready, NoSuchCertificate, NothingServed, NotOrganizer
from tongxin.volunteering.events import (
    CertificateAsked,
    CertificateIssued,
    CertificateRefused,
    CertificateRevoked,
    CertificateWithdrawn,
)
from tongxin.volunteering.models import Certificate
from tongxin.volunteering.procedure import CERTIFICATE

LINES = "certificate.lines"


@transaction.atomic
def ask(*, person: Person, issuer: Organization, since: date, until: date, by: Actor, at: datetime) -> Certificate:
    """Ask for a certificate of one's service in a term. Raises AskedAlready, NothingServed, NotOrganizer, Unfit."""
    check_self(person, by)
    if until < since:
        raise Unfit(_("结束日期不能早于开始日期。"))
    if until > today(at):
        raise Unfit(_("证明只能开到今天为止。"))
    if not queries.organizers_for(person, on=today(at)).filter(pk=issuer.pk).exists():
        raise NotOrganizer(_("请选择您所在的志愿服务队，或所在社区的党组织来出具。"))
    if queries.served(person.pk, since, until).minutes <= 0:
        raise NothingServed
    row = Certificate(
        person=person, issuer=issuer, since=since, until=until, asked_at=at, step="requested", step_at=at,
        area_path=issuer.area_path,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AskedAlready from error
    CERTIFICATE.start(row, by=by, at=at)
    record(CertificateAsked(certificate=row, person=person), by=by, at=at)
    return row


@transaction.atomic
def issue(*, certificate: Certificate, responsible: str, contact: str, by: Actor, at: datetime) -> None:
    """Certify what the ledger says now. Raises NothingServed, Unfit."""
    if not responsible.strip() or not contact.strip():
        raise Unfit(_("请写明经办人和联系方式，持证明的人要能问得到。"))
    with CERTIFICATE.moving(certificate, "issue", by=by, at=at):
        _fill_in(certificate, at)
        certificate.responsible, certificate.contact = responsible.strip(), contact.strip()
        certificate.issued_at = at
        certificate.code = new_code()
        certificate.seal = seal_of(certificate)
    record(CertificateIssued(certificate=certificate, hours=certificate.hours, issuer=certificate.issuer), by=by, at=at)


@transaction.atomic
def refuse(*, certificate: Certificate, reason: str, by: Actor, at: datetime) -> None:
    with CERTIFICATE.moving(certificate, "refuse", by=by, at=at):
        certificate.reason = _needed(reason)
    record(CertificateRefused(certificate=certificate, reason=certificate.reason), by=by, at=at)


@transaction.atomic
def withdraw(*, certificate: Certificate, by: Actor, at: datetime) -> None:
    with CERTIFICATE.moving(certificate, "withdraw", by=by, at=at):
        pass
    record(CertificateWithdrawn(certificate=certificate), by=by, at=at)


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: Actor, at: datetime) -> None:
    """What was wrong is revoked and stays on record; the public page says so from now on."""
    with CERTIFICATE.moving(certificate, "revoke", by=by, at=at):
        certificate.reason, certificate.revoked_at = _needed(reason), at
    record(CertificateRevoked(certificate=certificate, reason=certificate.reason), by=by, at=at)


def find(code: str) -> Certificate:
    """The certificate of a code as somebody typed it. Raises NoSuchCertificate for any that was not issued here."""
    row = Certificate.objects.issued().filter(code=plain(code)).select_related("issuer").first()
    if row is None or not is_genuine(row):
        raise NoSuchCertificate
    return row


def is_genuine(certificate: Certificate) -> bool:
    """Whether the figures are still those that were sealed at issue."""
    return certificate.seal is not None and hmac.compare_digest(bytes(certificate.seal), seal_of(certificate))


def seal_of(certificate: Certificate) -> bytes:
    said = [
        certificate.pk, certificate.code, certificate.person_id, certificate.issuer_id, str(certificate.since),
        str(certificate.until), certificate.minutes, certificate.times, certificate.name, certificate.lines,
        certificate.legacy, certificate.responsible, certificate.contact,
        certificate.issued_at.timestamp() if certificate.issued_at else None,
    ]  # fmt: skip
    text = "certificate:" + json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hmac.digest(sealing.keys().fingerprint, text.encode(), hashlib.sha256)


def new_code() -> str:
    return base64.b32encode(secrets.token_bytes(10)).decode()


#: Base 32 has no 0, 1 and 8: whoever typed one meant the letter that looks like it.
ALIKE = str.maketrans("018", "OIB")


def plain(code: str) -> str:
    """What was typed, as the sixteen signs of a code: blanks, hyphens, small and full-width letters are forgiven."""
    narrow = "".join(chr(ord(sign) - 0xFEE0) if 0xFF01 <= ord(sign) <= 0xFF5E else sign for sign in code)
    return "".join(sign for sign in narrow.upper() if sign.isascii() and sign.isalnum()).translate(ALIKE)[:16]


def _fill_in(certificate: Certificate, at: datetime) -> None:
    person = Person.objects.get(pk=certificate.person_id)
    served = queries.served(person.pk, certificate.since, certificate.until)
    if served.minutes <= 0:
        raise NothingServed
    most = int(rules.value(LINES, on=today(at), path=certificate.area_path))
    certificate.name, certificate.minutes, certificate.times = person.name, served.minutes, len(served.lines)
    certificate.lines = [line.plain() for line in served.lines[:most]]
    certificate.legacy = queries.legacy_lines(person.pk)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Unfit(_("请写明原因。"))
    return reason.strip()[:200]
