"""Formats: what GeoReport v2 answers, as XML or JSON, errors among it (docs/open311.md)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
#: Signs that XML may not hold, in whatever guise.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Answer = Sequence[Mapping[str, Any]] | Mapping[str, Any]


class GeoReportError(Exception):
    """What cannot be answered: each with its code and a sentence meant to be read by people."""

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__(*sentences)
        self.status, self.sentences = status, sentences


def answer(form: str, content: Answer, *, root: str, each: str = "", status: int = 200) -> HttpResponse:
    """A list of things called `each`, or one thing called `root`."""
    body = json.dumps(content, ensure_ascii=False) if form == "json" else _document(root, each, content)
    return HttpResponse(body, status=status, content_type=TYPES[form])


def errors(form: str, error: GeoReportError) -> HttpResponse:
    rows = [{"code": error.status, "description": sentence} for sentence in error.sentences]
    return answer(form, rows, root="errors", each="error", status=error.status)


def _document(root: str, each: str, content: Answer) -> str:
    inner = _inner(content) if isinstance(content, Mapping) else _list(each, content)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{inner}</{root}>'


def _list(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"<{name}>{_inner(row)}</{name}>" for row in rows)


def _inner(row: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in row.items())


def _element(name: str, value: Any) -> str:
    if value is None or value == []:
        return f"<{name}/>"
    if isinstance(value, list):
        return f"<{name}>{_list(name.removesuffix('s'), value)}</{name}>"
    if isinstance(value, bool):
        value = str(value).lower()
    return f"<{name}>{escape(_FORBIDDEN.sub('', str(value)))}</{name}>"
