"""The page of indicators: each number with its formula and its rows, by level and body. No person, no ranking."""

from calendar import monthrange
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET

from tongxin.areas.models import Area
from tongxin.cases import figures
from tongxin.cases.figures.formulas import GROUPS
from tongxin.cases.figures.tables import OF_BODIES, rows_of
from tongxin.cases.stage_lists import STAGES, shown
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.listing import day_of, write_book
from tongxin.kernel.models import Duty
from tongxin.kernel.web import DoorRequest, may, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """What the address asks for: days, channels, a place or a body; the same on every page of figures."""

    period: figures.Period
    channels: str
    place: Area | None
    body: int | None

    def query(self, **more: Any) -> str:
        said = {
            "since": self.period.since.isoformat(), "until": self.period.until.isoformat(), "channels": self.channels,
            "place": self.place.pk if self.place else "", "body": self.body or "",
        } | more  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})


def _asked(request: DoorRequest) -> Asked:
    if not (request.actor.holds("figures.read") or request.actor.holds("cases.supervise")):
        raise NotYours
    day = today(request.at)
    since = day_of(request.GET.get("since", "")) or day.replace(day=1)
    until = day_of(request.GET.get("until", "")) or day.replace(day=monthrange(day.year, day.month)[1])
    place, body = request.GET.get("place", ""), request.GET.get("body", "")
    return Asked(
        figures.Period(since, max(since, until), request.at),
        "hotline" if request.GET.get("channels") == "hotline" else "",
        _place(request, int(place)) if place.isdecimal() and len(place) < 19 else None,
        int(body) if body.isdecimal() and len(body) < 19 else None,
    )


def _place(request: DoorRequest, pk: int) -> Area:
    area = Area.objects.filter(pk=pk).first()
    if area is None or not request.actor.sees.covers(area.path):
        raise Http404
    return area


def _stages(request: DoorRequest, asked: Asked) -> QuerySet[Duty]:
    hotlines = tuple(code for code, term in terms.terms("case_channels").items() if term.data.get("hotline"))
    rows = figures.stages_for(request.actor, channels=hotlines if asked.channels else ())
    if asked.place:
        rows = rows.filter(area_path__startswith=asked.place.path)
    return rows.filter(holder=asked.body) if asked.body else rows


def _path(request: DoorRequest, asked: Asked) -> str:
    return asked.place.path if asked.place else request.actor.area_path


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    asked = _asked(request)
    rows, path, on = _stages(request, asked), _path(request, asked), asked.period.until
    rates = figures.total(rows, asked.period, path)
    below = asked.place or (
        Area.objects.filter(path=request.actor.sees.path).first() if request.actor.sees.along == "area" else None
    )
    context = {
        "groups": [
            (label, [_told(each, rates[each.name], asked, path) for each in figures.INDICATORS.values()
                     if each.group == group])
            for group, label in GROUPS.items()
        ],
        "index": figures.weighted(rates, on=on, path=path),
        "bodies": [_line(line, asked, path) for line in figures.by_body(rows, asked.period, path)],
        "places": [_line(line, asked, path) for line in figures.by_place(rows, asked.period, below)] if below else [],
        "headings": [figures.INDICATORS[name].label for name in OF_BODIES],
        "asked": asked,
        "export_url": reverse("cases:export-figures") + "?" + asked.query(),
    }  # fmt: skip
    return page(request, "cases/figures.html", context)


def _told(each: figures.Indicator, rate: figures.Rate, asked: Asked, path: str) -> dict[str, Any]:
    address = reverse("cases:figure-rows", args=[each.name])
    return {
        "label": each.label, "words": rate.words, "rate": rate, "formula": each.formula(path, asked.period.until),
        "part_url": f"{address}?{asked.query(part=1)}", "whole_url": f"{address}?{asked.query()}",
    }  # fmt: skip


def _line(line: figures.Line, asked: Asked, path: str) -> dict[str, Any]:
    """A row with the rates that say how one body or place did, each with the address of its rows."""
    at = {"place": line.key} if line.is_place else {"body": line.key}
    cells = []
    for name in OF_BODIES:
        address = reverse("cases:figure-rows", args=[name])
        cells.append((figures.INDICATORS[name], line.rates[name], f"{address}?{asked.query(**at)}"))
    url = f"{reverse('cases:figures')}?{asked.query(**at)}" if line.is_place else ""
    return {"label": line.label, "level": line.level, "cells": cells, "url": url}


def _behind(request: DoorRequest, asked: Asked, name: str) -> QuerySet[Duty]:
    if name not in figures.INDICATORS:
        raise Http404
    is_part = request.GET.get("part") == "1"
    return rows_of(
        _stages(request, asked), name, is_part=is_part, period=asked.period, path=_path(request, asked)
    )  # fmt: skip


@require_GET
@may()
def rows(request: DoorRequest, name: str) -> HttpResponse:
    """The stage records behind one number."""
    asked = _asked(request)
    found = _behind(request, asked, name)
    each, is_part = figures.INDICATORS[name], request.GET.get("part") == "1"
    over, under = str(each.over), each.under_words(_path(request, asked), asked.period.until)
    context = {
        "listed": STAGES.open(request, shown(found, request.at)),
        "sub": f"{each.label} · {over if is_part else under}",
        "trail": [(_t("诉求指标"), reverse("cases:figures") + "?" + asked.query()), (str(each.label), None)],
        "export_url": reverse("cases:export-figure-rows", args=[name]),
    }
    return page(request, "ui/list.html", context)


@require_GET
@may("export.lists")
def export_rows(request: DoorRequest, name: str) -> HttpResponse:
    return STAGES.export(request, shown(_behind(request, _asked(request), name), request.at))


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    """Every number of the page with what stands over and under the line, for the whole and for each body and place."""
    asked = _asked(request)
    found, path = _stages(request, asked), _path(request, asked)
    lines: list[list[Any]] = [
        [_t("全部"), "", str(each.label), rate.part, rate.whole, rate.words, each.formula(path, asked.period.until)]
        for each, rate in ((figures.INDICATORS[name], rate) for name, rate in
                           figures.total(found, asked.period, path).items())
    ]  # fmt: skip
    for line in figures.by_body(found, asked.period, path):
        for name in OF_BODIES:
            each, rate = figures.INDICATORS[name], line.rates[name]
            lines.append([line.label, line.level, str(each.label), rate.part, rate.whole, rate.words, ""])
    headings = [_t("单位"), _t("层级"), _t("指标"), _t("分子"), _t("分母"), _t("结果"), _t("公式")]
    answer = HttpResponse(write_book(_t("诉求指标"), headings, lines), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="case-figures.xlsx"'
    return answer
