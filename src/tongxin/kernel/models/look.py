from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models.principal import Principal


class Look(models.Model):
    """One look at a sealed value: who, at whose, which field, for what purpose. The person concerned can read it."""

    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("查看人"))
    post_id = models.BigIntegerField(null=True)
    concerns = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="looks")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    field = models.CharField(_("内容"), max_length=40)
    purpose = models.CharField(_("事由"), max_length=120)

    class Meta:
        verbose_name = _("查看记录")
        constraints = [models.CheckConstraint(name="look_has_purpose", condition=~Q(purpose=""))]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="look_of_subject")]

    @property
    def what(self) -> str:
        """What was looked at, as its table calls it: 微心愿 · 电话."""
        about = apps.get_model(self.subject_type)
        return f"{about._meta.verbose_name} · {about._meta.get_field(self.field).verbose_name}"  # type: ignore[union-attr]
