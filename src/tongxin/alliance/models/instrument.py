from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models.agreement import Agreement, Side
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.procedures import Travelling


class InstrumentQuerySet(ScopedQuerySet):
    def due(self) -> Self:
        return self.filter(step="due")


class Instrument(Travelling):
    """One of the four systems on one partner for one period: meeting, roster, report, appraisal (GY-13)."""

    scope = by_area(organization="agreement__unit__path", owner="agreement__unit_id")

    agreement = models.ForeignKey(Agreement, models.CASCADE, db_index=False, related_name="instruments")
    kind = models.CharField(_("制度"), max_length=40)
    # The first day of the stretch of months that it is about.
    period = models.DateField(_("期间"))
    settled_on = models.DateField(_("落实日期"), null=True)
    note = models.CharField(_("情况"), max_length=500, blank=True)

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("四项制度")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "period"], name="instrument_once_a_period"),
            models.CheckConstraint(
                name="instrument_done_on_a_day", condition=~Q(step="done") | Q(settled_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["area_path", "step"], name="instrument_in_area")]

    def __str__(self) -> str:
        return f"{self.kind_label} · {self.agreement.unit.name}"

    def get_absolute_url(self) -> str:
        return self.agreement.get_absolute_url()

    @property
    def kind_label(self) -> str:
        return terms.label("partner_instruments", self.kind)

    @property
    def asks(self) -> str:
        """What is to be done, in a sentence."""
        term = terms.find("partner_instruments", self.kind)
        return str(term.data.get("asks", "")) if term else ""

    @property
    def side(self) -> str:
        term = terms.find("partner_instruments", self.kind)
        return str(term.data.get("side", Side.COMMUNITY)) if term else Side.COMMUNITY

    @property
    def holder_id(self) -> int:
        """Who sees to it: the unit, or the community's Party organization."""
        return self.agreement.unit_id if self.side == Side.UNIT else self.agreement.host_id

    @property
    def unit_id(self) -> int:
        return self.agreement.unit_id
