"""Screens: five hundred of them ask every second, in front of Django, and share what one thread of the process read.

A screen's address holds a signed token: the place it shows and until when. The page that hands it out asks for the
right; it is loaded anew each hour, so that a right that was taken away does not outlive that. An unchanged screen is
answered without a body (ETag).
"""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.db import close_old_connections, connection

from tongxin.cases.screen_figures import figures, newest_record

ADDRESS = "/screen/cases/now/"
SALT = "cases.screen"
#: A token is good for so long; a screen that nobody asked for in so many seconds is no longer read.
GOOD_SECONDS, WATCHED_SECONDS = 3600, 15.0
#: How often one looks whether something happened, and how old figures may get although nothing did: dates pass.
BEAT_SECONDS, STALE_SECONDS = 0.5, 10.0
PATIENCE_SECONDS = 5.0

log = logging.getLogger(__name__)
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def token_for(path: str) -> str:
    return signing.dumps(path, salt=SALT)


def path_of(token: str) -> str | None:
    """The place that a token shows, or nothing for one that is forged or has run out."""
    try:
        path = signing.loads(token, salt=SALT, max_age=GOOD_SECONDS)
    except signing.BadSignature:
        return None
    return path if isinstance(path, str) else None


def said(told: dict[str, Any]) -> tuple[str, bytes]:
    """The figures as they go out, and the mark by which they are known again."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"', body


class Shown:
    """What a place shows now."""

    __slots__ = ("asked_at", "body", "etag", "read_at", "record")

    def __init__(self) -> None:
        self.body, self.etag, self.read_at, self.record = b"", "", 0.0, -1
        self.asked_at = time.monotonic()

    def read(self, path: str, record: int) -> None:
        """Read it anew where something was recorded, or where it has become old."""
        now = time.monotonic()
        if record == self.record and now - self.read_at < STALE_SECONDS:
            return
        self.etag, self.body = said(figures(path, datetime.now(UTC)))
        self.read_at, self.record = now, record


class Screens:
    """The screens of one process, read by one thread that ends when nobody looks any more."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}
        self._lock = threading.Lock()
        self._fresh = threading.Condition(self._lock)
        self._reader: threading.Thread | None = None
        self._tokens: dict[str, tuple[float, str]] = {}

    def path_of(self, token: str) -> str | None:
        """The same as `path_of`, with the signature reckoned once a minute."""
        known, now = self._tokens.get(token), time.monotonic()
        if known is None or now - known[0] > 60:
            path = path_of(token)
            if path is None:
                self._tokens.pop(token, None)
                return None
            if len(self._tokens) > 5000:
                self._tokens.clear()
            known = self._tokens[token] = (now, path)
        return known[1]

    def show(self, path: str) -> Shown | None:
        """What the place shows; waits only for the very first reading."""
        shown = self._shown.get(path)
        if shown is not None and shown.etag and self._reader is not None and self._reader.is_alive():
            shown.asked_at = time.monotonic()
            return shown
        with self._lock:
            shown = self._shown.setdefault(path, Shown())
            shown.asked_at = time.monotonic()
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read, name="screens", daemon=True)
                self._reader.start()
            self._fresh.wait_for(lambda: bool(shown.etag), timeout=PATIENCE_SECONDS)
        return shown if shown.etag else None

    def _read(self) -> None:
        try:
            while self._beat():
                time.sleep(BEAT_SECONDS)
        finally:
            connection.close()

    def _beat(self) -> bool:
        """Read what is looked at. False when nobody looks any more."""
        now = time.monotonic()
        with self._lock:
            for path in [path for path, each in self._shown.items() if now - each.asked_at > WATCHED_SECONDS]:
                del self._shown[path]
            watched = list(self._shown.items())
            if not watched:
                self._reader = None
                return False
        try:
            close_old_connections()
            record = newest_record()
            for path, shown in watched:
                shown.read(path, record)
        except Exception:
            # The database is away: the screens keep what they show, and the next beat tries again.
            log.exception("the screens could not be read")
            connection.close()
        with self._lock:
            self._fresh.notify_all()
        return True


SCREENS = Screens()


def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The figures of one screen, or nothing where they are the same as before."""
    path = SCREENS.path_of(environ["PATH_INFO"].removeprefix(ADDRESS).strip("/"))
    shown = SCREENS.show(path) if path is not None else None
    if shown is None:
        start("403 Forbidden" if path is None else "503 Service Unavailable", [("Content-Length", "0")])
        return [b""]
    etag, body = shown.etag, shown.body
    headers = [("ETag", etag), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")]
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        start("304 Not Modified", headers)
        return [b""]
    start("200 OK", [*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def before(application: Application) -> Application:
    """Put the screens in front of the application."""

    def door(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(ADDRESS) and environ["REQUEST_METHOD"] == "GET":
            return answer(environ, start)
        return application(environ, start)

    return door
