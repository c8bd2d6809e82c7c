from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization


class Thread(models.Model):
    """What those concerned say about one activity or matter, with a moderator. There is no private chat (CD-47)."""

    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(_("话题"), max_length=80)
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("主持组织"))
    area_path = models.CharField(max_length=200, db_collation="C")
    opened_at = models.DateTimeField(_("开始"))
    closed_at = models.DateTimeField(_("关闭"), null=True)

    class Meta:
        verbose_name = _("交流")
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="thread_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliance:thread", args=[self.pk])


class Message(models.Model):
    """One message, read by everybody in the thread; hidden with a reason that everybody sees, never edited."""

    thread = models.ForeignKey(Thread, models.CASCADE, db_index=False, related_name="messages")
    by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("发言人"))
    in_name_of = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("内容"), max_length=500)
    at = models.DateTimeField(_("时间"))
    hidden_at = models.DateTimeField(_("隐藏时间"), null=True)
    hide_reason = models.CharField(_("隐藏原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("发言")
        constraints = [
            models.CheckConstraint(name="message_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="message_hidden_with_reason", condition=Q(hidden_at__isnull=True) | ~Q(hide_reason="")
            ),
        ]
        indexes = [models.Index(fields=["thread", "id"], name="message_of_thread")]
