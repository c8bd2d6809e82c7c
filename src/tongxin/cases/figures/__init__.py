"""Indicators of the case loop from stage records. Read `formulas.py` first."""

from tongxin.cases.figures.formulas import INDICATORS, Indicator, Rate
from tongxin.cases.figures.stages import Period, stages_for, within
from tongxin.cases.figures.tables import Line, Weighted, by_body, by_place, total, weighted

__all__ = [
    "INDICATORS",
    "Indicator",
    "Line",
    "Period",
    "Rate",
    "Weighted",
    "by_body",
    "by_place",
    "stages_for",
    "total",
    "weighted",
    "within",
]
