"""Deeds: read one, read all, say whether mail is wanted, send the mail."""

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.kernel.records import record
from tongxin.notify.events import MailChosen, MailDeclined
from tongxin.notify.models import Notice, Preference
from tongxin.people.models import Person, User


def read(*, notice: Notice, at: datetime) -> None:
    """Mark one as read; the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at)


def read_all(*, person_id: int, at: datetime) -> int:
    """Mark all of a person as read; returns how many."""
    return Notice.objects.of(person_id).unread().update(read_at=at)


@transaction.atomic
def choose_mail(*, person: Person, address: str, by: Actor, at: datetime) -> None:
    """From now on send notices to this address too; raises Unfit for who has no account."""
    if not User.objects.filter(person=person).update(email=address):
        raise Unfit(_("还没有开通账号，通知由窗口转告。"))
    Preference.objects.update_or_create(person=person, defaults={"by_mail": True, "at": at})
    record(MailChosen(person=person), by=by, at=at)


@transaction.atomic
def decline_mail(*, person: Person, by: Actor, at: datetime) -> None:
    """No more mail; the address is erased, it served nothing else."""
    User.objects.filter(person=person).update(email="")
    Preference.objects.update_or_create(person=person, defaults={"by_mail": False, "at": at})
    record(MailDeclined(person=person), by=by, at=at)


@transaction.atomic
def send(*, notice_id: int, at: datetime) -> bool:
    """Send one notice by mail, once. The letter says no more than the sentence; the link asks for sign-in."""
    waiting = Notice.objects.select_for_update(of=("self",)).select_related("recipient__user")
    notice = waiting.filter(pk=notice_id, mailed_at=None).first()
    if notice is None or not notice.recipient.user.email:
        return False
    body = _("%(text)s\n\n请登录平台查看详情。这封邮件由平台自动发出，可在“通知”页面关闭。") % {"text": notice.text}
    send_mail(_("同心平台通知"), body, None, [notice.recipient.user.email])
    notice.mailed_at = at
    notice.save(update_fields=["mailed_at"])
    return True
