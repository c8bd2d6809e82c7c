"""What we want to hear: my choices and those of the organization I act for; what came; stopping mail by its link."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.digests import Topic
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Principal
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page
from tongxin.notify import digest_actions, news, stopping
from tongxin.notify.access import may_choose_for_body
from tongxin.notify.channels import channels
from tongxin.notify.forms import SubscriptionForm
from tongxin.notify.models import Digest, MailStop, News, Subscription
from tongxin.notify.models.digest import Rhythm
from tongxin.notify.views.notices import works_at_desk
from tongxin.people.models import Person

#: In whose name one chooses: for oneself, or for the organization of the post.
ME, BODY = "me", "unit"

#: So many of the newest are shown as a sample where nothing waits to be told.
SAMPLE = 200


@require_GET
@may()
def subscriptions(request: DoorRequest) -> HttpResponse:
    """Every topic with how it is heard, by me and by the organization I act for."""
    mine = [(whose, _subscriber(request, whose)) for whose in (BODY, ME) if _may_choose(request, whose)]
    context = {
        "choices": [(whose, subscriber, _choices(request, subscriber)) for whose, subscriber in mine],
        "came": Digest.objects.visible_to(request.actor).select_related("subscriber").order_by("-pk")[:20],
        "stopped": MailStop.objects.filter(person=request.actor.principal_id).select_related("subscriber"),
        "on_desk": works_at_desk(request),
    }
    return page(request, "notify/subscriptions.html", context)


@require_http_methods(["GET", "POST"])
@may()
def subscription(request: DoorRequest, whose: str, topic: str) -> HttpResponse:
    """Choose for one topic."""
    subscriber = _subscriber(request, whose)
    found = _topic(request, topic, subscriber)
    before = Subscription.objects.filter(subscriber=subscriber, topic=topic).first()
    given = request.POST if request.method == "POST" else None
    form = SubscriptionForm(
        given, topic=found, subscriber=subscriber, areas=_areas(request, whose), initial=_initial(before)
    )
    if given is not None and form.is_valid():
        digest_actions.choose(
            subscriber=subscriber, topic=topic, by=request.actor, at=request.at, **form.cleaned_data
        )  # fmt: skip
        return done(request, "notify:subscriptions", _("已保存。"))
    context = {
        "form": form,
        "topic": found,
        "whose": whose,
        "subscriber": subscriber,
        "sample": _sample(request, subscriber, found, before) if given is None else None,
        "on_desk": works_at_desk(request),
    }
    return page(request, "notify/subscription.html", context, status=422 if given is not None else 200)


@require_GET
@may("", Digest, together=("subscriber",))
def digest(request: DoorRequest, digest: Digest) -> HttpResponse:
    """One digest as it was sent."""
    context = {
        "digest": digest,
        "parts": digest.parts.select_related("subscription"),
        "on_desk": works_at_desk(request),
    }
    return page(request, "notify/digest.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@open_to_all
def stop(request: DoorRequest, token: str) -> HttpResponse:
    """Stop mail by the link in a letter. The signature is the right; a look alone changes nothing, because mail
    programs follow links by themselves; a post does, also that of a mail program's own button."""
    whose = stopping.read(token)
    person = Person.objects.filter(pk=whose[0]).first() if whose else None
    subscriber = Principal.objects.filter(pk=whose[1]).first() if whose else None
    if person is None or subscriber is None:
        raise Http404
    if request.method == "POST":
        digest_actions.stop_mail(person=person, subscriber=subscriber, at=request.at)
    stopped = MailStop.objects.filter(person=person, subscriber=subscriber).exists()
    context = {"subscriber": subscriber, "token": token, "is_stopped": stopped}
    return page(request, "notify/stop.html", context)


@require_POST
@may()
def resume_mail(request: DoorRequest, pk: int) -> HttpResponse:
    """Take mail up again after it was stopped by a link."""
    stopped = MailStop.objects.filter(pk=pk, person=request.actor.principal_id).select_related("subscriber").first()
    if stopped is None:
        raise Http404
    person = Person.objects.get(pk=request.actor.principal_id)
    digest_actions.resume_mail(person=person, subscriber=stopped.subscriber, by=request.actor, at=request.at)
    return done(request, "notify:subscriptions", _("以后又会发到您的邮箱。"))


def _may_choose(request: DoorRequest, whose: str) -> bool:
    return whose == ME or (request.actor.organization_id is not None and may_choose_for_body(request.actor, None))


def _subscriber(request: DoorRequest, whose: str) -> Principal:
    if whose not in (ME, BODY):
        raise Http404
    if not _may_choose(request, whose):
        raise NotYours
    key = request.actor.principal_id if whose == ME else request.actor.organization_id or 0
    return Principal.objects.get(pk=key)


def _topic(request: DoorRequest, name: str, subscriber: Principal) -> Topic:
    offered = news.topics_for(subscriber, at=request.at)
    if name not in offered:
        raise Http404
    return offered[name]


def _choices(request: DoorRequest, subscriber: Principal) -> list[tuple[Topic, str]]:
    """Each topic with its choice in words."""
    chosen = {each.topic: each for each in Subscription.objects.filter(subscriber=subscriber).select_related("area")}
    offered = news.topics_for(subscriber, at=request.at)
    return [(topic, _in_words(topic, chosen.get(name))) for name, topic in offered.items()]


def _in_words(topic: Topic, chosen: Subscription | None) -> str:
    if chosen is None or chosen.rhythm == Rhythm.NEVER:
        return str(Rhythm.NEVER.label)
    known = channels()
    ways = "、".join(str(known[code].label) for code in chosen.channels if code in known)
    codes = "、".join(terms.label(topic.listed_in, code) for code in chosen.codes) or _("全部%(what)s") % {
        "what": topic.codes_label
    }
    return " · ".join(
        [str(Rhythm(chosen.rhythm).label), ways, codes, chosen.area.name if chosen.area else _("不限区域")]
    )


def _initial(before: Subscription | None) -> dict[str, Any]:
    if before is None:
        return {"rhythm": Rhythm.NEVER, "channels": ["in_app"]}
    return {"rhythm": before.rhythm, "channels": before.channels, "codes": before.codes, "area": before.area_id}


def _areas(request: DoorRequest, whose: str) -> QuerySet[Area]:
    """Where one is, everything above it, and what lies right below."""
    path = request.actor.area_path
    if whose == BODY and not path:
        return Area.objects.none()
    above = [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]
    return Area.objects.current().filter(Q(path__in=above) | Q(parent__path=path)).order_by("path")


def _sample(request: DoorRequest, subscriber: Principal, topic: Topic, chosen: Subscription | None) -> dict[str, Any]:
    """What the next digest would hold; where nothing waits, the newest that would have fitted."""
    asked = chosen or Subscription(subscriber=subscriber, topic=topic.name)
    reader, upto = news.reader_of(subscriber, at=request.at), news.newest()
    waits = chosen is not None and chosen.rhythm != Rhythm.NEVER
    lines = news.lines(asked, reader=reader, after=asked.heard, upto=upto, at=request.at) if waits else []
    if lines:
        return {"lines": lines[: news.MOST], "waits": True, "more": max(len(lines) - news.MOST, 0)}
    newest = News.objects.filter(topic=topic.name).order_by("-id").values_list("id", flat=True)[:SAMPLE]
    after = min(newest, default=1) - 1
    return {"lines": news.lines(asked, reader=reader, after=after, upto=upto, at=request.at)[:5], "waits": False,
            "more": 0}  # fmt: skip
