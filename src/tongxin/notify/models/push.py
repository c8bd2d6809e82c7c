from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person


class PushAddress(models.Model):
    """Where the browser of a device listens for a sign that there is something new; chosen on that device. Nothing but
    the sign itself goes there, no words."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_addresses", verbose_name=_("本人"))
    address = models.URLField(_("推送地址"), max_length=600, unique=True)
    chosen_at = models.DateTimeField(_("选择时间"))
    signed_at = models.DateTimeField(_("最近提醒"), null=True)

    class Meta:
        verbose_name = _("设备提醒")
