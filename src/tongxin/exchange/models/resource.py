from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.exchange.models.need import Need
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.lexemes import LexemesField
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import Valid, ends_after_begin
from tongxin.organizations.models import Organization


def prefixes_of(path: str) -> list[str]:
    """The paths of the ancestors of a place, from the root down to the place itself."""
    steps = path.rstrip("/").split("/")
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


class ResourceQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own drafts and those of one's area; what is published may be read by everybody."""
        return self.filter(Resource.scope.condition(actor) | Q(step="published"))

    def public(self) -> Self:
        return self.filter(step="published")

    def within_sight(self, actor: Actor) -> Self:
        """What belongs on the actor's own list: the resources of the area or the organization."""
        return self.filter(Resource.scope.condition(actor))

    def free(self) -> Self:
        return self.filter(step="published", taken__lt=F("capacity"))

    def of_form(self, *forms: str) -> Self:
        kinds = [term.code for term in terms.terms("kinds").values() if term.data.get("form") in forms]
        return self.filter(kind__in=kinds)


class Resource(Valid, Travelling):
    """What an organization can give: a hall, a skill, money, a vehicle, time; how much, when and how far (CD-52)."""

    scope = by_area(owner="owner_id")

    owner = models.ForeignKey(Organization, models.PROTECT, related_name="resources", verbose_name=_("提供单位"))
    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    kind = models.CharField(_("类别"), max_length=40)
    field = models.CharField(_("领域"), max_length=40)
    capacity = models.PositiveBigIntegerField(_("可提供数量"))
    taken = models.PositiveBigIntegerField(_("已承诺数量"), default=0)
    unit = models.CharField(_("单位"), max_length=10)
    weekdays = models.CharField(_("星期"), max_length=7, blank=True)
    opens = models.TimeField(_("几点起"), null=True, blank=True)
    closes = models.TimeField(_("几点止"), null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    community_path = models.CharField(max_length=200, db_collation="C")
    reach = models.CharField(_("服务范围"), max_length=20)
    reach_path = models.CharField(max_length=200, db_collation="C")
    published_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+")
    words = LexemesField()

    objects = ResourceQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("资源")
        constraints = [
            ends_after_begin("resource_ends_after_begin"),
            models.CheckConstraint(name="resource_capacity_positive", condition=Q(capacity__gt=0)),
            models.CheckConstraint(name="resource_taken_within_capacity", condition=Q(taken__lte=F("capacity"))),
        ]
        indexes = [
            GinIndex(fields=["words"], name="resource_words"),
            models.Index(fields=["reach_path", "kind"], name="resource_reaching", condition=Q(step="published")),
            models.Index(fields=["area_path", "-id"], name="resource_in_area"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:resource", args=[self.pk])

    @property
    def number(self) -> str:
        return f"资 {self.valid_from.year}-{self.pk:04d}"

    @property
    def kind_label(self) -> str:
        return terms.label("kinds", self.kind)

    @property
    def field_label(self) -> str:
        return terms.label("fields", self.field)

    @property
    def reach_label(self) -> str:
        return terms.label("resource_reaches", self.reach)

    @property
    def form(self) -> str:
        term = terms.find("kinds", self.kind)
        return str(term.data.get("form", "")) if term else ""

    @property
    def form_label(self) -> str:
        return terms.label("resource_forms", self.form)

    @property
    def is_used_up(self) -> bool:
        """Money and goods are gone when given; a hall or an hour comes back when the project is over."""
        term = terms.find("resource_forms", self.form)
        return bool(term and term.data.get("used_up"))

    @property
    def left(self) -> int:
        return self.capacity - self.taken


class OfferQuerySet(ScopedQuerySet):
    def given(self) -> Self:
        return self.filter(step__in=("accepted", "partly_accepted"))

    def waiting(self) -> Self:
        return self.filter(step="offered")


class Offer(Travelling):
    """The question to an organization whether it gives so much of a resource for a need, and its answer."""

    scope = by_area(owner="resource__owner_id")

    need = models.ForeignKey(Need, models.PROTECT, related_name="offers", verbose_name=_("需求"))
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="offers", verbose_name=_("资源"))
    amount = models.PositiveBigIntegerField(_("邀请数量"))
    taken = models.PositiveBigIntegerField(_("答应数量"), default=0)
    returned_at = models.DateTimeField(_("归还时间"), null=True)
    message = models.CharField(_("留言"), max_length=200, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    offered_at = models.DateTimeField(_("邀请时间"))

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("对接邀请")
        constraints = [
            models.CheckConstraint(name="offer_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="offer_taken_within_amount", condition=Q(taken__lte=F("amount"))),
            models.UniqueConstraint(
                fields=["need", "resource"],
                condition=Q(step__in=["offered", "accepted", "partly_accepted"], returned_at__isnull=True),
                name="offer_once_per_pair",
            ),
        ]
        indexes = [models.Index(fields=["area_path"], name="offer_in_area")]

    def __str__(self) -> str:
        return f"{self.resource.title} → {self.need.title}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:offer", args=[self.pk])

    @property
    def owner_id(self) -> int:
        return self.resource.owner_id
