from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person
from tongxin.points.models import hours_of


class CertificateQuerySet(ScopedQuerySet):
    def issued(self) -> Self:
        """Everything that was ever handed out, revoked ones included."""
        return self.filter(issued_at__isnull=False)

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)


class Certificate(Travelling):
    """A record of service on paper, free of charge, for whoever asks (regulation on volunteering art. 19).

    Its figures are those of the ledger at the moment of issue and never change afterwards; `seal` is a keyed hash over
    them, so that a row altered behind the platform's back no longer verifies. What is wrong is revoked and issued anew.
    """

    scope = by_area(organization="issuer__path", owner="person_id")

    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="certificates", verbose_name=_("志愿者")
    )
    issuer = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("出具单位")
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    asked_at = models.DateTimeField(_("申请时间"))
    minutes = models.PositiveIntegerField(_("服务时长（分钟）"), null=True)
    times = models.PositiveIntegerField(_("服务次数"), null=True)
    lines: Any = models.JSONField(_("服务记录"), default=list)
    legacy: Any = models.JSONField(_("系统启用前的服务"), default=list)
    name = models.CharField(_("姓名"), max_length=50, blank=True)
    responsible = models.CharField(_("经办人"), max_length=50, blank=True)
    contact = models.CharField(_("联系方式"), max_length=60, blank=True)
    code = models.CharField(_("验证码"), max_length=16, null=True, unique=True)
    seal = models.BinaryField(null=True)
    issued_at = models.DateTimeField(_("出具时间"), null=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    objects: ClassVar = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿服务记录证明")
        constraints = [
            models.CheckConstraint(name="certificate_term", condition=Q(until__gte=models.F("since"))),
            models.CheckConstraint(
                name="certificate_issued_whole",
                condition=~Q(step__in=["issued", "revoked"])
                | Q(code__isnull=False, seal__isnull=False, minutes__isnull=False, issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_reason",
                condition=~Q(step="revoked") | (Q(revoked_at__isnull=False) & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["person", "issuer", "since", "until"],
                name="certificate_asked_once",
                condition=Q(step="requested"),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="certificate_in_area"),
            models.Index(fields=["issuer", "-id"], name="certificate_of_issuer"),
            models.Index(fields=["person", "-id"], name="certificate_of_person"),
        ]

    def __str__(self) -> str:
        return str(_("志愿服务记录证明"))

    def get_absolute_url(self) -> str:
        return reverse("volunteering:certificate", args=[self.pk])

    @property
    def number(self) -> str:
        return f"证 {self.asked_at.year}-{self.pk:05d}"

    @property
    def volunteer_number(self) -> str:
        return volunteer_number(self.person_id)

    @property
    def hours(self) -> str:
        return hours_of(self.minutes or 0)

    @property
    def code_words(self) -> str:
        """The code in groups of four, as it is read aloud."""
        code = self.code or ""
        return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def volunteer_number(person_id: int) -> str:
    """The volunteer's number inside this installation; never the identity number (MZ/T 061)."""
    return f"V{person_id:09d}"
