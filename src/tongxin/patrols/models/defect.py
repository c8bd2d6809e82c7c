from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.patrols.models.place import PatrolPlace
from tongxin.patrols.models.round import RoundStop


class DefectQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those at places within sight."""
        return self.filter(place__in=PatrolPlace.objects.visible_to(actor))

    def open(self) -> Self:
        return self.filter(state=Defect.State.OPEN)


class Defect(models.Model):
    """What is broken at a place, with the one case about it. Found again before it is mended, it is the same defect.

    It ends with its case: mended when somebody dealt with it, dropped when the case was declined, taken back or void.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待修")
        MENDED = "mended", _("已修好")
        DROPPED = "dropped", _("不再处理")

    place = models.ForeignKey(
        PatrolPlace, models.PROTECT, db_index=False, related_name="defects", verbose_name=_("巡查点")
    )
    code = models.CharField(_("检查项"), max_length=40)
    label = models.CharField(_("检查项"), max_length=80)
    case = models.OneToOneField(Case, models.PROTECT, related_name="+", verbose_name=_("案件"))
    found_at = models.DateTimeField(_("发现时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(_("了结时间"), null=True)

    objects: ClassVar = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = _("缺陷")
        constraints = [
            # Two who find the same thing on the same day raise one case.
            models.UniqueConstraint(
                fields=["place", "code"], name="defect_open_once", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="defect_ended_when_not_open",
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["place", "-id"], name="defect_of_place")]

    def __str__(self) -> str:
        return f"{self.place} · {self.label}"


class CheckResult(models.Model):
    """What one look at one thing found: fine, or a defect with words about it."""

    stop = models.ForeignKey(RoundStop, models.CASCADE, db_index=False, related_name="results", verbose_name=_("查看"))
    code = models.CharField(_("检查项"), max_length=40)
    label = models.CharField(_("检查项"), max_length=80)
    is_fine = models.BooleanField(_("完好"))
    words = models.CharField(_("情况"), max_length=300, blank=True)
    defect: Any = models.ForeignKey(
        Defect, models.PROTECT, null=True, related_name="results", verbose_name=_("缺陷")
    )  # fmt: skip

    class Meta:
        verbose_name = _("检查结果")
        constraints = [
            models.UniqueConstraint(fields=["stop", "code"], name="check_result_once"),
            models.CheckConstraint(
                name="check_result_defect_is_told",
                condition=Q(is_fine=True, defect=None, words="")
                | (Q(is_fine=False, defect__isnull=False) & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label
