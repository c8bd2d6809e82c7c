from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Record
from tongxin.people.models import Person


class NoticeQuerySet(models.QuerySet):
    def of(self, person_id: int) -> Self:
        return self.filter(recipient_id=person_id)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One person is told of one fact, once: a sentence and the page to open."""

    recipient = models.ForeignKey(
        Person, models.CASCADE, db_index=False, related_name="notices", verbose_name=_("收件人")
    )
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", verbose_name=_("记录"))
    name = models.CharField(max_length=40, blank=True)
    text = models.CharField(_("内容"), max_length=400)
    link = models.CharField(_("页面"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True)
    mailed_at = models.DateTimeField(_("邮件发出时间"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "record", "name"], name="notice_once_per_fact"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("notify:open", args=[self.pk])


class Preference(models.Model):
    """Whether a person also wants mail; without a row, no mail."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    by_mail = models.BooleanField(_("同时发邮件"), default=False)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("通知方式")
