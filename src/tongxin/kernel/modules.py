"""Modules: what a city has switched on, and at which levels (CD-42).

A room says in its app configuration which module its addresses belong to: `modules = {"": "points"}`, or by the first
word of the address where it has several: `modules = {"needs": "needs", "offers": "resources"}`. A module that the city
has not switched on has no pages at all. One that is off at the level of a post has no lists and no new forms there; a
single thing that was handed up (a late objection) still opens by its own scope.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, ResolverMatch, resolve, reverse

from tongxin.kernel import terms
from tongxin.kernel.web import actor_of

#: Addresses of these faces are for everybody: at which level a post stands does not matter there.
FACES = ("my", "public")
#: Arguments that name no single thing.
OF_LISTS = {"kind", "year", "month"}


class ModulesMiddleware:
    """Pages of a module that is switched off are not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]) -> None:
        match = request.resolver_match
        if match is None or not match.app_names:
            return
        module, is_desk = module_of(match.route, match.app_names[0])
        if not module:
            return
        if not is_on(module) or (is_desk and kwargs.keys() <= OF_LISTS and not is_on(module, _level(request))):
            raise Http404


def is_on(module: str, area_kind: str = "") -> bool:
    """Whether the city switched the module on, at this level or, without one, at any."""
    if not module:
        return True
    term = terms.find("modules", module)
    if term is None or not term.is_active:
        return False
    levels = term.data.get("levels")
    return levels is None or (area_kind in levels if area_kind else bool(levels))


def opens(page: str) -> bool:
    """Whether a page (`"enrolment:my-enrolment"`) belongs to a module that the city switched on."""
    return is_on(_module_of_page(page))


@cache
def module_of(route: str, room: str) -> tuple[str, bool]:
    """The module an address belongs to, or none, and whether it lies on the desk."""
    config = apps.app_configs.get(room)
    modules: Mapping[str, str] = getattr(config, "modules", {})
    words = [word for word in route.lstrip("^").split("/") if word]
    is_desk = not words or words[0] not in FACES
    noun = (words if is_desk else words[1:] or [""])[0] if words else ""
    return modules.get(noun, modules.get("", "")), is_desk


@cache
def _module_of_page(page: str) -> str:
    try:
        match: ResolverMatch = resolve(reverse(page))
    except NoReverseMatch:
        return ""
    return module_of(match.route, match.app_names[0])[0] if match.app_names else ""


def _level(request: HttpRequest) -> str:
    # The actor that the view will ask for anyway; it is loaded once for each request.
    actor = actor_of(request)
    return actor.area_kind if actor else ""
