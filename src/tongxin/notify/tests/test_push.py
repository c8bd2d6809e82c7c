"""A sign on the device that there is something new: by own choice, without words, signed as VAPID asks."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tongxin.kernel.models import Record
from tongxin.notify import engine, push
from tongxin.notify.models import PushAddress
from tongxin.notify.tests.test_notices import lamp  # noqa: F401

pytestmark = pytest.mark.django_db


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.covers("C17-1")
def test_who_asked_for_it_on_a_device_gets_one_sign_without_words(cast, lamp, client, receiver):  # noqa: F811
    choose, resident = reverse("notify:choose-push"), cast.people["resident"]
    phone = cast.sign_in(client, "resident")
    for bad in ("", "ftp://push.example", "http://10.0.0.1/x", "x" * 700):
        assert phone.post(choose, {"address": bad}).status_code == 422, bad
    engine.tell(lamp())
    jobs = ProcrastinateJob.objects.filter(task_name="notify.push")
    assert not jobs.exists(), "nobody asked for a sign"
    assert phone.post(choose, {"address": receiver.url}).status_code == 302
    engine.tell(lamp())
    engine.tell(lamp())
    assert [job.args for job in jobs] == [{"person_id": resident.pk}], "two facts, one sign"
    assert push.give_sign(person_id=resident.pk, at=cast.at) == 1
    [(sent, body)] = receiver.got
    assert not body and sent["ttl"] == "86400" and sent["topic"] == "notices"
    kind, token, key = sent["authorization"].replace("t=", "").replace("k=", "").replace(",", "").split()
    assert kind == "vapid" and key == push.public_key() and len(decoded(key)) == 65
    head, said, signature = token.split(".")
    claims = json.loads(decoded(said))
    assert claims["aud"] == receiver.url.removesuffix("/hear/") and 0 < claims["exp"] - cast.at.timestamp() <= 86_400
    raw = decoded(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    parts = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(parts, f"{head}.{said}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.covers("C17-1")
def test_an_address_that_is_no_more_is_erased_and_a_service_that_is_away_is_asked_again(cast, receiver):
    person, by = cast.people["resident"], cast.resident
    push.choose(person=person, address=receiver.url, by=by, at=cast.at)
    receiver.always = 503
    with pytest.raises(push.NotSent):
        push.give_sign(person_id=person.pk, at=cast.at)
    receiver.always = 410
    assert push.give_sign(person_id=person.pk, at=cast.at) == 0 and not PushAddress.objects.exists()


@pytest.mark.covers("C17-1")
def test_a_device_has_one_person_and_a_person_five_devices_and_may_take_it_back(cast, client):
    at = cast.at
    for number in range(7):
        address = f"https://push.example/{number}"
        push.choose(person=cast.people["resident"], address=address, by=cast.resident, at=at)
    assert PushAddress.objects.count() == push.DEVICES
    push.choose(person=cast.people["member"], address="https://push.example/6", by=cast.member, at=at)
    assert PushAddress.objects.get(address="https://push.example/6").person == cast.people["member"]
    stop = reverse("notify:decline-push")
    cast.sign_in(client, "resident").post(stop, {"address": "https://push.example/6"})
    assert PushAddress.objects.count() == push.DEVICES, "another's stays"
    client.post(stop, {"address": "https://push.example/5"})
    assert not PushAddress.objects.filter(address="https://push.example/5").exists()
    assert Record.objects.filter(kind="notify.PushDeclined").count() == 1
    assert push.public_key() in client.get(reverse("notify:list")).content.decode()
