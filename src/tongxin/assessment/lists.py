"""The list of rounds. It says whether one is sealed or open, and nothing of what was said: nobody is ranked."""

from django.utils.translation import gettext_lazy as _

from tongxin.assessment.models import Appraisal
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order


def state(row: Appraisal) -> tuple[str, str]:
    if row.is_dropped:
        return str(_("已停止")), "muted"
    return (str(_("已开封")), "good") if row.is_open else (str(_("密封中")), "soon")


BY_STATE = {
    "sealed": {"opened_at__isnull": True, "dropped_at__isnull": True},
    "open": {"opened_at__isnull": False},
    "dropped": {"dropped_at__isnull": False},
}

APPRAISALS = Listing(
    name="appraisals",
    title=_("双向评价"),
    columns=[
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column("what", _("双方"), lambda row: (str(row), row.get_absolute_url()), "link", str),
        Column("from", _("自"), lambda row: row.period_from, "day"),
        Column("to", _("至"), lambda row: row.period_to, "day"),
        Column("closes", _("截止"), lambda row: today(row.closes_at), "day"),
        Column("state", _("状态"), state, "badge", lambda row: state(row)[0]),
    ],
    filters=[
        Filter(
            "state",
            _("状态"),
            lambda actor: [("sealed", _("密封中")), ("open", _("已开封")), ("dropped", _("已停止"))],
            lambda rows, chosen: rows.filter(**BY_STATE.get(chosen, {})),
        ),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有双向评价。协议周期结束前会自动开启，双方用同一张表互评。"),
    together=["unit", "area", "agreement"],
)
