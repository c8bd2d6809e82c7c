"""Deeds of a thread around an activity or a matter: those concerned speak, a moderator keeps order (CD-47)."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.models import Activity, SignUp
from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import asks as said
from tongxin.alliance.models import Agreement, CooperationAsk, Message, Pairing, PartnerRequest, Thread
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.records import record

#: What a thread may be about: something that several people share. There is none between two persons as such.
ABOUT: dict[str, type[models.Model]] = {
    "activity": Activity,
    "agreement": Agreement,
    "ask": CooperationAsk,
    "request": PartnerRequest,
    "pairing": Pairing,
}


class ThreadIsClosed(Refused):
    sentence = gettext_lazy("话题已由主持人关闭。")


class NotConcerned(NotYours):
    sentence = gettext_lazy("只有参加这项活动或这件事的各方可以看和说。")


@transaction.atomic
def open_thread(*, subject: models.Model, by: Actor, at: datetime) -> Thread:
    """The one thread of an activity or matter; opened by whoever is concerned, moderated by its host."""
    if not is_concerned(subject, by):
        raise NotConcerned
    host, path = _host_of(subject)
    thread, created = Thread.objects.get_or_create(
        subject_type=subject._meta.label_lower, subject_id=subject.pk,
        defaults={"title": str(subject)[:80], "host_id": host, "area_path": path, "opened_at": at},
    )  # fmt: skip
    if created:
        record(said.ThreadOpened(thread=thread), by=by, at=at)
    return thread


@transaction.atomic
def post(*, thread: Thread, text: str, by: Actor, at: datetime) -> Message:
    """Say something that everybody in the thread reads. Raises ThreadIsClosed, NotConcerned."""
    if thread.closed_at:
        raise ThreadIsClosed
    if not may_read(thread, by):
        raise NotConcerned
    message = Message.objects.create(
        thread=thread, by_id=by.principal_id, in_name_of_id=by.organization_id, text=needed(text, 500), at=at
    )
    record(said.MessagePosted(thread=thread, message=message.pk), by=by, at=at)
    return message


@transaction.atomic
def hide(*, message: Message, reason: str, by: Actor, at: datetime) -> None:
    """Take a message out of sight, with a reason that everybody sees; the author reads it still."""
    if not moderates(message.thread, by):
        raise NotYours
    if message.hidden_at:
        raise Refused(_("这条已经隐藏。"))
    message.hidden_at, message.hide_reason = at, needed(reason)
    message.save(update_fields=["hidden_at", "hide_reason"])
    record(said.MessageHidden(message=message, reason=message.hide_reason), by=by, at=at)


@transaction.atomic
def close(*, thread: Thread, by: Actor, at: datetime) -> None:
    if not moderates(thread, by):
        raise NotYours
    thread.closed_at = at
    thread.save(update_fields=["closed_at"])
    record(said.ThreadClosed(thread=thread), by=by, at=at)


def subject_of(thread: Thread) -> models.Model | None:
    model = next(model for model in ABOUT.values() if model._meta.label_lower == thread.subject_type)
    found: models.Model | None = model._base_manager.filter(pk=thread.subject_id).first()
    return found


def may_read(thread: Thread, by: Actor) -> bool:
    subject = subject_of(thread)
    return subject is not None and is_concerned(subject, by)


def moderates(thread: Thread, by: Actor) -> bool:
    """The host: its own people, or the desk of the place."""
    serves = by.steers.along == "area" and by.steers.covers(thread.area_path) and "asks.manage" in by.office
    return by is SYSTEM or serves or thread.host_id == by.organization_id


def is_concerned(subject: models.Model, by: Actor) -> bool:
    """Of an activity: its hosts, who signed up, the desk of the place. Of a matter: whoever sees it."""
    if by is SYSTEM:
        return True
    if not isinstance(subject, Activity):
        rows = type(subject).objects.visible_to(by)  # type: ignore[attr-defined]
        return bool(rows.filter(pk=subject.pk).exists())
    serves = by.steers.along == "area" and by.steers.covers(subject.area_path) and bool(by.office)
    hosts = {subject.host_id, *subject.co_hosts.values_list("pk", flat=True)}
    signed = SignUp.objects.filter(activity=subject, person_id=by.principal_id, state__in=SignUp.ALIVE)
    return serves or bool(hosts & set(by.own_ids)) or signed.exists()


def _host_of(subject: models.Model) -> tuple[int, str]:
    return subject.host_id, subject.area_path  # type: ignore[attr-defined]
