from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal


class Feedback(models.Model):
    """What somebody says of the platform itself, from any page; answered by whoever runs it."""

    scope = by_area(owner="by")

    page = models.CharField(_("页面"), max_length=200)
    text = models.TextField(_("意见"), max_length=1000)
    by = models.ForeignKey(Principal, models.SET_NULL, null=True, related_name="+", verbose_name=_("提出人"))
    area_path = models.CharField(max_length=200, blank=True, db_collation="C")
    at = models.DateTimeField(_("提出时间"))
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见反馈")

    def __str__(self) -> str:
        return self.text[:40]
