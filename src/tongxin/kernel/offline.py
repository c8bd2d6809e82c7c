"""Offline: what a phone kept while it had no network comes later, each thing once, with the answer it got first.

A form marked `data-queue` waits on the phone (`web/queue`) and is then sent to its own address with four words in
the head: an id made on the phone, for whom it was kept, and when it was made and sent by the phone's clock. That
clock may be wrong by an hour, so only the difference of the two is believed: the moment of the deed is the moment
of receipt less the time between making and sending.

An answer is final when the deed was done or refused; it is then kept under the id, in the transaction of the deed.
Everything else (signed out, another person signed in, tried too often, no database) changes nothing, and the
phone sends the same again later.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from tongxin.kernel.errors import Refused, SentAlready
from tongxin.kernel.models import OfflineAnswer
from tongxin.kernel.models.offline import REMEMBERED
from tongxin.kernel.web import actor_of, sent_before

ITEM, PERSON, MADE, SENT = "X-Queue-Item", "X-Queue-Person", "X-Queue-Made", "X-Queue-Sent"
#: Fields that say where a phone is: they are judged and forgotten, so not even their digest is kept.
PASSING_FIELDS = "here_"
#: Refusals that another try may overcome.
PASSING = (401, 408, 425, 429)

View = Callable[..., HttpResponse]


@dataclass
class Queued:
    """One thing from a phone's queue: when it was really made, and what the view says of it."""

    item: uuid.UUID
    person_id: int
    made_at: datetime
    said: str = ""
    to: str = ""


class NotNow(Exception):
    """No final answer: the transaction is undone, and the phone keeps the thing and sends it again."""

    def __init__(self, status: int, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.why, self.sentence = status, why, sentence


def takes_queued(view: View) -> View:
    """Mark a view whose form a phone may send later. It stands outside of `may`, whose refusals are answers too."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ITEM not in request.headers:
            return view(request, *args, **kwargs)
        try:
            queued = _read(request)
            _check_person(request, queued)
            request.queued = queued  # type: ignore[attr-defined]
            answer = _answer_once(request, queued, lambda: view(request, *args, **kwargs))
        except NotNow as error:
            words = {"final": False, "why": error.why, "sentence": error.sentence}
            return JsonResponse(words, status=error.status)
        return JsonResponse(answer.as_words(), status=answer.status)

    return door


def kept_offline(view: View) -> View:
    """Mark a page that a phone may keep to show it without network: one's own data and what everybody may know."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers["X-Keep-Offline"] = "1"
        return answer

    return door


def made_earlier(request: Any) -> datetime | None:
    """When the person did it on a phone without network; None where the form comes at once."""
    queued: Queued | None = getattr(request, "queued", None)
    return queued.made_at if queued else None


def estimated(*, received: datetime, made: float, sent: float) -> datetime:
    """When something was made, from two readings of a clock that may be wrong, in milliseconds. A clock that was put
    back in between says nothing, so receipt is taken then."""
    behind = min(max(sent - made, 0.0), REMEMBERED.total_seconds() * 1000)
    return received - timedelta(milliseconds=behind)


def _read(request: HttpRequest) -> Queued:
    try:
        item, person = uuid.UUID(request.headers[ITEM]), int(request.headers[PERSON])
        made, sent = float(request.headers[MADE]), float(request.headers[SENT])
        made_at = estimated(received=request.at, made=made, sent=sent)  # type: ignore[attr-defined]
    except (KeyError, ValueError, OverflowError) as error:
        raise NotNow(400, "broken", _("手机送来的内容不完整，请更新页面后再试。")) from error
    return Queued(item, person, made_at)


def _check_person(request: HttpRequest, queued: Queued) -> None:
    actor = actor_of(request)
    if actor is None:
        raise NotNow(401, "sign-in", _("登录已过期，请登录后再上传。"))
    if actor.principal_id != queued.person_id:
        raise NotNow(409, "person", _("这一条是别人在本机记下的，等本人登录后上传。"))


def _answer_once(request: HttpRequest, queued: Queued, do: Callable[[], HttpResponse]) -> OfflineAnswer:
    digest = _digest(request)
    try:
        with transaction.atomic():
            row, is_first = _claim(request, queued, digest)
            if is_first:
                _settle(row, request, queued, do)
    except OperationalError as error:
        raise NotNow(503, "later", _("数据库暂时连不上，稍后会自动再传。")) from error
    if (row.person_id, row.digest) != (queued.person_id, digest):
        return OfflineAnswer(item=queued.item, status=409, sentence=_("这个编号已经用于另一条内容，没有办理。"))
    return row


def _claim(request: HttpRequest, queued: Queued, digest: str) -> tuple[OfflineAnswer, bool]:
    """Take the id, or wait for who takes it just now and find what was answered."""
    row = OfflineAnswer(
        item=queued.item, person_id=queued.person_id, digest=digest, made_at=queued.made_at,
        received_at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return OfflineAnswer.objects.get(pk=queued.item), False
    return row, True


def _settle(row: OfflineAnswer, request: HttpRequest, queued: Queued, do: Callable[[], HttpResponse]) -> None:
    """Do the deed and write down how it ended; raises NotNow where it did not end."""
    row.status, row.sentence = _outcome(request, queued, do)
    if row.status >= 500 or row.status in PASSING:
        raise NotNow(row.status, "later", row.sentence)
    row.sentence, row.to = row.sentence[:400], queued.to[:200]
    row.save(update_fields=["status", "sentence", "to"])


def _outcome(request: HttpRequest, queued: Queued, do: Callable[[], HttpResponse]) -> tuple[int, str]:
    try:
        status = do().status_code
    except Refused as error:
        # The page may have sent the form before the network broke; then the deed is done.
        if isinstance(error, SentAlready) or sent_before(request):
            return 200, str(SentAlready())
        return error.status, str(error)
    except IntegrityError as error:
        if "form_key" not in str(error):
            raise
        return 200, str(SentAlready())
    except Http404:
        return 404, _("没有找到：它可能已被撤下，或不在您的范围内。")
    return (200 if status < 400 else status), queued.said


def _digest(request: HttpRequest) -> str:
    names = (name for name in request.POST if name != "csrfmiddlewaretoken" and not name.startswith(PASSING_FIELDS))
    given = sorted((name, request.POST.getlist(name)) for name in names)
    given += sorted((name, [str(file.size) for file in files]) for name, files in request.FILES.lists())
    return sha256(repr((request.path, given)).encode()).hexdigest()
