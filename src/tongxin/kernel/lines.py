"""Lines: tables as text that a spreadsheet opens as a table and nothing else."""

import csv
import io
from collections.abc import Sequence
from typing import Any

#: Without it Excel takes Chinese for another encoding.
BOM = "\ufeff"
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(values: Sequence[Any]) -> str:
    """One line of CSV; a text that a spreadsheet would reckon with is kept a text by a quote before it."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow([_safe(value) for value in values])
    return target.getvalue()


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
