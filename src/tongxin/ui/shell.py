"""The shell: what an installed app keeps on the phone so that its pages open without network."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.kernel import terms

from .doors import door

WORKER, MAIN = "ui/dist/worker.js", "ui/dist/main.js"
PICTURES = ("ui/icons.svg", "ui/icon.svg", "ui/icon-192.png")
IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')


def worker() -> str:
    """The service worker with the list of what it keeps, and a version that changes with anything in it."""
    kept = [reverse("ui:offline"), *(static(path) for path in ("ui/dist/app.css", MAIN, *PICTURES)), *_chunks()]
    script = _text(WORKER)
    version = sha256("".join((script, _text(MAIN), _text("ui/dist/app.css"), *kept)).encode()).hexdigest()[:16]
    words = {
        "title": _("同心"),
        "some": _("您有 {n} 条未读通知"),
        "new": _("有新的通知，登录后查看"),
        "to": door("notices") or "/",
    }
    said = {"SHELL": kept, "VERSION": version, "SIGN": words}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items()) + script


def _chunks() -> list[str]:
    """Parts that the main script imports by their own names, beside itself."""
    return [f"{settings.STATIC_URL}ui/dist/{name}" for name in sorted(set(IMPORTED.findall(_text(MAIN))))]


def _text(path: str) -> str:
    found = finders.find(path)
    return Path(found).read_text(encoding="utf-8") if found else ""


def manifest() -> dict[str, Any]:
    city = terms.find("city", "this")
    name = f"{_('同心')} · {city.label}" if city else _("同心")
    return {
        "id": "/", "name": name, "short_name": _("同心"), "lang": "zh-CN", "scope": "/",
        "start_url": door("my_home") or "/", "display": "standalone", "background_color": "#f6f7f9",
        "theme_color": "#b91c1c",
        "icons": [
            {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("ui/icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
            {"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            {"name": _("身边的活动"), "url": door("my_activities") or "/"},
            {"name": _("等待上传"), "url": reverse("ui:offline")},
        ],
    }  # fmt: skip
