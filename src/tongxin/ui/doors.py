"""The doors that the faces themselves lead to, by the name of the view. A door whose room is not built is not shown."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import translation

from tongxin.kernel import modules

DOORS = {
    "home": "portal:home",
    "desk": "portal:desk",
    "search": "portal:search",
    "help": "portal:help",
    "privacy": "portal:privacy",
    "elder": "ui:elder",
    "manifest": "ui:manifest",
    "notices": "notify:list",
    "unread": "notify:count",
    "sign_in": "people:sign-in",
    "sign_out": "people:sign-out",
    "account": "people:account",
    "switch_post": "organizations:switch-post",
    "my_home": "portal:my",
    "my_services": "portal:my-services",
    "my_add": "portal:my-add",
    "my_activities": "activities:near",
    "my_me": "points:year",
    "saved_lists": "portal:saved-lists",
    "my_member_year": "enrolment:my-member-year",
}


def door(name: str) -> str | None:
    """The address behind one of the names above, or nothing."""
    view = DOORS[name]
    return _found(view, get_urlconf() or settings.ROOT_URLCONF) if modules.opens(view) else None


@cache
def _found(view: str, urlconf: str) -> str | None:
    # Every page asks for a dozen doors, and the doors of a running house do not move.
    try:
        return reverse(view, urlconf=urlconf)
    except NoReverseMatch:
        return None


def language() -> str:
    """The page's language for `<html lang>`."""
    return {"zh-hans": "zh-CN"}.get(translation.get_language() or "zh-hans", "en")
