"""Small pictures drawn on the server: QR codes, the line of a chart; and data handed safely to a script."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import segno
from django.core.serializers.json import DjangoJSONEncoder
from markupsafe import Markup

# What would end a script element or start a comment inside it.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def qr_svg(text: str, border: int = 2) -> Markup:
    """The text as a QR code: an SVG without styles or fixed size, to be sized by the style sheet."""
    code = segno.make(text, error="m", micro=False)
    return Markup(
        code.svg_inline(border=border, omitsize=True, lineclass="qr-line", svgclass="qr-code", dark="#111827")
    )


def json_for_script(data: Any) -> Markup:
    """Data as JSON that may stand inside `<script type="application/json">`."""
    return Markup(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(SCRIPT_ESCAPES))


def rows_for_script(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """What a map needs of its rows, which may be mappings or objects."""
    names = ("code", "label", "count", "url")
    return [{name: row[name] if isinstance(row, Mapping) else getattr(row, name) for name in names} for row in rows]


def stroke(values: list[float], width: int = 120, height: int = 32) -> str:
    """The points of a small line through the values, for an SVG polyline."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = width / (len(values) - 1)
    return " ".join(f"{i * step:.1f},{height - 2 - (v - low) / span * (height - 4):.1f}" for i, v in enumerate(values))
