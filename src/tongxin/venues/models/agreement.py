from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice
from tongxin.organizations.models import Organization
from tongxin.venues.models.venue import Venue


class VenueAgreement(Valid):
    """A unit lets an organization share its room for a term; at no day twice the same (CD-17, CD-18)."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="agreements", verbose_name=_("场地"))
    user = models.ForeignKey(Organization, models.PROTECT, related_name="venue_agreements", verbose_name=_("使用组织"))
    area_path = models.CharField(max_length=200, db_collation="C")
    document = models.CharField(_("协议编号"), max_length=80)
    text = models.TextField(_("约定事项"), max_length=1000)
    end_reason = models.CharField(_("终止原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("场地共用协议")
        constraints = [
            ends_after_begin("venue_agreement_ends_after_begin"),
            never_twice("venue_agreement_once", "venue_id", "user_id"),
            models.CheckConstraint(name="venue_agreement_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.user.name} · {self.venue.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("venues:venue", args=[self.venue_id]) + "#agreements"


class SignPermission(Valid):
    """A sign may hang at a venue only by an entry here: which one, on what ground (CD-18)."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="signs", verbose_name=_("场地"))
    agreement = models.ForeignKey(
        VenueAgreement, models.PROTECT, null=True, related_name="signs", verbose_name=_("依据的协议")
    )
    area_path = models.CharField(max_length=200, db_collation="C")
    sign = models.CharField(_("牌子"), max_length=40)
    # The number of the sign in its list, for the constraint: a sign hangs once at a venue.
    sign_key = models.BigIntegerField(editable=False)
    document = models.CharField(_("准许文号"), max_length=80)

    class Meta:
        verbose_name = _("挂牌许可")
        constraints = [
            ends_after_begin("sign_permission_ends_after_begin"),
            never_twice("sign_permission_once", "venue_id", "sign_key"),
            models.CheckConstraint(name="sign_permission_has_a_ground", condition=~Q(document="")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return terms.label("venue_signs", self.sign)

    def get_absolute_url(self) -> str:
        return reverse("venues:venue", args=[self.venue_id]) + "#agreements"
