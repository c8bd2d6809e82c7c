"""The WSGI door that granian opens: the screens and the crowd's lane first, then Django in a thread of its own.

The lane wants many threads, because each person waits in one for the commit of the group; Django wants one in each
process, because two get in each other's way: a fifth more pages are answered by processes of one thread each.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.template import engines  # noqa: E402

from tongxin.activities import lane  # noqa: E402
from tongxin.cases import screens  # noqa: E402
from tongxin.cli.evenly import crowd  # noqa: E402

# Views and templates are otherwise loaded by the first page of each process, and somebody waits for seconds.
import_module(settings.ROOT_URLCONF)
engines.all()

DJANGO_THREADS = int(os.environ.get("TONGXIN_DJANGO_THREADS") or 1)
_few = ThreadPoolExecutor(DJANGO_THREADS, thread_name_prefix="django")


def house(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Answer in one of Django's threads; a stream (a file, a long export) is read by the caller."""
    with crowd.with_one_more():
        status, headers, body = _few.submit(_answer, environ).result()
        start(status, headers + crowd.parting(environ))
    return body


def _answer(environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        told[:] = status, headers
        return lambda _written: None

    body: Any = django(environ, start)
    if getattr(body, "streaming", True):
        return told[0], told[1], body
    content = b"".join(body)
    body.close()
    return told[0], told[1], [content]


application = screens.before(lane.before(house))

# What was loaded stays; looking through it for garbage again and again would stop every request in turn, and would
# copy into each process what they share.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
