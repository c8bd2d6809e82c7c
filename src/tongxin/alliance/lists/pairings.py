"""The lists of pairings, campaigns, contributions. A list of members' pairings shows names and state, no more."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.lists import badge, nothing, of_steps, of_terms, plain_step
from tongxin.alliance.models import Campaign, Pairing
from tongxin.alliance.procedure import PAIRING
from tongxin.alliance.queries.pairings import Progress, progress
from tongxin.kernel.listing import Column, Filter, Listing, Order

PAIRINGS = Listing(
    name="pairings",
    title=_("结对"),
    columns=[
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column("pair", _("双方"), lambda row: (row.brief, row.get_absolute_url()), "link", lambda row: row.brief),
        Column("level", _("层次"), lambda row: row.get_level_display()),
        Column("kind", _("类型"), lambda row: row.kind_label),
        Column("campaign", _("所属行动"), lambda row: row.campaign.name if row.campaign else ""),
        Column("to", _("至"), lambda row: row.valid_to, "day"),
        Column("step", _("进展"), badge, "badge", plain_step),
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: ""),
    ],
    filters=[
        Filter("level", _("层次"), lambda actor: Pairing.Level.choices, lambda rows, level: rows.filter(level=level)),
        Filter("kind", _("类型"), of_terms("pairing_kinds"), lambda rows, kind: rows.filter(kind=kind)),
        Filter("step", _("进展"), of_steps(PAIRING), lambda rows, step: rows.filter(step=step)),
        Filter(
            "campaign",
            _("行动"),
            lambda actor: [
                (str(each.pk), each.name) for each in Campaign.objects.filter(kind="pairings").order_by("-pk")[:50]
            ],
            lambda rows, key: rows.filter(campaign_id=int(key) if key.isdecimal() else 0),
        ),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有结对。组织与组织、党员与党员都可以结对，双方同意后开始。"),
    together=["first", "second", "campaign"],
)


def _progress(campaign: Campaign) -> Progress:
    """Counted once for the columns of a row; campaigns are few."""
    if not hasattr(campaign, "progress"):
        campaign.progress = progress(campaign)  # type: ignore[attr-defined]
    return cast(Progress, campaign.progress)  # type: ignore[attr-defined]


CAMPAIGNS = Listing(
    name="campaigns",
    title=_("行动"),
    columns=[
        Column("name", _("名称"), lambda row: (row.name, row.get_absolute_url()), "link", lambda row: row.name),
        Column("kind", _("类别"), lambda row: row.get_kind_display()),
        Column("owner", _("主办"), lambda row: row.owner.name),
        Column("area", _("范围"), lambda row: row.area.name),
        Column("target", _("目标"), lambda row: row.target, "number"),
        Column("reached", _("已达"), lambda row: _progress(row).reached, "number"),
        Column("gap", _("还差"), lambda row: _progress(row).gap, "number"),
        Column("from", _("自"), lambda row: row.valid_from, "day"),
        Column("to", _("至"), lambda row: row.valid_to, "day"),
    ],
    filters=[
        Filter("kind", _("类别"), lambda actor: Campaign.Kind.choices, lambda rows, kind: rows.filter(kind=kind)),
        Filter("q", _("名称"), nothing, lambda rows, words: rows.filter(name__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有行动。结对行动写明目标数，品牌活动把各家的活动归到一起。"),
    together=["owner", "area"],
)

CAMPAIGN_ACTIVITIES = Listing(
    name="campaign-activities",
    title=_("行动中的活动"),
    columns=[
        Column("number", _("编号"), lambda row: row.activity.number, "code"),
        Column("title", _("活动"), lambda row: row.activity.title),
        Column("host", _("主办"), lambda row: row.activity.host.name),
        Column("area", _("区域"), lambda row: row.activity.area.name),
        Column("begins", _("开始"), lambda row: row.activity.begins_at, "moment"),
        Column("status", _("状态"), lambda row: row.activity.get_status_display()),
        Column("came", _("到场"), lambda row: row.activity.turnout.came, "number"),
    ],
    empty=_("还没有列入活动。"),
    together=["activity", "activity__host", "activity__area", "activity__turnout"],
)

CONTRIBUTIONS = Listing(
    name="contributions",
    title=_("投入"),
    columns=[
        Column(
            "organization", _("投入单位"), lambda row: (row.organization.name, f"/contributions/{row.pk}/"), "link",
            lambda row: row.organization.name,
        ),
        Column("area", _("受益社区"), lambda row: row.area.name),
        Column("matter", _("民生事项"), lambda row: row.matter),
        Column("kind", _("方式"), lambda row: row.kind_label),
        Column("amount", _("金额"), lambda row: row.amount, "money"),
        Column("precision", _("说明"), lambda row: "" if row.precision == "exact" else row.get_precision_display()),
        Column("quantity", _("实物或服务"), lambda row: row.quantity),
        Column("on", _("日期"), lambda row: row.given_on, "day"),
        Column("state", _("冲销"), lambda row: _("冲销") if row.reverses_id else ""),
    ],
    filters=[
        Filter("kind", _("方式"), of_terms("contribution_kinds"), lambda rows, kind: rows.filter(kind=kind)),
        Filter("q", _("民生事项"), nothing, lambda rows, words: rows.filter(matter__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有登记投入。"),
    together=["organization", "area"],
)  # fmt: skip
