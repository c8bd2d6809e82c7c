from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models.case import Case
from tongxin.kernel.sealing import SealedField
from tongxin.notify.models import ApiKey
from tongxin.organizations.models import Organization


class Arrival(models.Model):
    """That a case came in from another system, by which key, and under which number of theirs."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="arrival", verbose_name=_("案件"))
    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", verbose_name=_("接口密钥"))
    their_number = models.CharField(_("对方编号"), max_length=60, null=True)

    class Meta:
        verbose_name = _("转入")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "their_number"], name="arrival_once_per_number", condition=Q(their_number__isnull=False)
            ),
        ]


class Partner(models.Model):
    """Another Open311 server that handles what is dispatched to one organization here."""

    organization = models.OneToOneField(
        Organization, models.PROTECT, related_name="open311_partner", verbose_name=_("主办单位")
    )
    address = models.CharField(_("接口地址"), max_length=300)
    jurisdiction = models.CharField(_("jurisdiction_id"), max_length=80, blank=True)
    api_key = SealedField(verbose_name=_("对方发的密钥"))
    #: Our category to their service_code; "*" for all others.
    services = models.JSONField(_("类别对照"), default=dict)
    is_on = models.BooleanField(_("使用中"), default=True)
    opened_at = models.DateTimeField(_("登记时间"))
    failing_since = models.DateTimeField(_("开始失败"), null=True)
    problem = models.CharField(_("问题"), max_length=200, blank=True)
    rests_until = models.DateTimeField(null=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("对接的 Open311 系统")

    def __str__(self) -> str:
        return str(self.organization)

    def get_absolute_url(self) -> str:
        return reverse("cases:partners")

    def service_for(self, category: str) -> str:
        return str(self.services.get(category) or self.services.get("*") or "")


class Handover(models.Model):
    """A case on its way to a partner, and what the partner said of it last."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待转出")
        SENT = "sent", _("已转出")
        CLOSED = "closed", _("对方已办结")
        REFUSED = "refused", _("对方不收")

    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="handovers", verbose_name=_("案件"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="handovers", verbose_name=_("系统"))
    #: One for each time that the case is dispatched there.
    dispatched_at = models.DateTimeField(_("派遣时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    #: A try began and nobody knows how it ended: it is looked for there before it is sent again.
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(_("下次尝试"))
    their_number = models.CharField(_("对方编号"), max_length=60, blank=True)
    token = models.CharField(max_length=80, blank=True)
    their_status = models.CharField(_("对方状态"), max_length=20, blank=True)
    their_notes = models.CharField(_("对方说明"), max_length=500, blank=True)
    problem = models.CharField(_("问题"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("转出时间"), null=True)

    class Meta:
        verbose_name = _("转出")
        constraints = [
            models.UniqueConstraint(fields=["case", "partner", "dispatched_at"], name="handover_once_per_dispatch"),
            models.CheckConstraint(
                name="handover_sent_has_number", condition=~Q(state__in=["sent", "closed"]) | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "next_at"], name="handover_due", condition=Q(state__in=["waiting", "sent"]))
        ]
