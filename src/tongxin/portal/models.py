from django.contrib.postgres.fields import ArrayField
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


class SavedList(models.Model):
    """A list as somebody narrowed it, under a name of one's own; its address may be handed on."""

    principal = models.ForeignKey(Principal, models.CASCADE, db_index=False, related_name="+")
    listing = models.CharField(_("清单"), max_length=60)
    name = models.CharField(_("名称"), max_length=30)
    address = models.CharField(_("网址"), max_length=1000)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("常用筛选")
        constraints = [
            models.UniqueConstraint(fields=["principal", "listing", "name"], name="saved_list_once_per_name"),
            models.CheckConstraint(name="saved_list_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """The columns somebody wants to see of a list; without a row, all."""

    principal = models.ForeignKey(Principal, models.CASCADE, db_index=False, related_name="+")
    listing = models.CharField(_("清单"), max_length=60)
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("显示的列"))

    class Meta:
        verbose_name = _("显示的列")
        constraints = [models.UniqueConstraint(fields=["principal", "listing"], name="columns_chosen_once_per_list")]
