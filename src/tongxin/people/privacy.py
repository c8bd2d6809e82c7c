"""The privacy notice of this installation, and the door that asks for consent to its newest version first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.web import actor_of
from tongxin.people.limits import keep_session

#: The list of texts of the profile, and the code under which versions of the notice stand in it.
TEXTS, NOTICE = "texts", "privacy"


@dataclass(frozen=True)
class Text:
    """A public text of the profile in one version."""

    label: str
    version: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [each.strip() for each in self.text.split("\n\n") if each.strip()]


def text_of(code: str, *, on: date) -> Text | None:
    """The newest version of a text that holds on a day."""
    rows = [term for term in terms.terms(TEXTS).values() if term.code == code or term.code.startswith(f"{code}.")]
    begun = [term for term in rows if str(term.data.get("valid_from", "")) <= on.isoformat()]
    if not begun:
        return None
    newest = max(begun, key=lambda term: (str(term.data.get("valid_from", "")), term.number))
    return Text(newest.label, str(newest.data.get("version", "1")), str(newest.data.get("text", "")))


def notice(*, on: date) -> Text | None:
    return text_of(NOTICE, on=on)


def before_consent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that must open before consent was given: the consent page itself, leaving, one's own data."""
    view.before_consent = True  # type: ignore[attr-defined]
    return view


class ConsentMiddleware:
    """Nobody works signed in without having agreed to the newest notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "is_guarded", False) or getattr(view, "before_consent", False):
            return None
        if actor_of(request) is None:
            return None
        keep_session(request)
        newest = notice(on=today(request.at))  # type: ignore[attr-defined]
        if newest is None or request.account["notice_version"] == newest.version:  # type: ignore[attr-defined]
            return None
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return redirect(f"{reverse('people:consent')}?{back}")
