from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models.activity import Activity
from tongxin.people.models import Person


class CodeAttempt(models.Model):
    """How many wrong check-in codes one person has tried at one activity lately, so that six digits cannot be guessed;
    forgotten when the rest is over."""

    activity = models.ForeignKey(Activity, models.CASCADE, db_index=False, related_name="+", verbose_name=_("活动"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("人员"))
    wrong = models.PositiveSmallIntegerField(_("错码次数"))
    until = models.DateTimeField(_("计到"), db_index=True)

    class Meta:
        verbose_name = _("错误的签到码")
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="code_attempt_one_count")]
