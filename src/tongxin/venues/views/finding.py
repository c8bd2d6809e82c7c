"""Finding a venue and booking it, at the desk and on the phone: the same questions, two faces."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas.models import Area
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Principal
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.people.models import Person
from tongxin.ui.filters import short_day
from tongxin.venues import actions, queries, returning
from tongxin.venues.errors import HallTaken, NotOpen
from tongxin.venues.finding import Wanted, find, holds_on, next_free
from tongxin.venues.forms import BookForm, FindForm, first_guess
from tongxin.venues.models import Booking, Venue
from tongxin.venues.opening import Openings, is_announced
from tongxin.venues.views.desk import hours_of, seen


@require_GET
@may("venues.book")
def find_desk(request: DoorRequest) -> HttpResponse:
    return page(request, "venues/find.html", _asked(request, "venues:find", "venues:book"))


@require_GET
@may("venues.book")
def find_phone(request: DoorRequest) -> HttpResponse:
    return page(request, "venues/my_find.html", _asked(request, "venues:my-find", "venues:my-book"))


def _asked(request: DoorRequest, here: str, book: str) -> dict[str, Any]:
    guess = first_guess(request.at, _home(request))
    asked = request.GET if "day" in request.GET else None
    form = FindForm(asked, initial=guess, on=today(request.at))
    shown: dict[str, Any] = {"form": form, "here": reverse(here), "book": book, "free": None, "others": []}
    if asked is not None and form.is_valid():
        wanted = form.wanted()
        shown["free"], shown["others"] = find(wanted, at=request.at)
        shown["wanted"] = wanted
        shown["query"] = urlencode({name: request.GET[name] for name in ("day", "begins", "ends", "people")})
        shown["past"] = wanted.begins_at <= request.at
    return shown


def _home(request: DoorRequest) -> str:
    """The name of the place that the post serves or the person lives in."""
    area = Area.objects.filter(path=request.actor.area_path).first()
    return area.name if area else ""


@require_http_methods(["GET", "POST"])
@may("venues.book")
def book(request: DoorRequest, pk: int) -> HttpResponse:
    return _book(request, pk, at_desk=True)


@require_http_methods(["GET", "POST"])
@may("venues.book")
def my_book(request: DoorRequest, pk: int) -> HttpResponse:
    return _book(request, pk, at_desk=False)


def _book(request: DoorRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    """The form of one venue; what cannot be had comes back with the reason and the next slot.

    A booking that returns is answered with the list of its days first; the same form sent again from there books them.
    """
    venue = seen(request, pk)
    form = BookForm(request.POST or None, actor=request.actor, venue=venue, at_desk=at_desk, initial=_hints(request))
    shown = {"venue": venue, "form": form, "hours": hours_of(venue)}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        try:
            if preview := _preview(request, venue, form):
                return page(request, _template(at_desk), shown | preview)
            thing, said = _done(request, venue, form)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, _with_next(refused, venue, form, request.at))
        else:
            name = "venues:booking" if at_desk else "venues:my-booking"
            return done(request, reverse(name, args=[thing.pk]), said)
    return page(request, _template(at_desk), shown, status=422 if form.errors else 200)


def _template(at_desk: bool) -> str:
    return "venues/book.html" if at_desk else "venues/my_book.html"


def _preview(request: DoorRequest, venue: Venue, form: BookForm) -> dict[str, Any]:
    """The days of a booking that returns; nothing where the days now are those that were seen and confirmed."""
    if not form.cleaned_data.get("every") or sent_before(request):
        return {}
    what = _what(request, venue, form)
    names = ("venue", "booker", "purpose", "people", "begins_at", "ends_at", "at", "contact")
    days = returning.occasions(rule=form.rule, **{name: what[name] for name in names})
    free = [each.day.isoformat() for each in days if not each.why_not]
    confirmed = request.POST.getlist("had")
    if free and free == confirmed:
        return {}
    return {"occasions": days, "had": free, "has_changed": bool(confirmed), "filled_in": list(_sent(request))}


def _sent(request: DoorRequest) -> Iterator[tuple[str, str]]:
    """What was filled in, as it came, to be sent once more."""
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", "form_key", "had"):
            yield from ((name, str(value)) for value in values)


def _hints(request: DoorRequest) -> dict[str, Any]:
    """What the finder was asked, carried over in the address."""
    guess = first_guess(request.at, "")
    return {name: request.GET.get(name) or guess[name] for name in ("day", "begins", "ends", "people")} | {
        "may_wait": request.GET.get("wait") == "1"
    }


def _done(request: DoorRequest, venue: Venue, form: BookForm) -> tuple[Booking, str]:
    given, what = form.cleaned_data, _what(request, venue, form)
    if given.get("every"):
        _series, made, missed = returning.book_series(rule=form.rule, **what)
        return made[0], _("约上 %d 次。") % len(made) + _spell_missed(missed)
    booking = actions.book(may_wait=given["may_wait"], **what)
    answers = {"asked": _("已提交，等管理单位审批。"), "waiting": _("已加入候补，空出来会通知您。")}
    words = answers.get(booking.step, _("已约定，到时见。"))
    if not is_announced(booking.day):
        words += _("那一年的放假安排还没有公布，开放时间以公布后的为准。")
    return booking, words


def _what(request: DoorRequest, venue: Venue, form: BookForm) -> dict[str, Any]:
    """What is asked for, by whom and in whose name."""
    given = form.cleaned_data
    booker = get_object_or_404(Principal.objects.select_related("person", "organization"), pk=form.booker_id)
    somebody = given.get("who")
    return {
        "venue": venue, "booker": booker, "title": given["title"], "purpose": given["purpose"],
        "people": given["people"], "begins_at": given["begins_at"], "ends_at": given["ends_at"],
        "by": request.actor.for_somebody(booker.pk) if somebody else request.actor, "at": request.at,
        "contact": Person.objects.filter(pk=somebody.pk if somebody else request.actor.principal_id).first(),
    }  # fmt: skip


def _spell_missed(missed: list[returning.Occasion]) -> str:
    """The days of a series that could not be had, said with the reason once for all it stands against."""
    days: dict[str, list[str]] = {}
    for each in missed:
        days.setdefault(each.why_not, []).append(short_day(each.begins_at))
    return "".join(_("没有约上 %(days)s：%(why)s") % {"days": "、".join(on), "why": why} for why, on in days.items())


def _with_next(refused: Refused, venue: Venue, form: BookForm, at: datetime) -> str:
    """The refusal, and where it is about the hour the next one that can be had."""
    given = form.cleaned_data
    if not isinstance(refused, HallTaken | NotOpen):
        return str(refused)
    wanted = Wanted(people=1, begins_at=given["begins_at"], ends_at=given["ends_at"])
    openings = Openings.of([venue])
    holds = holds_on([venue], max(wanted.begins_at, at), wanted.begins_at + queries.AHEAD)
    slot = next_free(venue, wanted, openings, holds, at)
    if slot is None:
        return str(refused)
    begin, end = (each.astimezone(CHINA) for each in slot)
    words = _("最近的空档：%(day)s %(from)s–%(to)s。") % {
        "day": f"{begin:%m-%d}", "from": f"{begin:%H:%M}", "to": f"{end:%H:%M}",
    }  # fmt: skip
    return f"{refused}{words}"
