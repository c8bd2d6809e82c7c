from django.db import models
from django.utils.translation import gettext_lazy as _


class Knock(models.Model):
    """How many reports came from one address in one minute. The address itself is not kept, only its fingerprint.

    The table is unlogged: counting costs no write to disk, and after a crash the count begins anew.
    """

    address = models.BinaryField()
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = _("来访计数")
        constraints = [models.UniqueConstraint(fields=["address", "minute"], name="knock_once_a_minute")]
