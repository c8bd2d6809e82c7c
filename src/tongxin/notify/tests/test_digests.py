"""Digests: each hears what it chose, as often as it chose, once, and only what it may see; none is empty."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tongxin.kernel import digests, records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.digests import Line, Topic
from tongxin.kernel.models import Principal, Record
from tongxin.kernel.records import Event, record
from tongxin.notify import digest_actions, engine, hooks, news
from tongxin.notify.channels import Channel, channels
from tongxin.notify.models import Carriage, Digest, DigestPart, MailStop, News, Notice, Subscription
from tongxin.organizations.models import Organization
from tongxin.people.models import User

TOPIC = "notify.halls"


class HallOpened(Event):
    organization: Organization
    says = "{by} opened a hall"


@pytest.fixture
def halls(cast):
    """A topic of the test: organizations that opened a hall; a firm's hall is for organizations only."""

    def rows(actor, at):
        found = Organization.objects.filter(valid_to=None)
        return found if actor.organization_id else found.exclude(kind="private_firm")

    Topic(
        TOPIC, "场地开放", news=(HallOpened,), rows=rows, listed_in="fields",
        line=lambda it: Line(it.name, it.area.name, it.get_absolute_url()), codes=lambda it: ["social"],
        place=lambda it: it.area_path, owner=lambda it: it.pk,
    )  # fmt: skip
    news.listen()

    def opened(name, at=None):
        row = record(HallOpened(organization=cast.organizations[name]), by=cast.worker, at=at or cast.at)
        news.hear(row)

    yield opened
    digests.TOPICS.pop(TOPIC)
    news.listen()


def chooses(cast, who, rhythm, *, at=None, channels=("in_app",), codes=(), area=None, topic=TOPIC):
    principal = Principal.objects.get(pk=(cast.organizations.get(who) or cast.people[who]).pk)
    return digest_actions.choose(
        subscriber=principal, topic=topic, rhythm=rhythm, channels=channels, codes=codes, area=area,
        by=SYSTEM, at=at or cast.at,
    )  # fmt: skip


def told(cast, name):
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def monday(cast):
    """Two days after the Saturday of the tests, when the offices are open."""
    return cast.at + timedelta(days=2)


@pytest.mark.covers("MHK-15")
def test_a_unit_hears_once_a_working_day_and_a_week_what_it_chose_and_nothing_empty(cast, halls):
    chooses(cast, "unit", "daily")
    chooses(cast, "school", "weekly")
    halls("committee")
    assert digest_actions.make_due(at=cast.at + timedelta(hours=30)) == 0  # a Sunday is no working day
    assert digest_actions.make_due(at=monday(cast)) == 2
    assert told(cast, "liaison") == ["每日资讯：场地开放 1 条"] and told(cast, "school_liaison") == [
        "每周资讯：场地开放 1 条"
    ]
    assert digest_actions.make_due(at=monday(cast) + timedelta(hours=1)) == 0

    assert digest_actions.make_due(at=cast.at + timedelta(days=3)) == 0  # nothing new on Tuesday: nothing is sent
    halls("firm", at=cast.at + timedelta(days=3))
    assert digest_actions.make_due(at=cast.at + timedelta(days=4)) == 1
    assert Digest.objects.filter(subscriber=cast.organizations["unit"].pk).count() == 2
    assert digest_actions.make_due(at=cast.at + timedelta(days=9)) == 1  # the next Monday, for the school
    school = Digest.objects.filter(subscriber=cast.organizations["school"].pk).order_by("pk")
    assert [[line["text"] for line in part.lines] for digest in school for part in digest.parts.all()] == [
        [cast.organizations["committee"].name], [cast.organizations["firm"].name],
    ]  # fmt: skip
    assert {digest.sender for digest in school} == {"中共玉溪市委组织部"}


@pytest.mark.covers("MHK-15")
def test_field_place_and_sight_narrow_what_is_told_and_nobody_hears_of_its_own(cast, halls):
    for who, codes, area in (
        ("unit", ["social"], cast.home), ("school", ["economic"], None), ("firm", [], cast.next), ("resident", [], None)
    ):  # fmt: skip
        chooses(cast, who, "at_once", codes=codes, area=area)
    for name in ("committee", "firm", "unit"):
        halls(name)
    assert digest_actions.make_due(at=cast.at) == 2
    lines = {
        part.digest.subscriber_id: {line["text"] for line in part.lines}
        for part in DigestPart.objects.select_related("digest")
    }
    names = {name: cast.organizations[name].name for name in ("committee", "firm", "unit")}
    assert lines == {
        cast.organizations["unit"].pk: {names["committee"], names["firm"]},
        cast.people["resident"].pk: {names["committee"], names["unit"]},
    }
    assert digest_actions.make_due(at=cast.at + timedelta(minutes=1)) == 0


def test_changing_the_rhythm_loses_nothing_and_tells_nothing_twice(cast, halls):
    chooses(cast, "unit", "weekly")
    halls("committee")
    chooses(cast, "unit", "at_once")
    assert digest_actions.make_due(at=cast.at) == 1
    chooses(cast, "unit", "daily")
    assert digest_actions.make_due(at=monday(cast)) == 0
    chooses(cast, "unit", "never")
    halls("firm")
    assert digest_actions.make_due(at=cast.at + timedelta(days=30)) == 0
    chooses(cast, "unit", "at_once", at=cast.at + timedelta(days=30))
    assert digest_actions.make_due(at=cast.at + timedelta(days=30)) == 0  # what was not wanted is not told later
    assert told(cast, "liaison") == ["新消息：场地开放 1 条"]


def test_the_database_itself_lets_no_period_and_no_news_be_told_twice(cast, halls):
    subscription = chooses(cast, "unit", "daily")
    halls("committee")
    digest_actions.make_due(at=monday(cast))
    part = DigestPart.objects.get()
    digest = part.digest
    with pytest.raises(IntegrityError, match="digest_once_per_period"), transaction.atomic():
        Digest.objects.create(
            subscriber_id=digest.subscriber_id, rhythm="daily", period=digest.period, sender="", made_at=cast.at
        )
    with pytest.raises(IntegrityError, match="digest_part_never_twice"), transaction.atomic():
        DigestPart.objects.create(
            digest=digest, subscription=subscription, after=part.upto - 1, upto=part.upto, lines=[], count=0
        )


def test_mail_carries_the_lines_and_a_link_that_stops_it_without_sign_in(cast, halls, client):
    User.objects.filter(person=cast.people["liaison"]).update(email="liaison@example.org")
    chooses(cast, "unit", "at_once", channels=["in_app", "mail"])
    halls("committee")
    digest_actions.make_due(at=cast.at)
    carriage = Carriage.objects.get(channel="mail")
    assert digest_actions.carry(carriage_id=carriage.pk, at=cast.at)
    assert not digest_actions.carry(carriage_id=carriage.pk, at=cast.at)
    [letter] = mail.outbox
    assert cast.organizations["committee"].name in letter.body and letter.to == ["liaison@example.org"]
    assert letter.from_email.endswith("<tongxin@localhost>")
    link = re.search(r"http://[^/]+(/hear/stop/\S+)", letter.body)[1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert "确认退订" in client.get(link).content.decode()
    assert not MailStop.objects.exists()  # a look alone changes nothing
    assert "已退订" in client.post(link, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert client.get(link[:-3] + "xy/").status_code == 404
    halls("firm")
    digest_actions.make_due(at=cast.at + timedelta(minutes=1))
    assert Carriage.objects.filter(channel="mail").count() == 1 and len(told(cast, "liaison")) == 2

    cast.sign_in(client, "liaison")
    stopped = MailStop.objects.get()
    assert "恢复邮件" in client.get(reverse("notify:subscriptions")).content.decode()
    client.post(reverse("notify:resume-mail", args=[stopped.pk]))
    assert not MailStop.objects.exists()


def test_a_liaison_chooses_for_the_unit_and_a_resident_for_oneself_only(cast, halls, client):
    address = reverse("notify:subscription", args=["unit", TOPIC])
    chosen = {"rhythm": "weekly", "channels": ["in_app", "webhook"], "codes": ["social"], "area": cast.home.pk}
    cast.sign_in(client, "resident")
    assert client.get(address).status_code == 403 and client.post(address, chosen).status_code == 403
    own = reverse("notify:subscription", args=["me", TOPIC])
    assert client.post(own, {**chosen, "channels": ["webhook"]}).status_code == 422  # a person has no system
    assert client.post(own, {"rhythm": "daily", "channels": []}).status_code == 422
    assert client.post(own, {"rhythm": "daily", "channels": ["in_app"]}).status_code == 302

    cast.sign_in(client, "liaison")
    assert client.get(address).status_code == 200 and client.post(address, chosen).status_code == 302
    found = Subscription.objects.get(subscriber=cast.organizations["unit"].pk)
    assert (found.rhythm, found.codes, found.area_id) == ("weekly", ["social"], cast.home.pk)
    shown = client.get(reverse("notify:subscriptions")).content.decode()
    assert "每周 · 平台通知、系统推送（Webhook） · 社会发展 · 葫田社区" in shown
    assert client.get(reverse("notify:subscription", args=["unit", "no.topic"])).status_code == 404

    halls("committee")
    assert cast.organizations["committee"].name in client.get(address).content.decode()
    digest_actions.make_due(at=monday(cast))
    digest = Digest.objects.get(subscriber=cast.organizations["unit"].pk)
    assert cast.organizations["committee"].name in client.get(digest.get_absolute_url()).content.decode()
    cast.sign_in(client, "resident")
    assert client.get(digest.get_absolute_url()).status_code == 404


class Messenger(Channel):
    """What a gateway to a messenger would be."""

    code, label = "messenger", "政务微信"
    carried = []

    def recipients(self, digest, record):
        return engine.people_behind([digest.subscriber_id], role="", row=record)

    def carry(self, carriage, *, at):
        self.carried.append((carriage.recipient_id, carriage.digest.counts))


def test_a_messenger_is_one_more_class_and_one_more_line_in_a_setting(cast, halls, settings):
    settings.NOTIFY_CHANNELS = [*settings.NOTIFY_CHANNELS, f"{__name__}.Messenger"]
    assert list(channels()) == ["in_app", "mail", "webhook", "messenger"]
    chooses(cast, "unit", "at_once", channels=["messenger"])
    halls("committee")
    digest_actions.make_due(at=cast.at)
    digest_actions.carry(carriage_id=Carriage.objects.get().pk, at=cast.at)
    assert Messenger.carried == [(cast.people["liaison"].pk, "场地开放 1 条")] and told(cast, "liaison") == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_make_one_digest_of_a_period(cast, halls):
    for who in ("unit", "school"):
        chooses(cast, who, "daily")
    halls("committee")
    barrier, made = threading.Barrier(8), []

    def work():
        barrier.wait()
        try:
            made.append(digest_actions.make_due(at=monday(cast)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(made) == 2 and len(made) == 8
    assert sorted(Digest.objects.values_list("subscriber_id", flat=True)) == sorted(
        cast.organizations[name].pk for name in ("unit", "school")
    )
    assert len(told(cast, "liaison")) == len(told(cast, "school_liaison")) == 1


@pytest.mark.django_db(transaction=True)
def test_news_is_heard_from_the_record_once_and_what_was_before_passes_in_silence(cast, halls):
    record(HallOpened(organization=cast.organizations["committee"]), by=SYSTEM, at=cast.at)
    engine.skip_past()
    records.deliver()
    assert not News.objects.exists()
    record(HallOpened(organization=cast.organizations["firm"]), by=SYSTEM, at=cast.at)
    records.deliver()
    news.hear(Record.objects.filter(kind=HallOpened.kind).latest("id"))
    assert News.objects.count() == 1
    assert hooks.NAME in records.LISTENERS
