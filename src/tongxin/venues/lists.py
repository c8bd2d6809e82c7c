"""The list pages of this room, declared once for page and export."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.venues.models import Booking, Venue
from tongxin.venues.procedure import BOOKING

TONES = {
    "asked": "soon", "waiting": "neutral", "offered": "soon", "booked": "good", "to_confirm": "soon", "in_use": "info",
    "used": "neutral", "missed": "late", "refused": "neutral", "cancelled": "neutral", "called_off": "late",
    "lapsed": "neutral",
}  # fmt: skip


def _kinds(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return terms.choices("venue_kinds")


def _by_kind(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(kind=chosen)


def _by_size(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(capacity__gte=int(chosen)) if chosen.isdecimal() else rows


def _by_name(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(name__icontains=chosen)


def _by_open(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(is_open=chosen == "open")


def _open(row: Venue) -> tuple[Any, str]:
    return (_("开放预约"), "good") if row.is_open else (_("不接受预约"), "neutral")


SIZES = [(str(number), _("%d 人以上") % number) for number in (20, 50, 100, 200)]

COLUMNS = (
    Column("name", _("场地"), lambda row: (row.full_name, row.get_absolute_url()), "link", lambda row: row.full_name),
    Column("kind", _("类别"), lambda row: row.kind_label),
    Column("area", _("位置"), lambda row: row.area.name),
    Column("owner", _("归谁管"), lambda row: row.owner.name),
    Column("capacity", _("人数"), lambda row: row.capacity, "number"),
    Column("floor", _("面积"), lambda row: row.floor_area, "number"),
    Column("audience", _("谁可以预约"), lambda row: row.get_audience_display()),
    Column("open", _("状态"), _open, "badge", lambda row: _open(row)[0]),
)

VENUES = Listing(
    name="venues",
    title=_("场地"),
    columns=COLUMNS,
    filters=(
        Filter("kind", _("类别"), _kinds, _by_kind),
        Filter("size", _("人数"), lambda actor: SIZES, _by_size),
        Filter("open", _("状态"), lambda actor: [("open", _("开放预约")), ("shut", _("不接受预约"))], _by_open),
        Filter("q", _("名称"), lambda actor: (), _by_name, kind="text"),
    ),
    orders=(
        Order("place", _("按位置"), "area_path", newest_first=False),
        Order("size", _("人数从少到多"), "capacity", newest_first=False),
        Order("newest", _("最近登记"), "pk"),
    ),
    empty=_("还没有登记场地"),
    together=("area", "owner", "parent"),
)


def _public(row: Venue) -> tuple[str, str]:
    return row.full_name, reverse("venues:public-venue", args=[row.pk])


PUBLIC = Listing(
    name="public-venues",
    title=_("开放的场地"),
    columns=(
        Column("name", _("场地"), _public, "link", lambda row: row.full_name),
        *(each for each in COLUMNS if each.name in ("kind", "area", "owner", "capacity")),
        Column("fee", _("费用"), lambda row: _("免费") if row.is_free else row.fee),
    ),
    filters=tuple(each for each in VENUES.filters if each.name != "open"),
    orders=VENUES.orders[:2],
    empty=_("还没有开放的场地"),
    together=VENUES.together,
)


def _steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in BOOKING.steps]


def _purposes(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return terms.choices("venue_purposes")


def _by_day(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    try:
        return rows.filter(begins_at__date=date.fromisoformat(chosen))
    except ValueError:
        return rows


def _step(row: Booking) -> tuple[str, str]:
    return row.step_label, TONES[row.step]


BOOKINGS = Listing(
    name="bookings",
    title=_("场地预约"),
    columns=(
        Column("title", _("用途"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
        Column("venue", _("场地"), lambda row: row.venue.full_name),
        Column("booker", _("预约方"), lambda row: row.booker.name),
        Column("begins", _("开始"), lambda row: row.begins_at, "moment"),
        Column("ends", _("结束"), lambda row: row.ends_at, "moment"),
        Column("people", _("人数"), lambda row: row.people, "number"),
        Column("came", _("实到"), lambda row: row.came, "number"),
        Column("step", _("状态"), _step, "badge", lambda row: row.step_label),
    ),
    filters=(
        Filter("step", _("状态"), _steps, lambda rows, chosen: rows.filter(step=chosen)),
        Filter("purpose", _("用途"), _purposes, lambda rows, chosen: rows.filter(purpose=chosen)),
        Filter("day", _("哪天"), lambda actor: (), _by_day, kind="day"),
        Filter(
            "q", _("名称"), lambda actor: (), lambda rows, chosen: rows.filter(title__icontains=chosen), kind="text"
        ),
    ),
    orders=(
        Order("latest", _("时间最近"), "begins_at"),
        Order("next", _("时间最早"), "begins_at", newest_first=False),
        Order("newest", _("最近预约"), "pk"),
    ),
    empty=_("还没有预约"),
    together=("venue__parent__parent", "booker"),
)


BRANCHES = Listing(
    name="branch-sessions",
    title=_("各党支部的主题党日"),
    columns=(
        Column("name", _("党支部"), lambda row: (row.name, row.get_absolute_url()), "link", lambda row: row.name),
        Column("area", _("所在"), lambda row: row.area.name),
        Column("sessions", _("场次"), lambda row: row.session_count, "number"),
    ),
    filters=(Filter("q", _("名称"), lambda actor: (), _by_name, kind="text"),),
    orders=(Order("place", _("按所在"), "area_path", newest_first=False),),
    empty=_("这段时间还没有场次"),
    together=("area",),
)
