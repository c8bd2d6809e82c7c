"""The doors that the faces themselves lead to, by the name of the view. A door whose room is not built is not shown."""

from django.urls import NoReverseMatch, reverse
from django.utils import translation

DOORS = {
    "home": "portal:home",
    "desk": "portal:desk",
    "search": "portal:search",
    "help": "portal:help",
    "privacy": "portal:privacy",
    "elder": "ui:elder",
    "notices": "notify:list",
    "sign_in": "people:sign-in",
    "sign_out": "people:sign-out",
    "account": "people:account",
    "switch_post": "organizations:switch-post",
    "my_home": "portal:my",
    "my_services": "portal:my-services",
    "my_add": "portal:my-add",
    "my_activities": "activities:near",
    "my_me": "portal:my-year",
}


def door(name: str) -> str | None:
    """The address behind one of the names above, or nothing."""
    try:
        return reverse(DOORS[name])
    except NoReverseMatch:
        return None


def language() -> str:
    """The page's language for `<html lang>`."""
    return {"zh-hans": "zh-CN"}.get(translation.get_language() or "zh-hans", "en")
