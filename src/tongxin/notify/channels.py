"""Channels: the ways in which a digest reaches somebody. A messenger's gateway is one more class and one more line
in the setting `NOTIFY_CHANNELS`; nothing else knows how many there are.

    class Messenger(Channel):
        code, label = "messenger", _("政务微信")
        def recipients(self, digest, record): ...
        def carry(self, carriage, *, at): ...     # raise, and it is tried again
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from email.utils import formataddr
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import digests
from tongxin.kernel.models import Principal, Record
from tongxin.notify import engine, hooks, stopping
from tongxin.notify.models import Carriage, Digest, DigestPart, Endpoint, MailStop, Notice
from tongxin.people.models import User


class Channel(ABC):
    """One way. `code` stands in the tables, `label` on the page, `help` says what a person should know of it."""

    code: str
    label: Any
    help: Any = ""
    #: What only writes into this database is carried in the very transaction that makes the digest; the rest by the
    #: worker, tried again until it went.
    is_within = False
    #: Only an organization can be reached this way.
    for_organizations = False

    @abstractmethod
    def recipients(self, digest: Digest, record: Record) -> Iterable[int]:
        """The principals to whom it goes; those it cannot reach are left out."""

    @abstractmethod
    def carry(self, carriage: Carriage, *, at: datetime) -> None:
        """Bring it there. Raises what hinders it; may be called again for the same carriage."""


@cache
def _channels(paths: tuple[str, ...]) -> dict[str, Channel]:
    made: list[Channel] = [import_string(path)() for path in paths]
    return {channel.code: channel for channel in made}


def channels() -> dict[str, Channel]:
    """The channels of this installation by code, in the order of the setting."""
    return _channels(tuple(settings.NOTIFY_CHANNELS))


def offered(subscriber: Principal) -> list[tuple[str, str]]:
    """Code and label of the channels that a subscriber may choose."""
    is_body = subscriber.kind == Principal.Kind.ORGANIZATION
    return [(each.code, str(each.label)) for each in channels().values() if is_body or not each.for_organizations]


class InApp(Channel):
    """A notice in the platform, to the people behind the organization."""

    code, label = "in_app", gettext_lazy("平台通知")
    is_within = True

    def recipients(self, digest: Digest, record: Record) -> Iterable[int]:
        return engine.people_behind([digest.subscriber_id], role="", row=record)

    def carry(self, carriage: Carriage, *, at: datetime) -> None:
        digest = carriage.digest
        notice = Notice(
            recipient_id=carriage.recipient_id, record=_record_of(digest), link=digest.get_absolute_url(), at=at,
            text=f"{digest.title}：{digest.counts}"[:400],
        )  # fmt: skip
        Notice.objects.bulk_create([notice], ignore_conflicts=True)


class Mail(Channel):
    """A letter with the lines of the parts that asked for mail, and a link that stops it without sign-in."""

    code, label = "mail", gettext_lazy("电子邮件")

    @property
    def help(self) -> Any:  # type: ignore[override]
        if engine.sends_mail():
            return _("邮件发到“通知”页面上留下的邮箱，每封信里都有退订链接。")
        return _("平台还没有接通邮件服务器，选了邮件也暂时不发。")

    def recipients(self, digest: Digest, record: Record) -> Iterable[int]:
        if not engine.sends_mail():
            return []
        people = engine.people_behind([digest.subscriber_id], role="", row=record)
        stopped = MailStop.objects.filter(subscriber=digest.subscriber_id).values("person")
        reachable = User.objects.filter(person__in=people, is_active=True).exclude(email="")
        return reachable.exclude(person__in=stopped).values_list("person_id", flat=True)

    def carry(self, carriage: Carriage, *, at: datetime) -> None:
        user = User.objects.get(person=carriage.recipient_id)
        if user.email:
            letter(carriage, user.email).send()


class Webhook(Channel):
    """A hook to the organization's own system; it says that there is a digest, and where."""

    code, label = "webhook", gettext_lazy("系统推送（Webhook）")
    help = gettext_lazy("系统推送发到本单位登记的接收地址。")
    is_within = True
    for_organizations = True

    def recipients(self, digest: Digest, record: Record) -> Iterable[int]:
        standing = Endpoint.objects.standing().filter(organization=digest.subscriber_id)
        return [digest.subscriber_id] if standing.exists() else []

    def carry(self, carriage: Carriage, *, at: datetime) -> None:
        record = _record_of(carriage.digest)
        for endpoint in Endpoint.objects.standing().filter(organization=carriage.recipient_id):
            hooks.put(endpoint, record, link=carriage.digest.get_absolute_url(), at=at)


def letter(carriage: Carriage, address: str) -> EmailMessage:
    """The mail: plain text, whole addresses, and the header by which mail programs offer to stop it (RFC 8058)."""
    digest = carriage.digest
    stop = digests.absolute(reverse("notify:stop", args=[stopping.token(carriage)]))
    parts = [part for part in digest.parts.all() if "mail" in part.subscription.channels]
    text = "\n\n".join([_("%s：") % digest.subscriber.name, *map(_in_words, parts), _foot(digest, stop)])
    return EmailMessage(
        subject=f"{digest.sender} · {digest.title}",
        body=text,
        from_email=formataddr((digest.sender, settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        headers={
            "Message-ID": f"<digest-{carriage.pk}@{digests.host()}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _in_words(part: DigestPart) -> str:
    shown = [_("【%(topic)s】%(count)d 条") % {"topic": part.label, "count": part.count}]
    for line in part.lines:
        shown.append(f"· {line['text']}（{line['meta']}）\n  {digests.absolute(line['link'])}")
    if part.more:
        shown.append(_("……还有 %d 条，请到平台查看。") % part.more)
    return "\n".join(shown)


def _foot(digest: Digest, stop: str) -> str:
    return _("发送单位：%(sender)s\n全部内容：%(all)s\n不想再收到这类邮件，请点：%(stop)s") % {
        "sender": digest.sender,
        "all": digests.absolute(digest.get_absolute_url()),
        "stop": stop,
    }


def _record_of(digest: Digest) -> Record:
    return Record.objects.about(digest).earliest("id")
