from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models.principal import Principal


class ImportRun(models.Model):
    """One file on its way in: columns recognised, tried dry, then brought in whole or not at all."""

    class Step(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        CHECKED = "checked", _("已试运行")
        RUNNING = "running", _("导入中")
        DONE = "done", _("已导入")
        FAILED = "failed", _("未导入")

    kind = models.CharField(_("内容"), max_length=40)
    filename = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField()
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    columns = models.JSONField(_("列对应"), default=dict)
    step = models.CharField(_("进展"), max_length=10, choices=Step, default=Step.UPLOADED)
    total = models.PositiveIntegerField(_("总行数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    faulty = models.PositiveIntegerField(_("有误行数"), default=0)
    errors = models.JSONField(default=list)
    mended = models.JSONField(default=dict)
    failure = models.CharField(_("失败原因"), max_length=300, blank=True)
    area_path = models.CharField(max_length=200, blank=True, db_collation="C")
    by = models.ForeignKey(Principal, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("导入")
