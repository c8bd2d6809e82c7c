"""The page of a thread: one for an activity or a matter, for all concerned, with a moderator."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.alliance.actions import threads
from tongxin.alliance.forms.asks import MessageForm
from tongxin.alliance.models import Message, Thread
from tongxin.alliance.views.common import did
from tongxin.kernel.web import DoorRequest, done, may, page

#: So many messages are read at once, the newest at the end.
SHOWN = 200


@require_POST
@may()
def open_thread(request: DoorRequest, about: str, pk: int) -> HttpResponse:
    model = threads.ABOUT.get(about)
    subject = model._base_manager.filter(pk=pk).first() if model else None
    if subject is None or not threads.is_concerned(subject, request.actor):
        raise Http404
    return done(request, threads.open_thread(subject=subject, by=request.actor, at=request.at))


@require_GET
@may()
def thread(request: DoorRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return page(request, _face(request), _shown(request, found) | {"form": MessageForm()})


@require_POST
@may()
def post(request: DoorRequest, pk: int) -> HttpResponse:
    found, form = _find(request, pk), MessageForm(request.POST)
    if did(request, form, threads.post, thread=found):
        return done(request, found)
    return page(request, _face(request), _shown(request, found) | {"form": form}, status=422)


@require_POST
@may()
def hide(request: DoorRequest, pk: int) -> HttpResponse:
    message = Message.objects.filter(pk=pk).select_related("thread").first()
    if message is None:
        raise Http404
    found = _find(request, message.thread_id)
    threads.hide(message=message, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, found, _("已隐藏，原因大家都看得到。"))


@require_POST
@may()
def close(request: DoorRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    threads.close(thread=found, by=request.actor, at=request.at)
    return done(request, found, _("话题已关闭。"))


def _find(request: DoorRequest, pk: int) -> Thread:
    found = Thread.objects.filter(pk=pk).select_related("host").first()
    if found is None or not threads.may_read(found, request.actor):
        raise Http404
    return found


def _face(request: DoorRequest) -> str:
    return "alliance/thread.html" if request.actor.office else "alliance/my_thread.html"


def _shown(request: DoorRequest, thread: Thread) -> dict[str, Any]:
    rows = thread.messages.select_related("by", "in_name_of").order_by("-pk")[:SHOWN]  # type: ignore[attr-defined]
    subject = threads.subject_of(thread)
    return {
        "thread": thread,
        "messages_of": reversed(list(rows)),
        "moderates": threads.moderates(thread, request.actor),
        "about": subject.get_absolute_url() if subject is not None else "",  # type: ignore[attr-defined]
    }
