"""The list pages of this room, declared once for page and export."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import UNINSURED, Activity
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order

TONES = {"planned": "neutral", "open": "good", "closed": "info", "confirmed": "good", "cancelled": "neutral"}


def _kinds(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return terms.choices("activity_kinds")


def _status(activity: Activity) -> tuple[str, str]:
    return activity.get_status_display(), TONES[activity.status]


def _by_state(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(status=chosen)


def _by_kind(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(kinds__contains=[chosen])


def _by_title(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(title__icontains=chosen)


def _insurance(activity: Activity) -> tuple[Any, str] | None:
    if not activity.dangers:
        return None
    return (_("未投保"), "soon") if activity.is_uninsured else (_("已投保"), "good")


def _by_insurance(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    """Those still to be insured, or all that are dangerous."""
    if chosen == "missing":
        return rows.filter(UNINSURED, status__in=("planned", *Activity.ALIVE))
    return rows.filter(dangers__len__gt=0)


COLUMNS = (
    Column("title", _("活动"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
    Column("kinds", _("类别"), lambda row: "、".join(row.kind_labels)),
    Column("begins", _("时间"), lambda row: row.begins_at, "moment"),
    Column("place", _("地点"), lambda row: f"{row.area.name} · {row.place}"),
    Column("host", _("主办"), lambda row: row.host.name),
    Column("taken", _("报名 / 名额"), lambda row: row.turnout.words),
    Column("came", _("到场"), lambda row: row.turnout.came, "number"),
    Column("insurance", _("意外险"), _insurance, "badge", lambda row: (_insurance(row) or ("", ""))[0]),
    Column("status", _("状态"), _status, "badge", lambda row: row.get_status_display()),
)

ACTIVITIES = Listing(
    name="activities",
    title=_("活动与志愿"),
    columns=COLUMNS,
    filters=(
        Filter("status", _("状态"), lambda actor: Activity.Status.choices, _by_state),
        Filter("kind", _("类别"), _kinds, _by_kind),
        Filter(
            "insurance",
            _("意外险"),
            lambda actor: [("missing", _("危险任务未投保")), ("danger", _("有人身危险"))],
            _by_insurance,
        ),
        Filter("q", _("名称"), lambda actor: (), _by_title, kind="text"),
    ),
    orders=(
        Order("begins", _("时间最近"), "begins_at"),
        Order("coming", _("时间最早"), "begins_at", newest_first=False),
        Order("newest", _("最近登记"), "pk"),
    ),
    empty=_("还没有活动"),
    together=("area", "host", "turnout"),
)


def _public(row: Activity) -> tuple[str, str]:
    return row.title, reverse("activities:public-activity", args=[row.pk])


PUBLIC = Listing(
    name="public-activities",
    title=_("活动"),
    columns=(
        Column("title", _("活动"), _public, "link", lambda row: row.title),
        *(each for each in COLUMNS if each.name in ("kinds", "begins", "place", "host", "status")),
    ),
    filters=tuple(each for each in ACTIVITIES.filters if each.name != "insurance"),
    orders=ACTIVITIES.orders,
    empty=_("还没有公开的活动"),
    together=("area", "host", "turnout"),
)

TEAMS = Listing(
    name="volunteer-teams",
    title=_("志愿服务组织"),
    columns=(
        Column(
            "name", _("名称"), lambda row: (row.name, reverse("activities:team", args=[row.pk])), "link",
            lambda row: row.name,
        ),
        Column("kind", _("类型"), lambda row: row.kind_label),
        Column("area", _("区域"), lambda row: row.area.name),
        Column("members", _("党员志愿者"), lambda row: row.member_count, "number"),
        Column("others", _("其他志愿者"), lambda row: row.other_count, "number"),
        Column("since", _("成立日期"), lambda row: row.valid_from, "day"),
    ),
    filters=(
        Filter(
            "kind", _("类型"),
            lambda actor: [
                (term.code, term.label)
                for term in terms.terms("organization_kinds").values()
                if term.data.get("family") == "volunteer"
            ],
            lambda rows, chosen: rows.filter(kind=chosen),
        ),
        Filter("q", _("名称"), lambda actor: (), lambda rows, chosen: rows.filter(name__icontains=chosen), kind="text"),
    ),
    empty=_("还没有志愿服务组织"),
    together=("area",),
)  # fmt: skip

#: The register of volunteers, in the columns that the national system asks for; the identity number is not among them.
VOLUNTEERS = Listing(
    name="volunteers",
    title=_("志愿者名册"),
    columns=(
        Column("number", _("志愿者编号"), lambda row: row.number, "code"),
        Column("name", _("姓名"), lambda row: row.person.name),
        Column("team", _("所在队伍"), lambda row: row.team.name),
        Column("member", _("是否党员"), lambda row: _("党员") if row.is_member else _("群众")),
        Column("since", _("注册日期"), lambda row: row.valid_from, "day"),
        Column("until", _("退出日期"), lambda row: row.valid_to, "day"),
    ),
    empty=_("这支队伍还没有志愿者"),
    together=("person", "team"),
)
