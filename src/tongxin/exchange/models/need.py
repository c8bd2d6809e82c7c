from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import today
from tongxin.kernel.lexemes import LexemesField
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization

#: Steps on which nothing has come of a need yet: it stays visible with its age.
UNMET = ("registered", "verified", "matching")
#: Steps on which a project carries a need.
CARRIED = ("proposed", "in_project", "acceptance", "appraisal", "closed")


class NeedQuerySet(ScopedQuerySet):
    def unmet(self) -> Self:
        return self.filter(step__in=UNMET)

    def standing(self) -> Self:
        """Needs that count: those joined into another one, withdrawn or declined do not."""
        return self.exclude(step__in=("joined", "withdrawn", "declined"))

    def public(self) -> Self:
        """What anybody may see: a person has read it before, and it stands."""
        return self.standing().exclude(step="registered")

    def raised_between(self, since: date, until: date) -> Self:
        """Raised from `since` to `until`, both included."""
        return self.filter(raised_on__gte=since, raised_on__lte=until)

    def of_proposer(self, principal_id: int) -> Self:
        return self.filter(proposer_id=principal_id)


class Need(Travelling):
    """What a place lacks, as it was heard: through which channel, where, by whom, and what became of it (MHK-07)."""

    scope = by_area(owner="proposer_id")

    title = models.CharField(_("内容"), max_length=60)
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    kind = models.CharField(_("类别"), max_length=40)
    field = models.CharField(_("领域"), max_length=40)
    channel = models.CharField(_("来源"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("地点"))
    community_path = models.CharField(max_length=200, db_collation="C")
    place = models.CharField(_("具体位置"), max_length=80, blank=True)
    households = models.PositiveIntegerField(_("涉及户数"), null=True, blank=True)
    quantity = models.PositiveBigIntegerField(_("数量"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    wanted_from = models.DateField(_("希望从"), null=True, blank=True)
    wanted_by = models.DateField(_("希望不晚于"), null=True, blank=True)
    weekdays = models.CharField(_("星期"), max_length=7, blank=True)
    opens = models.TimeField(_("几点起"), null=True, blank=True)
    closes = models.TimeField(_("几点止"), null=True, blank=True)
    proposer = models.ForeignKey(
        Principal, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("提出人")
    )
    contact = SealedField(verbose_name=_("联系方式"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="needs", verbose_name=_("承办组织"))
    raised_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    raised_at = models.DateTimeField(_("提出时间"))
    raised_on = models.DateField(_("提出日期"))
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    voices = models.PositiveIntegerField(_("提出人数"), default=1)
    words = LexemesField()

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("需求")
        constraints = [
            models.CheckConstraint(name="need_has_channel", condition=~Q(channel="")),
            models.CheckConstraint(
                name="need_wanted_in_order",
                condition=Q(wanted_from__isnull=True) | Q(wanted_by__isnull=True) | Q(wanted_by__gte=F("wanted_from")),
            ),
            models.CheckConstraint(
                name="need_quantity_positive", condition=Q(quantity__isnull=True) | Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="need_joined_says_where",
                condition=Q(step="joined", joined_into__isnull=False) | (~Q(step="joined") & Q(joined_into=None)),
            ),
            models.CheckConstraint(name="need_not_joined_to_itself", condition=~Q(joined_into=F("id"))),
        ]
        indexes = [
            GinIndex(fields=["words"], name="need_words"),
            models.Index(fields=["area_path", "-id"], name="need_in_area"),
            models.Index(fields=["step", "area_path", "-id"], name="need_at_step"),
            models.Index(fields=["raised_on"], name="need_raised_on"),
            models.Index(fields=["raised_on"], name="need_unmet_since", condition=Q(step__in=UNMET)),
            models.Index(fields=["kind", "community_path"], name="need_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("exchange:need", self.pk)

    @property
    def number(self) -> str:
        return f"需 {self.raised_on.year}-{self.pk:04d}"

    @property
    def kind_label(self) -> str:
        return terms.label("kinds", self.kind)

    @property
    def field_label(self) -> str:
        return terms.label("fields", self.field)

    @property
    def channel_label(self) -> str:
        return terms.label("need_channels", self.channel)

    @property
    def amount(self) -> str:
        return f"{self.quantity:,} {self.unit}".strip() if self.quantity else ""

    @property
    def concerned_id(self) -> int:
        """Who owes the appraisal: the proposer, or the host where nobody in particular proposed it."""
        return self.proposer_id or self.host_id

    @property
    def is_unmet(self) -> bool:
        return self.step in UNMET

    def age_days(self, at: datetime) -> int:
        return (today(at) - self.raised_on).days

    def all_proposers(self) -> list[int]:
        """The proposers of this need and of all that were joined into it. One query."""
        rows = Need.objects.filter(Q(pk=self.pk) | Q(joined_into=self.pk), proposer__isnull=False)
        return list(rows.values_list("proposer_id", flat=True).distinct())

    def editable(self) -> dict[str, Any]:
        """What the proposer may still change, by column."""
        return {name: getattr(self, name) for name in EDITABLE}


EDITABLE = (
    "title", "text", "kind", "place", "households", "quantity", "unit",
    "wanted_from", "wanted_by", "weekdays", "opens", "closes",
)  # fmt: skip
