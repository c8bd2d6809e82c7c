"""Web: the door. It asks the clock once, fills in the actor, renders pages or one of their blocks, and puts
refusals into words.

A view: find it in scope (`may` does), read the form, do one deed, answer.
"""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db import DataError, IntegrityError, OperationalError, models
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template import engines
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from jinja2_fragments import render_block
from psycopg.errors import DeadlockDetected

from tongxin.kernel.access import ScopedQuerySet
from tongxin.kernel.actor import Actor, Once
from tongxin.kernel.asked import Whole
from tongxin.kernel.errors import NotYours, Refused, SentAlready
from tongxin.kernel.models import Record
from tongxin.kernel.remembered import RememberedBy


class DoorRequest(HttpRequest):
    """A request that has come through the door: with the moment it came, and who acts."""

    at: datetime
    actor: Actor


View = Callable[..., HttpResponse]
Bringing = Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
#: The language of the page that is being drawn; Django's own answer is dear, and each word of a page asks.
spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


class DoorMiddleware:
    """Ask the clock, fill in the actor when a view wants one, and answer refusals in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SentAlready) or (isinstance(error, IntegrityError) and "form_key" in str(error)):
            return _sent_already(request)
        if isinstance(error, Refused):
            # A second sending mostly stumbles over what the first one did, before it reaches the record.
            if sent_before(request):
                return _sent_already(request)
            answer = refusal(request, str(error), status=error.status, leads_to=error.leads_to)
            return with_wait(answer, error)
        if isinstance(error.__cause__, DeadlockDetected):
            # Two who shut each other out wait for each other: PostgreSQL lets one of them go on, nothing is half done.
            sentence = _("刚才有人同时在办同一件事，您的这次没有办成；填写的内容没有丢失，请再提交一次。")
            return refusal(request, sentence, status=409)
        if isinstance(error, DataError | psycopg.DataError) and _holds_nothing_of(error):
            return refusal(request, _("地址或表单里有看不见的字符，或太大的数，请改正后再试。"), status=400)
        if isinstance(error, OperationalError):
            return refusal(request, _("数据库暂时连不上，您填写的内容没有丢失，请稍后再提交。"), status=503)
        return None


def _holds_nothing_of(error: Exception) -> bool:
    """Whether the database cannot hold what was sent, whatever it is sent for."""
    return "NUL (0x00)" in str(error) or "out of range" in str(error)


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in this request, or None without sign-in; loaded once, by the room that knows posts."""
    if not hasattr(request, "actor"):
        load: Callable[[HttpRequest], Actor | None] = import_string(settings.ACTOR_LOADER)
        actor = load(request)
        key = form_key_of(request)
        request.actor = replace(actor, once=Once(key)) if actor and key else actor  # type: ignore[attr-defined]
    return cast(Actor | None, request.actor)  # type: ignore[attr-defined]


def may(
    power: str = "",
    model: type[models.Model] | None = None,
    *,
    together: tuple[str, ...] = (),
    bringing: Bringing | None = None,
) -> Callable[[View], View]:
    """The door of a view: sign-in, the power, and the thing `pk` within scope; 404 outside of it.

    `together` names relations to fetch with the thing for a page that shows it. `bringing` makes a hot record page one
    question: what it adds to the rows comes along with the thing; the question is made into SQL once in a few seconds
    for each who asks.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor is None:
                return to_sign_in(request)
            if power and not actor.holds(power):
                raise NotYours
            if model is None:
                return view(request, *args, **kwargs)
            # A deed reads the thing anew under its lock, so a form that was sent needs nothing beside it.
            beside = () if request.method == "POST" else together
            return view(request, find(model, kwargs.pop("pk"), actor, beside, bringing), *args, **kwargs)

        door.power, door.model = power, model  # type: ignore[attr-defined]
        door.is_guarded = True  # type: ignore[attr-defined]
        return door

    return guard


def open_to_all(view: View) -> View:
    """The door of a public page: no sign-in; an actor is filled in where there is one."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor_of(request)
        return view(request, *args, **kwargs)

    door.is_guarded = False  # type: ignore[attr-defined]
    return door


def find(
    model: type[models.Model], pk: int, actor: Actor, together: tuple[str, ...] = (), bringing: Bringing | None = None
) -> Any:
    def rows(pk: int) -> models.QuerySet[Any]:
        seen = cast(ScopedQuerySet, model._default_manager.all()).visible_to(actor).filter(pk=pk)
        return seen.select_related(*together) if together else seen

    if bringing:
        ask = FINDING((bringing, together, actor), lambda: Whole(bringing(rows(ANY_KEY)), pk=ANY_KEY))
        thing = next(iter(ask(pk=pk)), None)
    else:
        thing = rows(pk).first()
    if thing is None:
        raise Http404
    return thing


FINDING: RememberedBy[Whole] = RememberedBy()
#: Stands in a question for the key of the thing.
ANY_KEY = -987_654_321


def to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
    return _moved(request, address)


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page, or one of its blocks: `page(request, "exchange/show.html#status", {...})`."""
    name, _hash, block = template.partition("#")
    environment = engines["pages"].env  # type: ignore[attr-defined]
    shown = page_context(request) | (context or {})
    if status >= 400:
        _tell_queue(request, _errors_of(context or {}))
    speaking = spoken.set(get_language())
    try:
        drawn = (
            render_block(environment, name, block, **shown) if block else environment.get_template(name).render(shown)
        )
    finally:
        spoken.reset(speaking)
    return HttpResponse(drawn, status=status)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page may rely on; rooms above add theirs by `settings.PAGE_CONTEXT`."""
    context: dict[str, Any] = {
        "request": request,
        "actor": getattr(request, "actor", None),
        "messages": messages.get_messages(request),
        "form_key": uuid.uuid4,
    }
    for path in settings.PAGE_CONTEXT:
        context |= import_string(path)(request)
    return context


def done(request: HttpRequest, to: Any, said: str = "") -> HttpResponse:
    """The answer after a deed: go to the thing (or URL), with one sentence of what happened."""
    # Django would look for a view of such a name first.
    address = to if isinstance(to, str) and to.startswith("/") else resolve_url(to)
    if said and not _tell_queue(request, said, to=address):
        messages.success(request, said)
    return _moved(request, address)


def refusal(
    request: HttpRequest, sentence: str, *, status: int, leads_to: tuple[Any, str] | None = None
) -> HttpResponse:
    """A sentence, with the page that helps on: a fragment for the message area to htmx, a page to others."""
    _tell_queue(request, sentence)
    refuse: Callable[..., HttpResponse] = import_string(settings.REFUSE)
    return refuse(request, status, sentence, leads_to=leads_to)


def with_wait(answer: HttpResponse, error: Refused) -> HttpResponse:
    """The answer to a refusal, with the seconds after which to try again."""
    if error.wait is not None:
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _tell_queue(request: HttpRequest, said: str, to: str = "") -> bool:
    """Where a phone's queue asked (`kernel.offline`), the sentence is for it and not for the next page."""
    queued = getattr(request, "queued", None)
    if queued is not None:
        queued.said, queued.to = said, to
    return queued is not None


def _errors_of(context: dict[str, Any]) -> str:
    forms = [each for each in context.values() if isinstance(each, BaseForm)]
    return " ".join(str(error) for form in forms for errors in form.errors.values() for error in errors)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def sent_before(request: HttpRequest) -> bool:
    """Whether this very form did its deed already. A view that turns refusals into form errors lets them pass then."""
    key = form_key_of(request)
    return key is not None and Record.objects.filter(form_key=key).exists()


def form_key_of(request: HttpRequest) -> str | None:
    sent = request.POST.get("form_key") if request.method == "POST" else None
    try:
        return str(uuid.UUID(sent)) if sent else None
    except ValueError:
        return None


def _sent_already(request: HttpRequest) -> HttpResponse:
    first = Record.objects.filter(form_key=form_key_of(request)).first()
    if first is None:
        return refusal(request, str(SentAlready()), status=SentAlready.status)
    thing = apps.get_model(first.subject_type)._base_manager.filter(pk=first.subject_id).first()
    messages.info(request, str(SentAlready()))
    return _moved(request, thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else "/")
