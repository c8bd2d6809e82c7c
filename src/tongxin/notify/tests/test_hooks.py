"""Hooks: signed, at least once under one id, in order per subject, tried for a day, then parked and told."""

import json
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tongxin.kernel import records
from tongxin.kernel.errors import NotYours
from tongxin.notify import engine, hook_actions, hooks
from tongxin.notify.models import Delivery, Endpoint, Notice
from tongxin.notify.tests.gates import KINDS, GateClosed, GateOpened, carry_all, documented_verify, happens
from tongxin.people.models import Person


def test_a_fact_arrives_signed_as_documented_and_says_nothing_about_anybody(cast, receiver, endpoint):
    team = cast.organizations["team"]
    happens(cast, "team", GateClosed, reason="屋顶漏水")
    carry_all(endpoint, timezone.now())
    [(headers, body)] = receiver.got
    verify = documented_verify()
    assert verify(endpoint.shown_secret, headers, body)
    assert not verify(endpoint.shown_secret, headers, body + b" ")
    assert not verify("whsec_c3RvbGVu", headers, body)
    assert not verify(endpoint.shown_secret, {**headers, "webhook-timestamp": "1700000000"}, body)
    said = json.loads(body)
    assert said == {
        "type": "notify.GateClosed",
        "timestamp": said["timestamp"],
        "data": {
            "subject": {"type": "organizations.organization", "id": team.pk},
            "link": f"{settings.SITE_ADDRESS}{team.get_absolute_url()}",
        },
    }
    words = {person.name for person in Person.objects.all()} | {team.name, "屋顶漏水"}
    assert not [word for word in words if word in body.decode()]
    assert endpoint.shown_secret.encode() not in bytes(Endpoint.objects.get().secret)


def test_only_what_the_organization_may_see_and_chose_is_told(cast, receiver, endpoint):
    happens(cast, "next_party")
    assert not Delivery.objects.exists()
    hook_actions.choose_kinds(endpoint=endpoint, kinds=[GateClosed.kind], by=cast.secretary, at=cast.at)
    row = happens(cast, "team")
    assert not Delivery.objects.exists()
    hook_actions.choose_kinds(endpoint=endpoint, kinds=KINDS, by=cast.secretary, at=cast.at)
    hooks.hear(row)
    hooks.hear(row)
    assert Delivery.objects.count() == 1
    for stranger in (cast.worker, cast.neighbor, cast.liaison):
        with pytest.raises(NotYours):
            hook_actions.ping(endpoint=endpoint, by=stranger, at=cast.at)


def test_a_receiver_that_answers_500_for_a_day_is_tried_then_parked_and_its_owner_is_told(cast, receiver, endpoint):
    receiver.always = 500
    happens(cast, "team")
    at, tried = cast.at, []
    while Delivery.objects.waiting().exists():
        if hooks.carry_due(endpoint_id=endpoint.pk, at=at):
            tried.append(at)
        at += timedelta(minutes=1)
    gaps = [later - earlier for earlier, later in pairwise(tried)]
    assert gaps == sorted(gaps) and gaps[0] <= timedelta(minutes=1) and tried[-1] - tried[0] >= timedelta(days=1)
    assert len(set(receiver.ids)) == 1 and len(receiver.got) == len(tried) == len(hooks.pauses(cast.at)) + 1
    assert [attempt.status for attempt in Delivery.objects.get().attempts.all()] == [500] * len(tried)

    endpoint.refresh_from_db()
    assert endpoint.state == "parked"
    for row in records.Record.objects.filter(kind="notify.EndpointParked"):
        engine.tell(row)
    told = Notice.objects.of(cast.people["secretary"].pk).get().text
    assert "已停止推送" in told and endpoint.url in told

    # While it is parked new facts wait; when the receiver is well again, everything goes out by hand.
    happens(cast, "school")
    carry_all(endpoint, at)
    assert len(receiver.got) == len(tried)
    receiver.always = 204
    assert hook_actions.resume(endpoint=endpoint, by=cast.secretary, at=at) == 2
    carry_all(endpoint, at)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert receiver.ids[-2] == receiver.ids[0] != receiver.ids[-1]


def test_a_bad_message_is_given_up_alone_and_sent_again_by_hand_under_the_same_id(cast, receiver, endpoint):
    bad = happens(cast, "team")
    receiver.answers = [422]
    at = cast.at
    hooks.carry_due(endpoint_id=endpoint.pk, at=at)
    for _each in hooks.pauses(at):
        at = Delivery.objects.get(record=bad).next_at
        happens(cast, "school")
        Delivery.objects.exclude(record=bad).waiting().update(next_at=at)
        receiver.answers = [422, 204]
        hooks.carry_due(endpoint_id=endpoint.pk, at=at)
        carry_all(endpoint, at + timedelta(seconds=31))
    given_up = Delivery.objects.get(record=bad)
    assert given_up.state == "parked" and Endpoint.objects.get().state == "active"
    receiver.always = 200
    hook_actions.resend(delivery=given_up, by=cast.secretary, at=at + timedelta(hours=1))
    carry_all(endpoint, at + timedelta(hours=1))
    given_up.refresh_from_db()
    assert given_up.state == "delivered" and receiver.ids[-1] == given_up.message == receiver.ids[0]


def test_what_concerns_one_subject_goes_in_order_and_others_go_ahead(cast, receiver, endpoint):
    first = happens(cast, "team", GateClosed, reason="")
    happens(cast, "team")
    other = happens(cast, "school")
    receiver.answers = [503]
    hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at)
    carry_all(endpoint, cast.at + timedelta(seconds=31))
    by_record = dict(Delivery.objects.values_list("record_id", "message"))
    assert receiver.ids == [by_record[first.pk], by_record[other.pk]]
    carry_all(endpoint, cast.at + timedelta(minutes=2))
    kinds = [json.loads(body)["type"] for headers, body in receiver.got if headers["webhook-id"] != by_record[other.pk]]
    assert kinds == [GateClosed.kind, GateClosed.kind, GateOpened.kind]


def test_a_changed_secret_signs_beside_the_old_one_for_a_day(cast, receiver, endpoint):
    now = timezone.now()
    fresh = hook_actions.change_secret(endpoint=endpoint, by=cast.secretary, at=now)
    verify = documented_verify()
    happens(cast, "team")
    carry_all(endpoint, now)
    assert verify(fresh, *receiver.got[0]) and verify(endpoint.shown_secret, *receiver.got[0])
    happens(cast, "school")
    carry_all(endpoint, now + timedelta(hours=25))
    assert len(receiver.got[1][0]["webhook-signature"].split()) == 1


def test_redirects_are_not_followed_and_gone_means_never_again(cast, receiver, endpoint):
    receiver.answers = [302]
    happens(cast, "team")
    hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at)
    attempt = Delivery.objects.get().attempts.get()
    assert len(receiver.got) == 1 and attempt.status == 302 and "跳转" in attempt.problem
    receiver.answers = [410]
    hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at + timedelta(minutes=2))
    assert Delivery.objects.get().state == "parked" and Endpoint.objects.get().state == "parked"


def test_the_pages_of_the_admin_register_show_the_secret_once_ping_and_send_again(cast, receiver, halls, client):
    cast.sign_in(client, "worker")
    assert client.get(reverse("notify:endpoints")).status_code == 403
    cast.sign_in(client, "secretary")
    address = reverse("notify:endpoints")
    offered = client.get(address).content.decode()
    matters = re.findall(r"<fieldset class=\"choices-group\"><legend>(.*?)</legend>", offered)
    assert {"供需与项目", "诉求与案件", "通知"} <= set(matters) and len(matters) == len(set(matters)), matters
    for bad in ("http://example.com/x", "https://10.0.0.5/x", "not an address", "https://169.254.169.254/latest"):
        refused = client.post(address, {"url": bad, "kinds": KINDS})
        assert refused.status_code == 422 and bad in refused.content.decode()
    assert client.post(address, {"url": receiver.url}).status_code == 422
    made = client.post(address, {"url": receiver.url, "kinds": KINDS})
    secret = re.search(r"whsec_[\w+/=]+", made.content.decode())[0]
    endpoint = Endpoint.objects.get()
    assert "已经登记过" in client.post(address, {"url": receiver.url, "kinds": KINDS}).content.decode()
    assert secret not in client.get(endpoint.get_absolute_url()).content.decode()

    client.post(reverse("notify:ping", args=[endpoint.pk]))
    carry_all(endpoint, timezone.now())
    assert json.loads(receiver.got[0][1])["type"] == "notify.EndpointPinged"
    assert documented_verify()(secret, *receiver.got[0])
    shown = client.get(endpoint.get_absolute_url()).content.decode()
    assert "已送达" in shown and "204" in shown
    client.post(reverse("notify:resend", args=[endpoint.pk, Delivery.objects.get().pk]))
    carry_all(endpoint, timezone.now())
    assert len(set(receiver.ids)) == 1 and len(receiver.ids) == 2

    assert "whsec_" in client.post(reverse("notify:endpoint-secret", args=[endpoint.pk])).content.decode()
    cast.sign_in(client, "liaison")
    assert client.get(endpoint.get_absolute_url()).status_code == 404
    assert client.post(reverse("notify:ping", args=[endpoint.pk])).status_code == 404
    cast.sign_in(client, "secretary")
    client.post(reverse("notify:close-endpoint", args=[endpoint.pk]))
    endpoint.refresh_from_db()
    assert endpoint.state == "closed" and endpoint.secret is None
