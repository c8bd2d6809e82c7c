"""What every page is given from up here: the city's name, the navigation, and where to say what is wrong."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.portal import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    city = terms.find("city", "this")
    actor: Actor | None = getattr(request, "actor", None)
    has_desk = actor is not None and actor.post_id is not None
    feedback = navigation.address_of("portal:feedback")
    items = navigation.DESK if has_desk else navigation.PUBLIC
    return {
        "city_name": city.label if city else "",
        "navigation": navigation.shown(items, request, actor if has_desk else None),
        "feedback_url": f"{feedback}?{urlencode({'page': request.path})}" if feedback else None,
        "is_public_address": request.path.startswith("/public"),
    }
