"""A sign on a device that there is something new: Web Push (RFC 8030) without any words in it, signed as VAPID asks
(RFC 8292). The browser of the device then asks the platform itself how many notices wait."""

import base64
import json
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.kernel.records import record
from tongxin.notify import wire
from tongxin.notify.events import PushChosen, PushDeclined
from tongxin.notify.models import PushAddress
from tongxin.people.models import Person

#: Seconds for which a push service may keep the sign, and for which a signature holds (a day at most by RFC 8292).
KEPT, HOLDS = 24 * 3600, 12 * 3600
#: A person has no more devices than these; the oldest gives way.
DEVICES = 5
#: The order of the curve P-256.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NotSent(Exception):
    """The push service was not reached; the worker tries again."""


@transaction.atomic
def choose(*, person: Person, address: str, by: Actor, at: datetime) -> None:
    """Give a sign at this address from now on. Raises Unfit for an address that nobody posts to."""
    if not address or len(address) > 600:
        raise Unfit(_("浏览器没有给出推送地址，请再试一次。"))
    wire.check_url(address)
    PushAddress.objects.update_or_create(address=address, defaults={"person": person, "chosen_at": at})
    kept = PushAddress.objects.filter(person=person).order_by("-chosen_at", "-pk").values("pk")[:DEVICES]
    PushAddress.objects.filter(person=person).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    record(PushChosen(person=person), by=by, at=at)


@transaction.atomic
def decline(*, person: Person, address: str, by: Actor, at: datetime) -> None:
    """No more signs there; the address is erased."""
    gone, _each = PushAddress.objects.filter(person=person, address=address).delete()
    if gone:
        record(PushDeclined(person=person), by=by, at=at)


def ask_for_sign(people: set[int]) -> None:
    """Have the worker give a sign to those of these people who want one; one that waits already serves."""
    from tongxin.notify.tasks import give_sign as task

    for person_id in PushAddress.objects.filter(person__in=people).values_list("person", flat=True).distinct():
        try:
            with transaction.atomic():
                task.configure(queueing_lock=f"notify.push.{person_id}").defer(person_id=person_id)
        except AlreadyEnqueued:
            continue


def give_sign(*, person_id: int, at: datetime) -> int:
    """Post to each device of a person, once; an address that is no more is erased. Raises NotSent to be tried again."""
    given, failed = 0, False
    for row in PushAddress.objects.filter(person=person_id).order_by("pk"):
        outcome = wire.post(row.address, body="", headers=headers(row.address, at=at))
        if outcome.is_good:
            PushAddress.objects.filter(pk=row.pk).update(signed_at=at)
            given += 1
        elif outcome.status in (404, 410):
            row.delete()
        else:
            failed = True
    if failed and not given:
        raise NotSent
    return given


def headers(address: str, *, at: datetime) -> dict[str, str]:
    """A later sign takes the place of one that was not fetched yet."""
    token = _token(address, at)
    return {
        "authorization": f"vapid t={token}, k={public_key()}", "ttl": str(KEPT), "topic": "notices",
        "urgency": "normal",
    }  # fmt: skip


@cache
def public_key() -> str:
    """The key by which a browser knows who gives it signs."""
    return _coded(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    """Made of the secret of this installation, the same in every process; with another secret devices choose anew."""
    drawn = salted_hmac("tongxin.notify.push", "p-256", algorithm="sha512").digest()
    return ec.derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, ec.SECP256R1())


def _token(address: str, at: datetime) -> str:
    """For which push service, until when, and who may be asked about it."""
    parts = urlsplit(address)
    said = {
        "aud": f"{parts.scheme}://{parts.netloc}", "exp": int(at.timestamp()) + HOLDS, "sub": settings.SITE_ADDRESS,
    }  # fmt: skip
    signed = f"{_coded(_json({'typ': 'JWT', 'alg': 'ES256'}))}.{_coded(_json(said))}"
    first, second = decode_dss_signature(_key().sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_coded(first.to_bytes(32) + second.to_bytes(32))}"


def _json(said: dict[str, object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
