"""How often a wrong password may be tried, how long a lock holds and an idle session lives: rules, not code."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tongxin.kernel import rules
from tongxin.kernel.clock import today

#: Used only where the installation has no rule of its own yet.
FAILURES, LOCKED_MINUTES, IDLE_MINUTES, PASSWORD_LENGTH = 5, 15, 60, 10

SEEN = "seen"


def failure_limit(request: HttpRequest | None = None, credentials: Any = None) -> int:
    return _rule("account.lockout_failures", FAILURES)


def lock_time(request: HttpRequest | None = None) -> timedelta:
    return timedelta(minutes=_rule("account.lockout_minutes", LOCKED_MINUTES))


def idle_time() -> timedelta:
    return timedelta(minutes=_rule("account.session_minutes", IDLE_MINUTES))


def password_length() -> int:
    return _rule("account.password_length_from", PASSWORD_LENGTH)


def begin_session(request: HttpRequest) -> None:
    """From sign-in on the session ends after a stretch without any request."""
    request.session.set_expiry(int(idle_time().total_seconds()))
    request.session[SEEN] = _now(request)


def keep_session(request: HttpRequest) -> None:
    """Move the end of the session along; written at most once in a quarter of the idle time, not at each request."""
    seen = request.session.get(SEEN)
    if seen is not None and _now(request) - seen > idle_time().total_seconds() / 4:
        begin_session(request)


def _now(request: HttpRequest) -> int:
    return int(request.at.timestamp())  # type: ignore[attr-defined]


def _rule(key: str, otherwise: int) -> int:
    # The sign-in machinery asks without a request of ours, so the clock is asked here.
    found = rules.find(key, on=today(timezone.now()))
    return int(found.value) if found else otherwise
