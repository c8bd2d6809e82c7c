"""What stands on the wall: the day by step, what is late by level, the newest cases. No name, no number, no words of a
reporter: category, place and time are enough."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _t

from tongxin.cases.models import OPEN, Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import terms
from tongxin.kernel.clock import CHINA, midnight, today
from tongxin.kernel.models import Duty, Record
from tongxin.organizations.models import Organization

#: So many of the newest stand on the screen.
NEWEST = 12
#: Degrees are rounded to so many digits, about a hundred meters: the screen shows where something goes on, not whose
#: door it is.
DIGITS = 3


def newest_record() -> int:
    """What was recorded last: while it stays the same, nothing has happened."""
    return Record.objects.order_by("-id").values_list("id", flat=True).first() or 0


def figures(path: str, at: datetime) -> dict[str, Any]:
    """The screen of a place and what lies below it. Five questions."""
    return {
        "clock": f"{at.astimezone(CHINA):%H:%M}",
        "day": _day(path, at),
        "steps": _steps(path),
        "late": _late(path, at),
        "newest": _newest(path),
    }


def _day(path: str, at: datetime) -> list[dict[str, Any]]:
    """What came in today, and what was done to cases of whatever day."""
    day = today(at)
    began = midnight(day)
    here = Duty.objects.filter(procedure="case", kind=Duty.Kind.STEP, area_path__startswith=path, closed_at__gte=began)
    done = dict(here.order_by().values_list("outcome").annotate(n=Count("pk")))
    reported = Case.objects.filter(raised_on=day, area_path__startswith=path).count()
    rows = (
        (_t("今日新增"), reported), (_t("今日派遣"), done.get("dispatch", 0)),
        (_t("今日办妥"), done.get("report_done", 0)),
        (_t("今日结案"), done.get("close", 0)), (_t("今日返工"), done.get("fail_check", 0) + done.get("send_again", 0)),
    )  # fmt: skip
    return [{"label": label, "n": count} for label, count in rows]


def _steps(path: str) -> list[dict[str, Any]]:
    open_cases = Case.objects.filter(step__in=OPEN, area_path__startswith=path)
    counted = dict(open_cases.order_by().values_list("step").annotate(n=Count("pk")))
    return [{"label": str(CASE.step(step).label), "n": counted.get(step, 0)} for step in OPEN]


def _late(path: str, at: datetime) -> list[dict[str, Any]]:
    """The open steps past their date, by the level of the body that owes them."""
    rows = Duty.objects.open().filter(
        procedure="case", kind=Duty.Kind.STEP, area_path__startswith=path, due_at__lt=at, paused_at=None
    )
    counted = dict(rows.exclude(step="appraisal").order_by().values_list("holder").annotate(n=Count("pk")))
    kinds = dict(Organization.objects.filter(pk__in=counted).values_list("pk", "area__kind"))
    by_level: Counter[str] = Counter()
    for holder, count in counted.items():
        by_level[kinds.get(holder, "")] += count
    levels = [code for code in terms.terms("area_kinds") if by_level[code]]
    return [{"label": terms.label("area_kinds", code), "n": by_level[code]} for code in levels]


def _newest(path: str) -> list[dict[str, Any]]:
    rows = Case.objects.standing().filter(area_path__startswith=path).order_by("-raised_on", "-raised_at")[:NEWEST]
    return [
        {
            "id": case.pk,
            "time": f"{case.raised_at.astimezone(CHINA):%m-%d %H:%M}",
            "what": case.category_label if case.category else _t("待定类别"),
            "where": case.area.name,
            "step": case.step_label,
            "at": [round(case.longitude, DIGITS), round(case.latitude, DIGITS)]
            if case.longitude is not None and case.latitude is not None
            else None,
        }
        for case in rows.select_related("area")
    ]
