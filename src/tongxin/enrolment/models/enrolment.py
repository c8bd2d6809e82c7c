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
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization

#: Steps at which a check-in counts: no second one of its kind beside it.
ACTIVE = ("requested", "confirmed")


class EnrolmentQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As the scope says; a unit also sees who checked in with it."""
        condition = Enrolment.scope.condition(actor)
        if actor.sees.along == "organization" and actor.organization_id:
            condition |= Q(host_id=actor.organization_id)
        return self.filter(condition)

    def active(self) -> Self:
        return self.filter(step__in=ACTIVE)

    def confirmed(self) -> Self:
        return self.filter(step="confirmed")

    def of(self, principal_id: int) -> Self:
        return self.filter(subject_id=principal_id)

    def from_home(self, path: str) -> Self:
        """Of members and units whose home lies at or below the organization path."""
        return self.filter(home_organization__path__startswith=path)

    def over(self, on: date) -> Self:
        """Confirmed, but their term ended before the day."""
        return self.confirmed().filter(valid_to__lt=on)


class Enrolment(Travelling):
    """A check-in of a member, a unit or a community head with a host. It never moves the formal relation.

    `home_organization` is where the formal relation lay on the day; `slot` is what only one active check-in of the
    same subject may fill: the kind, with the basis, and with the unit where several units may be visited.
    """

    scope = by_area(organization="home_organization__path", owner="subject_id")

    kind = models.CharField(_("报到类型"), max_length=40)
    basis = models.CharField(_("报到依据"), max_length=20, blank=True)
    subject = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="enrolments", verbose_name=_("报到人")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="enrolments", verbose_name=_("接收社区"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="hosted", verbose_name=_("接收组织"))
    home_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        db_index=False,
        null=True,
        related_name="sent_out",
        verbose_name=_("组织关系所在党组织"),
    )
    slot = models.CharField(max_length=80)
    requested_at = models.DateTimeField(_("申请时间"))
    skills = models.JSONField(_("特长"), default=list)
    wishes = models.JSONField(_("服务意愿"), default=list)
    shows_identity = models.BooleanField(_("愿意亮明党员身份"), default=False)
    asks_home = models.BooleanField(_("须经组织关系所在党组织同意"), default=False)
    home_agreed_at = models.DateTimeField(_("组织关系所在党组织同意时间"), null=True)
    outside_home = models.CharField(_("市外的组织关系所在党组织"), max_length=80, blank=True)
    contact = models.CharField(_("联系人"), max_length=50, blank=True)
    pledge = models.CharField(_("承诺事项"), max_length=200, blank=True)
    valid_from = models.DateField(_("自"), null=True)
    valid_to = models.DateField(_("至"), null=True)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("报到")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "slot"], name="enrolment_one_active", condition=Q(step__in=ACTIVE)
            ),
            models.CheckConstraint(
                name="enrolment_ends_after_begin",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="enrolment_in_area"),
            models.Index(fields=["subject", "step"], name="enrolment_of_subject"),
            models.Index(fields=["home_organization", "-id"], name="enrolment_from_home"),
            models.Index(fields=["valid_to"], name="enrolment_term", condition=Q(step="confirmed")),
        ]

    def __str__(self) -> str:
        """Duties carry it into lists that reach further than the desk of check-ins: a member stands there by number."""
        return _t("%(who)s · %(kind)s：%(host)s") % {
            "who": self.number if self.basis else self.subject.name,
            "kind": self.kind_label,
            "host": self.host_label,
        }

    def get_absolute_url(self) -> str:
        return reverse("enrolment:enrolment", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("报 %(year)d-%(number)04d") % {"year": today(self.requested_at).year, "number": self.pk}

    @property
    def kind_data(self) -> dict[str, Any]:
        term = terms.find("enrolment_kinds", self.kind)
        return term.data if term else {}

    @property
    def goes_to_unit(self) -> bool:
        return self.kind_data.get("direction") == "to_unit"

    @property
    def kind_label(self) -> str:
        return terms.label("enrolment_kinds", self.kind)

    @property
    def basis_label(self) -> str:
        return terms.label("enrolment_bases", self.basis) if self.basis else ""

    @property
    def wish_labels(self) -> list[str]:
        return [terms.label("service_post_kinds", code) for code in self.wishes]

    @property
    def waits_for_home(self) -> bool:
        return self.asks_home and self.home_agreed_at is None

    @property
    def answerer_id(self) -> int:
        """Who owes the next answer: the home organization where the city asks it first, then the host."""
        return self.home_organization_id if self.waits_for_home and self.home_organization_id else self.host_id

    @property
    def home_name(self) -> str:
        """Where the formal relation lies; nothing to say of a unit, which is its own home."""
        home = self.home_organization
        return home.name if home and home.pk != self.subject_id else self.outside_home

    @property
    def host_label(self) -> str:
        """With whom: the community, or the unit."""
        return self.host.name if self.goes_to_unit else self.area.name
