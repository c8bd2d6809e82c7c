"""The list of objections, declared once for page and export."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.listing import Column, Filter, Listing
from tongxin.points.models import words_of
from tongxin.points.procedure import OBJECTION

TONES = {"raised": "soon", "answered": "info", "closed": "good", "withdrawn": "neutral"}

OBJECTIONS = Listing(
    name="objections",
    title=_("积分异议"),
    columns=[
        Column(
            "number", _("编号"), lambda each: (each.number, each.get_absolute_url()), "link", lambda each: each.number
        ),
        Column("person", _("提出人"), lambda each: each.person.name),
        Column("entry", _("记录"), lambda each: f"{each.movement.note}（{words_of(each.movement)}）"),
        Column("raised", _("提出时间"), lambda each: each.raised_at, "moment"),
        Column(
            "step", _("进展"), lambda each: (each.step_label, TONES[each.step]), "badge", lambda each: each.step_label
        ),
        Column("answer", _("答复"), lambda each: each.answer_label),
    ],
    filters=[
        Filter(
            "step",
            _("进展"),
            lambda actor: [(step.code, step.label) for step in OBJECTION.steps],
            lambda rows, chosen: rows.filter(step=chosen),
        )
    ],
    together=("person", "movement"),
    empty=_("还没有人对积分或时长提出异议。"),
)
