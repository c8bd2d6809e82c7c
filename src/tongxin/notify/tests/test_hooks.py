"""Hooks: signed, at least once under one id, in order per subject, tried for a day, then parked and told."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tongxin.kernel import chores, digests, records
from tongxin.kernel.digests import Hook
from tongxin.kernel.errors import NotYours
from tongxin.kernel.records import Event, record
from tongxin.notify import engine, hook_actions, hooks
from tongxin.notify.models import Delivery, Endpoint, Notice
from tongxin.notify.tests.receiver import receiving
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class GateOpened(Event):
    organization: Organization
    says = "{by} opened a hall"


class GateClosed(Event):
    organization: Organization
    reason: str
    says = "{by} closed a hall: {reason}"


KINDS = [GateOpened.kind, GateClosed.kind]


@pytest.fixture(autouse=True)
def halls():
    Hook(GateOpened, "场地开放")
    Hook(GateClosed, "场地关闭")
    hooks.listen()
    yield
    for kind in KINDS:
        digests.HOOKS.pop(kind)
    hooks.listen()


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(cast, receiver):
    opened, secret = hook_actions.open_endpoint(
        organization=cast.organizations["party"], url=receiver.url, kinds=KINDS, by=cast.secretary, at=cast.at
    )
    opened.shown_secret = secret
    return opened


def happens(cast, name, event=GateOpened, **said):
    row = record(event(organization=cast.organizations[name], **said), by=cast.worker, at=cast.at)
    hooks.hear(row)
    return row


def carry_all(endpoint, at):
    while hooks.carry_due(endpoint_id=endpoint.pk, at=at):
        pass


def documented_verify():
    """The lines that docs/webhooks.md gives to those who write receivers."""
    text = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text("utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S)[1], names)
    return names["verify"]


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


#: A worker of its own, on the database of the tests.
WORKER = """
import sys, django
django.setup()
from django.utils.dateparse import parse_datetime
from tongxin.notify import hooks
hooks.carry_due(endpoint_id=int(sys.argv[1]), at=parse_datetime(sys.argv[2]))
"""


def worker_process(endpoint, at):
    known = connection.settings_dict
    address = f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?host={known['HOST']}"
    address += f"&port={known['PORT']}" if known["PORT"] else ""
    said = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.testing"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(endpoint.pk), at.isoformat()], env=os.environ | said, cwd=settings.BASE_DIR
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_it_to_the_next_one_under_the_same_id(cast, receiver, endpoint):
    """The receiver has it, the worker is killed before it can note that: it comes again, the same."""
    happens(cast, "team")
    killed = []

    def kill():
        if not killed:
            killed.append(worker.pid)
            worker.kill()
            worker.wait()

    receiver.before_answer = kill
    worker = worker_process(endpoint, cast.at)
    assert worker.wait(120) == -signal.SIGKILL and killed
    assert Delivery.objects.get().state == "waiting" and not Delivery.objects.get().attempts.exists()
    assert hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at + timedelta(seconds=30)) is None
    assert hooks.waiting_endpoints(cast.at + hooks.HOLD) == [endpoint.pk]
    assert hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at + hooks.HOLD).state == "delivered"
    assert len(receiver.got) == 2 and len(set(receiver.ids)) == 1 and receiver.got[0][1] == receiver.got[1][1]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_stands_open_while_the_network_answers_and_two_workers_do_not_meet(cast, receiver, endpoint):
    happens(cast, "team")
    seen = []

    def look():
        # Asked from the receiver's own thread, on its own connection, while the worker waits for the answer.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
            )
            seen.append(cursor.fetchone()[0])
        seen.append(hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at))
        connection.close()

    receiver.before_answer = look
    workers = [
        threading.Thread(target=lambda: (hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at), connection.close()))
        for _each in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(receiver.got) == 1 and seen == [0, None]


@pytest.mark.django_db(transaction=True)
def test_from_the_record_to_the_receiver_by_the_chores_of_the_clock(cast, receiver, endpoint):
    engine.skip_past()
    record(GateOpened(organization=cast.organizations["team"]), by=cast.worker, at=cast.at)
    chores.perform_all(at=cast.at)
    chores.perform_all(at=cast.at + timedelta(seconds=5))
    jobs = ProcrastinateJob.objects.filter(task_name="notify.carry_hooks")
    assert [job.args for job in jobs] == [{"endpoint_id": endpoint.pk}]
    carry_all(endpoint, cast.at + timedelta(seconds=5))
    assert len(receiver.got) == 1 and not chores.perform_all(at=cast.at + timedelta(seconds=9))[
        "tongxin.notify.chores.send_hooks"
    ]  # fmt: skip


def test_the_pages_of_the_admin_register_show_the_secret_once_ping_and_send_again(cast, receiver, client):
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
