from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet
from tongxin.kernel.actor import Actor
from tongxin.kernel.models.principal import Principal


class ExportRunQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, asked for through the post that one acts through now."""
        return self.filter(by=actor.principal_id, post=actor.post_id)


class ExportRun(models.Model):
    """A long list on its way into a workbook, made by the worker through the same door as the page."""

    class Step(models.TextChoices):
        WAITING = "waiting", _("等待中")
        RUNNING = "running", _("正在生成")
        DONE = "done", _("已生成")
        FAILED = "failed", _("没有生成")

    listing = models.CharField(_("清单"), max_length=60)
    title = models.CharField(_("名称"), max_length=80)
    # The address of the export with its filters; the worker opens it again in the name of who asked.
    address = models.CharField(max_length=2000)
    step = models.CharField(_("进展"), max_length=10, choices=Step, default=Step.WAITING)
    total = models.PositiveIntegerField(_("总行数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    failure = models.CharField(_("失败原因"), max_length=300, blank=True)
    by = models.ForeignKey(Principal, models.PROTECT, db_index=False, related_name="+")
    post = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("提出时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("导出")
        indexes = [models.Index(fields=["by", "-id"], name="export_run_of_somebody")]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> Path:
        """Where the workbook lies, for a day."""
        return Path(settings.EXPORTS_DIR) / f"{self.pk}.xlsx"

    @property
    def is_working(self) -> bool:
        return self.step in (self.Step.WAITING, self.Step.RUNNING)
