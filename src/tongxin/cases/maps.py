"""Cases on the map: what everybody may see, for the public page."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case as When
from django.db.models import F, FloatField, Func, QuerySet, Value
from django.db.models import When as If
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.cases.queries.publishing import DIGITS, blanked
from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import Card, MapLayer


def _public(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Case]:
    """Where it is, to some ten meters, as everywhere where strangers read."""
    rows = Case.objects.public().exclude(step="closed")
    return rows.annotate(shown_east=_rounded("longitude"), shown_north=_rounded("latitude"))


def _rounded(name: str) -> Func:
    template = f"ROUND((%(expressions)s)::numeric, {DIGITS})::float8"
    return Func(F(name), template=template, output_field=FloatField())


def _public_card(case: Case) -> Card:
    said = _t("%(n)s 人反映") % {"n": case.voices}
    return Card(
        blanked(case.title), f"{case.category_label} · {case.step_label} · {said}",
        reverse("cases:public-case", args=[case.pk]),
    )  # fmt: skip


PUBLIC_CASES = MapLayer(
    "public-cases", _("身边事"), rows=_public, card=_public_card, icon="message-report", together=("area",),
    tone=When(If(step="appraisal", then=Value(1)), default=Value(2)), alike=lambda actor: "everybody", module="cases",
    public=True, longitude="shown_east", latitude="shown_north",
)  # fmt: skip


def _desk(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Case]:
    """The open cases in sight, narrowed to a step or a category."""
    rows = Case.objects.visible_to(actor).open() if actor else Case.objects.none()
    for name in ("step", "category"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows


def _desk_card(case: Case) -> Card:
    return Card(
        case.title, f"{case.number} · {case.category_label} · {case.step_label}", case.get_absolute_url()
    )  # fmt: skip


CASES = MapLayer(
    "cases", _("诉求"), rows=_desk, card=_desk_card, icon="message-report", together=("area",),
    asks=("step", "category"),
    tone=When(If(urgent=True, then=Value(3)), If(step__in=("reported", "accepted"), then=Value(2)), default=Value(0)),
    powers=("cases.record", "cases.accept", "cases.dispatch", "cases.handle", "cases.check", "cases.supervise"),
    alike=lambda actor: (actor.sees, actor.own_ids), module="cases",
)  # fmt: skip
