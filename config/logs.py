"""Logs: one JSON line per event, with what happened and how long it took, and nothing about a person."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog

# Words of a log line that may carry somebody's name, number or form; dropped wherever they come from.
PERSONAL = frozenset(
    {"password", "name", "phone", "identity_number", "email", "username", "ip_address", "address", "request", "POST"}
)


def drop_personal(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Leave out what could tell a person; ids of principals may stay."""
    return {key: value for key, value in event.items() if key not in PERSONAL}


# What PostgreSQL says of the values in a refused row, and anything as long as a phone or identity number.
TELLING = re.compile(r"DETAIL:[^\n]*|CONTEXT:[^\n]*|(?<!\d)\d{11,18}[Xx]?(?!\d)")


def mask_numbers(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blot out what an error's own words could tell of a person; times and ids stay readable."""
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = TELLING.sub("…", event[key])
    return event


def logging_config(*, debug: bool) -> dict[str, Any]:
    """Set up structlog and the standard library's loggers to write the same JSON lines; returns what was set."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_personal,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    config = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    mask_numbers,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": "INFO" if debug else "WARNING"},
        "loggers": {
            "tongxin": {"level": "INFO"},
            # A refused page is an answer, not an incident; its path could carry a token.
            "django.request": {"level": "ERROR"},
            "axes": {"level": "ERROR"},
            # A line for each beat of the worker would drown the rest.
            "procrastinate": {"level": "WARNING"},
        },
    }
    logging.config.dictConfig(config)
    return config
