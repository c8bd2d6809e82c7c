"""The list pages of micro-wishes. No column tells who wishes."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models.wish import Wish
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order

TONES = {
    "recorded": "soon",
    "approved": "info",
    "claimed": "good",
    "delivered": "good",
    "confirmed": "good",
    "thanked": "good",
}


def tone(wish: Wish) -> str:
    return TONES.get(wish.step, "neutral")


def _kinds(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return terms.choices("wish_kinds")


def _steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in WISH.steps]


KIND = Filter("kind", _("类别"), _kinds, lambda rows, kind: rows.filter(kind=kind))
WORDS = Filter("q", _("内容"), lambda actor: (), lambda rows, words: rows.filter(title__contains=words), kind="text")

WISHES = Listing(
    name="wishes",
    title=_("微心愿"),
    columns=[
        Column("number", _("编号"), lambda wish: wish.number, "code"),
        Column("title", _("心愿"), lambda wish: (wish.title, wish.get_absolute_url()), "link", lambda wish: wish.title),
        Column("kind", _("类别"), lambda wish: wish.kind_label),
        Column("value", _("约值"), lambda wish: wish.value_fen or None, "money", lambda wish: wish.value_fen / 100),
        Column("area", _("社区"), lambda wish: wish.area.name),
        Column("channel", _("来源"), lambda wish: wish.channel_label),
        Column("recorded", _("登记"), lambda wish: today(wish.recorded_at), "day"),
        Column("step", _("进展"), lambda wish: (wish.step_label, tone(wish)), "badge", lambda wish: wish.step_label),
        Column("due", _("期限"), lambda wish: getattr(wish, "due", None), "due", lambda wish: ""),
    ],
    filters=[
        Filter("step", _("进展"), _steps, lambda rows, step: rows.filter(step=step)),
        KIND,
        WORDS,
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有微心愿。居民来窗口、打电话或自己提出的，都记在这里。"),
    together=["area"],
)

PUBLIC_WISHES = Listing(
    name="public-wishes",
    title=_("等人认领的微心愿"),
    columns=[
        Column(
            "title",
            _("心愿"),
            lambda wish: (wish.title, reverse("exchange:my-wish", args=[wish.pk])),
            "link",
            lambda wish: wish.title,
        ),
        Column("detail", _("具体要求"), lambda wish: wish.detail),
        Column("kind", _("类别"), lambda wish: wish.kind_label),
        Column("value", _("约值"), lambda wish: wish.value_fen or None, "money", lambda wish: wish.value_fen / 100),
        Column("area", _("社区"), lambda wish: wish.area.name),
        Column("recorded", _("公开"), lambda wish: today(wish.step_at), "day"),
    ],
    filters=[KIND, WORDS],
    orders=[Order("newest", _("最新"))],
    empty=_("现在没有等人认领的微心愿。"),
    together=["area"],
)
