from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.models import Duty, Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization

#: Steps at which an agreement binds both sides.
IN_FORCE = ("in_force", "ending")
#: Steps on the way there.
UNDER_WAY = ("draft", "sent", "signed")
#: Steps at which both signatures stand.
SIGNED = ("signed", *IN_FORCE, "fulfilled", "ended", "withdrawn")


class Side(models.TextChoices):
    """The two sides of an agreement."""

    UNIT = "unit", _("驻区单位")
    COMMUNITY = "community", _("社区（街道）")


class AgreementQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        return self.filter(step__in=IN_FORCE)

    def under_way(self) -> Self:
        return self.filter(step__in=UNDER_WAY)

    def of_unit(self, unit_id: int) -> Self:
        return self.filter(unit_id=unit_id)

    def ending_by(self, day: date) -> Self:
        """In force, and their term ends on that day or before."""
        return self.in_force().filter(valid_to__lte=day)

    def public(self) -> Self:
        """What both sides agreed to show."""
        return self.in_force().filter(is_public=True)


class Agreement(Travelling):
    """What a resident unit and a community (or street) promised each other in writing, for a term (GY-05, MHK-32).

    `area` and `host` are the community's side: the place, and the Party organization that signs for it. Either side
    drafts; sending is the first signature, the second brings it into force. `renews` is the one before it.
    """

    scope = by_area(organization="unit__path", owner="unit_id")

    kind = models.CharField(_("文本"), max_length=40)
    unit = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="agreements", verbose_name=_("驻区单位")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="agreements", verbose_name=_("社区（街道）"))
    host = models.ForeignKey(
        Organization, models.PROTECT, related_name="hosted_agreements", verbose_name=_("社区（街道）党组织")
    )
    drafted_by = models.CharField(_("起草方"), max_length=10, choices=Side)
    drafted_at = models.DateTimeField(_("起草时间"))
    contact = models.CharField(_("单位联系人"), max_length=50, blank=True)
    host_contact = models.CharField(_("社区联系人"), max_length=50, blank=True)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"))
    unit_signed_at = models.DateTimeField(_("单位签署"), null=True)
    host_signed_at = models.DateTimeField(_("社区签署"), null=True)
    is_public = models.BooleanField(_("双方同意公开承诺事项"), default=False)
    # Kept by the deeds, so that the database refuses an agreement without items once it leaves the draft.
    item_count = models.PositiveSmallIntegerField(_("事项数"), default=0)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals", verbose_name=_("续签自"))
    review = models.CharField(_("履约评议"), max_length=1000, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("共建协议")
        constraints = [
            models.CheckConstraint(name="agreement_ends_after_begin", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(
                name="agreement_sent_with_items", condition=Q(step__in=("draft", "called_off")) | Q(item_count__gt=0)
            ),
            models.CheckConstraint(
                name="agreement_in_force_when_both_signed",
                condition=~Q(step__in=SIGNED) | Q(unit_signed_at__isnull=False, host_signed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["unit", "area", "kind"], name="agreement_one_in_force", condition=Q(step__in=IN_FORCE)
            ),
            models.UniqueConstraint(
                fields=["unit", "area", "kind"], name="agreement_one_under_way", condition=Q(step__in=UNDER_WAY)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="agreement_in_area"),
            models.Index(fields=["unit", "-id"], name="agreement_of_unit"),
            models.Index(fields=["valid_to"], name="agreement_term", condition=Q(step__in=IN_FORCE)),
        ]

    def __str__(self) -> str:
        return _t("%(unit)s与%(area)s%(kind)s") % {
            "unit": self.unit.name,
            "area": self.area.name,
            "kind": self.kind_label,
        }

    def get_absolute_url(self) -> str:
        return reverse("alliance:agreement", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("协 %(year)d-%(number)04d") % {"year": today(self.drafted_at).year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("agreement_kinds", self.kind)

    @property
    def drafter_id(self) -> int:
        return self.unit_id if self.drafted_by == Side.UNIT else self.host_id

    @property
    def addressee_id(self) -> int:
        """Who signs second."""
        return self.host_id if self.drafted_by == Side.UNIT else self.unit_id

    @property
    def is_in_force(self) -> bool:
        return self.step in IN_FORCE

    @property
    def is_renewal(self) -> bool:
        """Signed and sent with one deed, so that nobody drafted it."""
        return self.renews_id is not None

    @property
    def was_never_ending(self) -> bool:
        """Reviewed as kept before its end came near."""
        return self.step == "fulfilled" and not Duty.objects.about(self).filter(step="ending").exists()

    @property
    def term_left(self) -> Limit:
        """From the day its end was announced to its last day; one of a few weeks is announced late."""
        return Limit(max(0, (self.valid_to - today(self.step_at)).days), "day")

    @property
    def signed_on(self) -> date | None:
        """The day of the second signature."""
        both = [each for each in (self.unit_signed_at, self.host_signed_at) if each]
        return today(max(both)) if len(both) == 2 else None


class AgreementItem(models.Model):
    """One promise of one side, in a field (order, environment, civility ...), with how it stands (GY-12)."""

    class State(models.TextChoices):
        OPEN = "open", _("待履行")
        DOING = "doing", _("进行中")
        KEPT = "kept", _("已兑现")
        PARTLY = "partly", _("部分兑现")
        NOT_KEPT = "not_kept", _("未兑现")
        RELEASED = "released", _("已解除")

    #: States that stand at a review.
    DECIDED = (State.KEPT, State.PARTLY, State.NOT_KEPT, State.RELEASED)

    agreement = models.ForeignKey(Agreement, models.CASCADE, db_index=False, related_name="items")
    side = models.CharField(_("承诺方"), max_length=10, choices=Side)
    field = models.CharField(_("领域"), max_length=40)
    text = models.CharField(_("承诺事项"), max_length=200)
    state = models.CharField(_("履行情况"), max_length=10, choices=State, default=State.OPEN)
    state_at = models.DateTimeField(_("更新时间"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")

    class Meta:
        verbose_name = _("承诺事项")
        constraints = [
            models.CheckConstraint(name="agreement_item_says_something", condition=~Q(text="")),
            models.UniqueConstraint(fields=["agreement", "side", "text"], name="agreement_item_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def field_label(self) -> str:
        return terms.label("agreement_fields", self.field)

    @property
    def is_decided(self) -> bool:
        return self.state in self.DECIDED


class AgreementFile(models.Model):
    """The scan of the signed paper, sealed; whoever opens it is noted."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="files")
    name = models.CharField(_("文件名"), max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("大小"))
    content: Any = SealedField(_("内容"), null=False)
    added_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    added_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("协议扫描件")

    def __str__(self) -> str:
        return self.name
