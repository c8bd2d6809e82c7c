"""What the faces need on every page. Rooms above (city's name, navigation, unread notices) say more by coming later."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from markupsafe import Markup

ELDER_COOKIE = "elder"


def face(request: HttpRequest) -> dict[str, Any]:
    """The token of forms and the size of letters; and an empty word for what only higher rooms know."""
    token = get_token(request)
    return {
        "csrf_token": token,
        "csrf_input": Markup(format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "city_name": "",
        "navigation": [],
        "feedback_url": None,
    }
