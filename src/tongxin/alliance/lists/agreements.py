"""The list of agreements, and of resident units by whether they have one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.lists import badge, nothing, of_steps, of_terms, plain_step
from tongxin.alliance.models import IN_FORCE
from tongxin.alliance.procedure import AGREEMENT
from tongxin.kernel.listing import Column, Filter, Listing, Order


def _at_step(rows: Any, step: str) -> Any:
    return rows.filter(step__in=IN_FORCE) if step == "binding" else rows.filter(step=step)


AGREEMENTS = Listing(
    name="agreements",
    title=_("共建协议"),
    columns=[
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column(
            "unit",
            _("驻区单位"),
            lambda row: (row.unit.name, row.get_absolute_url()),
            "link",
            lambda row: row.unit.name,
        ),
        Column("area", _("社区（街道）"), lambda row: row.area.name),
        Column("kind", _("文本"), lambda row: row.kind_label),
        Column("items", _("事项"), lambda row: row.item_count, "number"),
        Column("from", _("自"), lambda row: row.valid_from, "day"),
        Column("to", _("至"), lambda row: row.valid_to, "day"),
        Column("contact", _("联系人"), lambda row: row.contact),
        Column("step", _("进展"), badge, "badge", plain_step),
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: ""),
    ],
    filters=[
        Filter(
            "step",
            _("进展"),
            lambda actor: [("binding", _("生效（含即将到期）")), *of_steps(AGREEMENT)(actor)],
            _at_step,
        ),
        Filter("kind", _("文本"), of_terms("agreement_kinds"), lambda rows, kind: rows.filter(kind=kind)),
        Filter("until", _("到期不晚于"), nothing, lambda rows, day: rows.filter(valid_to__lte=day), kind="day"),
        Filter("q", _("单位"), nothing, lambda rows, words: rows.filter(unit__name__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新")), Order("ending", _("先到期"), "valid_to", newest_first=False)],
    empty=_("还没有共建协议。驻区单位和社区谁起草都可以，双方签署后生效。"),
    together=["unit", "area", "host"],
)

UNITS = Listing(
    name="partner-units",
    title=_("驻区单位签约情况"),
    columns=[
        Column("name", _("驻区单位"), lambda row: (row.name, row.get_absolute_url()), "link", lambda row: row.name),
        Column("kind", _("类型"), lambda row: row.kind_label),
        Column("area", _("所在区域"), lambda row: row.area.name),
        Column(
            "agreements",
            _("生效协议"),
            lambda row: getattr(row, "in_force", None),
            "number",
        ),
    ],
    filters=[
        Filter("q", _("单位"), nothing, lambda rows, words: rows.filter(name__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("这里没有这样的驻区单位。"),
    together=["area"],
)
