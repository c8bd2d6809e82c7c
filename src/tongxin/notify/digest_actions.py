"""Deeds around digests: choose what to hear of, make what is due, carry it, stop it by mail.

The clock of digests is the calendar's: a daily one is due when the offices open on a working day, a weekly one on the
first working day of the week. A week without a working day has none; the next one tells of both.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import calendars, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.digests import TOPICS, Line
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.notify import news
from tongxin.notify.channels import Channel, channels, offered
from tongxin.notify.events import DigestMade, DigestMailResumed, DigestMailStopped, SubscriptionChosen
from tongxin.notify.models import Carriage, Digest, DigestPart, MailStop, News, Subscription
from tongxin.notify.models.digest import Rhythm
from tongxin.people.models import Person


@transaction.atomic
def choose(
    *, subscriber: Principal, topic: str, rhythm: str, channels: Sequence[str], codes: Sequence[str], area: Area | None,
    by: Actor, at: datetime,
) -> Subscription:  # fmt: skip
    """Say how often the subscriber wants to hear of a topic. What was news before is not told. Raises Unfit."""
    _check(subscriber, topic, rhythm, channels, codes, at)
    chosen = {"rhythm": rhythm, "channels": list(channels), "codes": list(codes), "area": area, "chosen_at": at}
    before = Subscription.objects.select_for_update().filter(subscriber=subscriber, topic=topic).first()
    if before is None:
        before = Subscription(subscriber=subscriber, topic=topic, heard=news.newest())
    elif before.rhythm == Rhythm.NEVER:
        before.heard = news.newest()
    if before.rhythm != rhythm:
        before.period = None if rhythm in (Rhythm.AT_ONCE, Rhythm.NEVER) else period_of(rhythm, at)
    for name, value in chosen.items():
        setattr(before, name, value)
    before.save()
    said = SubscriptionChosen(subscriber=subscriber, topic=str(TOPICS[topic].label), rhythm=str(Rhythm(rhythm).label))
    record(said, by=by, at=at)
    return before


def _check(
    subscriber: Principal, topic: str, rhythm: str, channels: Sequence[str], codes: Sequence[str], at: datetime
) -> None:  # fmt: skip
    if topic not in news.topics_for(subscriber, at=at) or rhythm not in Rhythm.values:
        raise Unfit
    if rhythm != Rhythm.NEVER and not channels:
        raise Unfit(_("请至少选择一种接收方式。"))
    if unknown := set(channels) - {code for code, _label in offered(subscriber)}:
        raise Unfit(_("“%s”不在可选清单中，请从清单里选择。") % unknown.pop())
    for code in codes:
        terms.need(TOPICS[topic].listed_in, code)


def period_of(rhythm: str, at: datetime) -> date:
    """The newest period whose digest is due: a working day, or the Monday of a week."""
    time = calendars.working_time()
    day = today(at)
    if at < datetime.combine(day, time.sessions[0][0], CHINA):
        day -= timedelta(days=1)
    while not time.is_working_day(day):
        day -= timedelta(days=1)
    return day if rhythm == Rhythm.DAILY else day - timedelta(days=day.weekday())


def make_due(*, at: datetime) -> int:
    """Make every digest that is due; returns how many were sent. May run again at any time."""
    return sum(
        make(subscriber_id=subscriber_id, rhythm=rhythm, at=at) is not None
        for rhythm in (Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY)
        for subscriber_id in _waiting(rhythm, at)
    )


def _waiting(rhythm: str, at: datetime) -> list[int]:
    rows = Subscription.objects.filter(rhythm=rhythm)
    if rhythm == Rhythm.AT_ONCE:
        rows = rows.filter(Exists(News.objects.filter(topic=OuterRef("topic"), id__gt=OuterRef("heard"))))
    else:
        rows = rows.filter(Q(period=None) | Q(period__lt=period_of(rhythm, at)))
    return list(rows.order_by("subscriber_id").values_list("subscriber_id", flat=True).distinct())


@transaction.atomic
def make(*, subscriber_id: int, rhythm: str, at: datetime) -> Digest | None:
    """Make the digest of one subscriber, once a period; one without a line is not sent. Two at a time do not meet."""
    period = None if rhythm == Rhythm.AT_ONCE else period_of(rhythm, at)
    mine = Subscription.objects.filter(subscriber=subscriber_id, rhythm=rhythm).select_for_update(of=("self",))
    due = [
        each
        for each in mine.select_related("subscriber", "area").order_by("id")
        if period is None or each.period is None or each.period < period
    ]
    if not due:
        return None
    subscriber, upto = due[0].subscriber, news.newest()
    reader = news.reader_of(subscriber, at=at)
    told = [(each, news.lines(each, reader=reader, after=each.heard, upto=upto, at=at)) for each in due]
    digest = _tell(subscriber, rhythm, period, [pair for pair in told if pair[1]], upto, at)
    for each in due:
        each.heard, each.period = max(each.heard, upto), period
    Subscription.objects.bulk_update(due, ["heard", "period"])
    return digest


def _tell(
    subscriber: Principal, rhythm: str, period: date | None, told: list[tuple[Subscription, list[Line]]], upto: int,
    at: datetime,
) -> Digest | None:  # fmt: skip
    if not told:
        return None
    digest = Digest.objects.create(
        subscriber=subscriber, rhythm=rhythm, period=period, sender=sender(), counts=counts(told), made_at=at
    )
    DigestPart.objects.bulk_create(
        DigestPart(
            digest=digest, subscription=each, after=each.heard, upto=upto, count=len(lines),
            lines=[asdict(line) for line in lines[: news.MOST]],
        )
        for each, lines in told
    )  # fmt: skip
    row = record(DigestMade(digest=digest, counts=digest.counts), by=SYSTEM, at=at)
    for channel in channels().values():
        if any(channel.code in each.channels for each, _lines in told):
            _send_through(channel, digest, sorted(set(channel.recipients(digest, row))), at)
    return digest


def _send_through(channel: Channel, digest: Digest, recipients: Sequence[int], at: datetime) -> None:
    from tongxin.notify.tasks import carry_digest

    for recipient_id in recipients:
        carriage = Carriage.objects.create(digest=digest, channel=channel.code, recipient_id=recipient_id)
        if channel.is_within:
            carry(carriage_id=carriage.pk, at=at)
        else:
            carry_digest.defer(carriage_id=carriage.pk)


def carry(*, carriage_id: int, at: datetime) -> bool:
    """Bring a digest to one recipient. What was brought is not brought again; raises what hinders it."""
    waiting = Carriage.objects.filter(pk=carriage_id, sent_at=None)
    carriage = waiting.select_related("digest__subscriber").first()
    if carriage is None or carriage.channel not in channels():
        return False
    waiting.update(tries=carriage.tries + 1)
    channels()[carriage.channel].carry(carriage, at=at)
    waiting.update(sent_at=at)
    return True


@transaction.atomic
def stop_mail(*, person: Person, subscriber: Principal, at: datetime) -> None:
    """No more digests of the subscriber to this person by mail; the other channels and the other people stay."""
    _stop, is_new = MailStop.objects.get_or_create(person=person, subscriber=subscriber, defaults={"at": at})
    if is_new:
        # The link proves whose letter it came from, not who pressed it.
        record(DigestMailStopped(person=person, subscriber=subscriber.name), by=SYSTEM, at=at)


@transaction.atomic
def resume_mail(*, person: Person, subscriber: Principal, by: Actor, at: datetime) -> None:
    if MailStop.objects.filter(person=person, subscriber=subscriber).delete()[0]:
        record(DigestMailResumed(person=person, subscriber=subscriber.name), by=by, at=at)


def forget_old(*, at: datetime) -> int:
    """Let go of news that every rhythm has had time to tell."""
    days = int(rules.value("digests.news_days", on=today(at)))
    return News.objects.filter(at__lt=at - timedelta(days=days)).delete()[0]


def sender() -> str:
    """Who speaks: the organization department of the city where the profile names one, else the platform (MHK-15)."""
    city = terms.find("city", "this")
    return str(city.data.get("competent_department") or city.data.get("title") or city.label) if city else _("同心平台")


def counts(told: Sequence[tuple[Subscription, Sequence[Line]]]) -> str:
    return "，".join(_("%(topic)s %(count)d 条") % {"topic": each, "count": len(lines)} for each, lines in told)[:300]
