from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models.case import Case
from tongxin.kernel.models import Principal
from tongxin.kernel.sealing import SealedField


class Check(models.Model):
    """That somebody looked whether it was done. A second look is drawn by chance and done by another person."""

    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="checks", verbose_name=_("案件"))
    by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("核查人"))
    at = models.DateTimeField(_("核查时间"))
    on_site = models.BooleanField(_("到现场"), default=True)
    is_second = models.BooleanField(_("复核"), default=False)
    passed = models.BooleanField(_("属实办妥"))
    note = models.CharField(_("核查情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("核查")
        indexes = [models.Index(fields=["case", "-id"], name="check_of_case")]


class Photo(models.Model):
    """A picture of a case, made anew without what the camera wrote into it, and sealed."""

    class Of(models.TextChoices):
        REPORT = "report", _("反映")
        PROOF = "proof", _("办结证明")
        CHECK = "check", _("核查")

    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="photos", verbose_name=_("案件"))
    of = models.CharField(_("用途"), max_length=8, choices=Of)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("大小"))
    content: Any = SealedField(_("内容"), null=False)
    added_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    added_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("照片")
        constraints = [models.CheckConstraint(name="photo_has_size", condition=Q(size__gt=0))]
        indexes = [models.Index(fields=["case", "id"], name="photo_of_case")]
