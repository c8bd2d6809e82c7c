from django.utils.translation import gettext_lazy as _

from tongxin.funds.models import FundSource
from tongxin.kernel import terms
from tongxin.kernel.listing import Column, Filter, Listing


def _years(actor: object) -> list[tuple[str, str]]:
    years = FundSource.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


SOURCES = Listing(
    name="fund-sources",
    title=_("资金来源"),
    columns=[
        Column("name", _("名称"), lambda each: each.name),
        Column("kind", _("来源类别"), lambda each: each.kind_label),
        Column("payer", _("出资单位"), lambda each: each.payer.name),
        Column("year", _("年度"), lambda each: str(each.year)),
        Column("amount", _("额度"), lambda each: each.amount, "money"),
        Column("drawn", _("已安排"), lambda each: each.drawn, "money"),
        Column("left", _("余额"), lambda each: each.left, "money"),
    ],
    filters=[
        Filter("year", _("年度"), _years, lambda rows, chosen: rows.filter(year=chosen) if chosen.isdigit() else rows),
        Filter(
            "kind",
            _("来源类别"),
            lambda actor: terms.choices("fund_sources"),
            lambda rows, chosen: rows.filter(kind=chosen),
        ),
    ],
    together=("payer",),
    empty=_("还没有登记资金来源。"),
)
