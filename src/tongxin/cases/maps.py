"""Cases on the map: what everybody may see, for the public page."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case as When
from django.db.models import QuerySet, Value
from django.db.models import When as If
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.masking import masked
from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import Card, MapLayer


def _public(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Case]:
    return Case.objects.public().exclude(step="closed")


def _public_card(case: Case) -> Card:
    said = _t("%(n)s 人反映") % {"n": case.voices}
    return Card(
        masked(case.title), f"{case.category_label} · {case.step_label} · {said}",
        reverse("cases:public-case", args=[case.pk]),
    )  # fmt: skip


PUBLIC_CASES = MapLayer(
    "public-cases", _("身边事"), rows=_public, card=_public_card, icon="message-report", together=("area",),
    tone=When(If(step="appraisal", then=Value(1)), default=Value(2)), alike=lambda actor: "everybody", module="cases",
    public=True,
)  # fmt: skip
