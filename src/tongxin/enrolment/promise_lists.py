"""The list pages of promises and their rounds, declared once for page and export. Nobody is ranked."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Promise
from tongxin.enrolment.promise_procedure import PROMISE
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order

TONES = {"made": "soon", "returned": "soon", "published": "good", "kept": "good", "rated": "good"}


def tone(row: Promise) -> str:
    return TONES.get(row.step, "neutral")


def _steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in PROMISE.steps]


PROMISES = Listing(
    name="promises",
    title=_("党员承诺"),
    columns=[
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column(
            "person", _("承诺人"), lambda row: (row.person.name, row.get_absolute_url()), "link",
            lambda row: row.person.name,
        ),
        Column("home", _("组织关系所在"), lambda row: row.home_name),
        Column("text", _("承诺"), lambda row: row.text),
        Column("place", _("公示在"), lambda row: row.place_name),
        Column("round", _("承诺活动"), lambda row: row.round.title),
        Column("made", _("承诺"), lambda row: today(row.made_at), "day"),
        Column("step", _("进展"), lambda row: (row.step_label, tone(row)), "badge", lambda row: row.step_label),
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: ""),
    ],
    filters=[
        Filter("step", _("进展"), _steps, lambda rows, step: rows.filter(step=step)),
        Filter("q", _("姓名"), lambda actor: (), lambda rows, words: rows.filter(person__name=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有承诺。发起一次承诺活动，报到的党员就可以在手机上或窗口作出承诺。"),
    together=["person", "home_organization", "area", "spot", "round"],
)  # fmt: skip

ROUNDS = Listing(
    name="promise-rounds",
    title=_("承诺活动"),
    columns=[
        Column("title", _("名称"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
        Column("campaign", _("品牌活动"), lambda row: row.campaign_label),
        Column("area", _("范围"), lambda row: row.area.name),
        Column("begins", _("自"), lambda row: row.begins_on, "day"),
        Column("make", _("承诺截止"), lambda row: row.make_until, "day"),
        Column("keep", _("践诺截止"), lambda row: row.keep_until, "day"),
        Column("rate", _("评诺截止"), lambda row: row.rate_until, "day"),
    ],
    filters=[],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有承诺活动。"),
    together=["area"],
)
