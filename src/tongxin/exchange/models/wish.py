from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: Steps at which a claimer stands behind the wish, and those at which the claimer needs to find the wisher.
CLAIMED = ("claimed", "delivered", "confirmed", "thanked")
NEEDED = ("claimed", "delivered")
OPEN = ("recorded", "approved", "claimed", "delivered", "confirmed")


class WishQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(step__in=OPEN)

    def to_claim(self) -> Self:
        return self.filter(step="approved")

    def claimed_by(self, principal_id: int) -> Self:
        """Wishes this person has claimed and not given back."""
        return self.filter(claimer_id=principal_id)

    def wished_by(self, person_id: int) -> Self:
        return self.filter(wisher_id=person_id)

    def concerning(self, principal_id: int) -> Self:
        """What a person meets on the phone: wishes to claim, those one claimed, and one's own."""
        return self.filter(Q(step="approved") | Q(claimer_id=principal_id) | Q(wisher_id=principal_id))

    def to_erase(self, on: date) -> Self:
        return self.filter(erase_on__lte=on, erased_at__isnull=True)


class Wish(Travelling):
    """A small wish in kind. Who wishes is sealed: a name, a phone, an address, and no reason of hardship."""

    scope = by_area(owner="wisher_id")

    title = models.CharField(_("心愿"), max_length=40)
    kind = models.CharField(_("类别"), max_length=30)
    detail = models.CharField(_("具体要求"), max_length=200, blank=True)
    value_fen = models.PositiveIntegerField(_("约值"), default=0)
    channel = models.CharField(_("来源"), max_length=30)
    area = models.ForeignKey(Area, models.PROTECT, related_name="wishes", verbose_name=_("社区"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="wishes", verbose_name=_("承办组织"))
    recorded_at = models.DateTimeField(_("登记时间"))
    wisher = models.ForeignKey(Person, models.PROTECT, null=True, related_name="wishes", verbose_name=_("心愿人"))
    wisher_name = SealedField(verbose_name=_("称呼"))
    wisher_phone = SealedField(verbose_name=_("电话"))
    wisher_address = SealedField(verbose_name=_("地址"))
    wisher_print = models.BinaryField(null=True)
    claimer = models.ForeignKey(
        Principal, models.PROTECT, null=True, related_name="claimed_wishes", verbose_name=_("认领人")
    )
    thanks = models.CharField(_("答谢"), max_length=200, blank=True)
    erase_on = models.DateField(_("删除姓名与地址的日期"), null=True)
    erased_at = models.DateTimeField(_("已删除"), null=True)

    objects: ClassVar = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("微心愿")
        constraints = [
            models.CheckConstraint(
                name="wish_has_claimer_once_claimed",
                condition=Q(step__in=CLAIMED, claimer__isnull=False) | (~Q(step__in=CLAIMED) & Q(claimer__isnull=True)),
            ),
            models.CheckConstraint(
                name="wish_erased_keeps_no_identity",
                condition=Q(erased_at__isnull=True)
                | Q(
                    wisher__isnull=True,
                    wisher_name__isnull=True,
                    wisher_phone__isnull=True,
                    wisher_address__isnull=True,
                    wisher_print__isnull=True,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="wish_in_area"),
            models.Index(fields=["step", "-id"], name="wish_at_step"),
            models.Index(fields=["claimer"], name="wish_of_claimer", condition=Q(claimer__isnull=False)),
            models.Index(fields=["wisher_print"], name="wish_of_wisher", condition=Q(wisher_print__isnull=False)),
            models.Index(fields=["erase_on"], name="wish_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:wish", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("愿 %(year)d-%(number)04d") % {"year": today(self.recorded_at).year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("wish_kinds", self.kind)

    @property
    def channel_label(self) -> str:
        return terms.label("need_channels", self.channel)

    @property
    def is_needed(self) -> bool:
        """Whether a claimer still has to find the wisher; only so long name and address may be seen."""
        return self.step in NEEDED and self.erased_at is None

    def age_days(self, at: datetime) -> int:
        return (today(at) - today(self.recorded_at)).days


class WishClaim(models.Model):
    """That somebody claimed a wish, from when to when. At any moment one claim stands; the others are history."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="claims", verbose_name=_("微心愿"))
    claimer = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="wish_claims", verbose_name=_("认领人")
    )
    claimed_at = models.DateTimeField(_("认领时间"))
    returned_at = models.DateTimeField(_("退回时间"), null=True)
    reason = models.CharField(_("退回原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("微心愿认领")
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="wish_claimed_by_one", condition=Q(returned_at__isnull=True)),
        ]
        indexes = [models.Index(fields=["claimer", "-id"], name="wish_claim_of_claimer")]
