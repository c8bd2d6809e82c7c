from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """One item of a list that a city sets: a kind of area, a channel, a role. Rows refer to it by code."""

    listed_in = models.CharField(_("清单"), max_length=40)
    code = models.CharField(_("代码"), max_length=40)
    label = models.CharField(_("名称"), max_length=80)
    number = models.PositiveSmallIntegerField(_("顺序"), default=0)
    data = models.JSONField(_("属性"), default=dict)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    is_example = models.BooleanField(_("示例"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("清单项")
        constraints = [models.UniqueConstraint(fields=["listed_in", "code"], name="term_once_per_list")]

    def __str__(self) -> str:
        return self.label
