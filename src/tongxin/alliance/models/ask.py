from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


class CooperationAsk(Travelling):
    """Work of the community that needs a unit's hand, with who owns it there and how it stands (CD-56)."""

    scope = by_area(organization="unit__path", owner="unit_id")

    title = models.CharField(_("事项"), max_length=80)
    text = models.CharField(_("需要怎样配合"), max_length=1000)
    unit = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="cooperation_asks", verbose_name=_("配合单位")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="cooperation_asks", verbose_name=_("社区（街道）"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("提出组织"))
    wanted_by = models.DateField(_("希望完成"), null=True, blank=True)
    in_charge = models.CharField(_("单位负责人"), max_length=50, blank=True)
    result = models.CharField(_("办理情况"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("请单位配合事项")
        constraints = [
            models.CheckConstraint(name="cooperation_ask_says_what", condition=~Q(title="") & ~Q(text="")),
            models.CheckConstraint(
                name="cooperation_ask_has_owner",
                condition=~Q(step__in=("accepted", "reported", "closed")) | ~Q(in_charge=""),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="cooperation_ask_in_area"),
            models.Index(fields=["unit", "-id"], name="cooperation_ask_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliance:ask", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("配 %(year)d-%(number)04d") % {"year": today(self.asked_at).year, "number": self.pk}


class PartnerRequestQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As the scope says; who handles it or was called in sees it too."""
        condition = PartnerRequest.scope.condition(actor)
        if actor.organization_id:
            concerned = PartnerRequest.objects.filter(
                Q(handler_id=actor.organization_id) | Q(called_in__organization_id=actor.organization_id)
            )
            condition |= Q(pk__in=concerned.values("pk"))
        return self.filter(condition)


class PartnerRequest(Travelling):
    """A partner firm asks the community for help: taken in, assigned, others called in, answered, confirmed (BL-07)."""

    scope = by_area(organization="unit__path", owner="unit_id")

    title = models.CharField(_("事项"), max_length=80)
    text = models.CharField(_("发生了什么"), max_length=1000)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="partner_requests", verbose_name=_("求助单位")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="partner_requests", verbose_name=_("社区（街道）"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("受理组织"))
    handler = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="handled_requests", verbose_name=_("承办组织")
    )
    answer = models.CharField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    asked_at = models.DateTimeField(_("求助时间"))
    times_reopened = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = PartnerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位求助")
        constraints = [
            models.CheckConstraint(name="partner_request_says_what", condition=~Q(title="") & ~Q(text="")),
            models.CheckConstraint(
                name="partner_request_is_replied_to",
                condition=~Q(step__in=("answered", "closed", "declined")) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="partner_request_assigned_to_somebody",
                condition=~Q(step__in=("assigned", "answered", "closed")) | Q(handler__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="partner_request_in_area"),
            models.Index(fields=["unit", "-id"], name="partner_request_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliance:request", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("助 %(year)d-%(number)04d") % {"year": today(self.asked_at).year, "number": self.pk}


class CalledIn(models.Model):
    """One whom the handler called in to help with a partner's request, and what came back."""

    request = models.ForeignKey(PartnerRequest, models.CASCADE, db_index=False, related_name="called_in")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("会同单位"))
    wants = models.CharField(_("请其做什么"), max_length=200)
    called_at = models.DateTimeField(_("会同时间"))
    answer = models.CharField(_("反馈"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("反馈时间"), null=True)

    class Meta:
        verbose_name = _("会同办理")
        constraints = [models.UniqueConstraint(fields=["request", "organization"], name="called_in_once")]
