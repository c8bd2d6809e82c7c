from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel.access import ScopedQuerySet
from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import TOPICS
from tongxin.kernel.models import Principal, Record
from tongxin.people.models import Person


class News(models.Model):
    """That a thing of some topic has become worth telling, with what a subscription may narrow by.

    Written by one listener at a time, so that keys grow in the order of commits: what lies up to a key is complete.
    """

    topic = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    codes = ArrayField(models.CharField(max_length=40), default=list)
    area_path = models.CharField(max_length=200, db_collation="C", blank=True)
    reach_path = models.CharField(max_length=200, db_collation="C", blank=True)
    owner_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("新消息")
        constraints = [models.UniqueConstraint(fields=["topic", "record"], name="news_once_per_fact")]
        indexes = [
            models.Index(fields=["topic", "id"], name="news_of_topic"),
            models.Index(fields=["at"], name="news_by_age"),
        ]


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", _("随时")
    DAILY = "daily", _("每个工作日")
    WEEKLY = "weekly", _("每周")
    NEVER = "never", _("不收")


class Subscription(models.Model):
    """What one organization or person wants to hear of, how often, through which channels. Without a row: nothing."""

    subscriber = models.ForeignKey(
        Principal, models.CASCADE, db_index=False, related_name="subscriptions", verbose_name=_("订阅者")
    )
    topic = models.CharField(_("主题"), max_length=60)
    rhythm = models.CharField(_("多久一次"), max_length=10, choices=Rhythm)
    channels = ArrayField(models.CharField(max_length=20), verbose_name=_("渠道"), default=list)
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("领域"), default=list)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("区域"))
    chosen_at = models.DateTimeField(_("选择时间"))
    # News up to this key has been told, or was there before the choice.
    heard = models.BigIntegerField(default=0)
    # The period whose digest was made last, empty ones included.
    period = models.DateField(null=True)

    class Meta:
        verbose_name = _("订阅")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "topic"], name="subscription_once_per_topic"),
            models.CheckConstraint(
                name="subscription_has_a_channel", condition=Q(rhythm=Rhythm.NEVER) | Q(channels__len__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["rhythm", "period"], name="subscription_of_rhythm")]

    def __str__(self) -> str:
        return str(TOPICS[self.topic].label) if self.topic in TOPICS else self.topic


class DigestQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the organization one acts for."""
        return self.filter(subscriber__in=actor.own_ids)


class Digest(models.Model):
    """What one organization or person is told at one time: for a day or a week at most one (MHK-15)."""

    subscriber = models.ForeignKey(
        Principal, models.CASCADE, db_index=False, related_name="digests", verbose_name=_("订阅者")
    )
    rhythm = models.CharField(_("多久一次"), max_length=10, choices=Rhythm)
    period = models.DateField(_("期"), null=True)
    sender = models.CharField(_("发送单位"), max_length=120)
    counts = models.CharField(_("内容"), max_length=300)
    made_at = models.DateTimeField(_("时间"))

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("资讯汇总")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "rhythm", "period"], name="digest_once_per_period", condition=~Q(period=None)
            ),
            models.CheckConstraint(
                name="digest_at_once_has_no_period", condition=Q(rhythm="at_once") | ~Q(period=None)
            ),
        ]
        indexes = [models.Index(fields=["subscriber", "-id"], name="digest_of_subscriber")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("notify:digest", args=[self.pk])

    @property
    def title(self) -> Any:
        return {Rhythm.DAILY: _("每日资讯"), Rhythm.WEEKLY: _("每周资讯")}.get(Rhythm(self.rhythm), _("新消息"))


def _keys() -> Func:
    return Func(F("after"), F("upto"), Value("(]"), function="int8range", output_field=models.Field())


def _one(column: str) -> Func:
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=models.Field())


class DigestPart(models.Model):
    """The part of a digest that one subscription gave: the news behind the key `after` up to the key `upto`."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="parts")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="parts")
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    lines = models.JSONField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("资讯内容")
        constraints = [
            models.CheckConstraint(name="digest_part_goes_forward", condition=Q(upto__gt=F("after"))),
            # No news is told twice to the same subscription, whatever the rhythm was meanwhile.
            ExclusionConstraint(
                name="digest_part_never_twice",
                expressions=[(_one("subscription_id"), "&&"), (_keys(), "&&")],
            ),
        ]

    @property
    def label(self) -> str:
        return str(self.subscription)

    @property
    def more(self) -> int:
        """How many were told only by their number."""
        return self.count - len(self.lines)


class Carriage(models.Model):
    """That a digest goes through one channel to one recipient: once, tried again until it went."""

    digest = models.ForeignKey(Digest, models.CASCADE, db_index=False, related_name="carriages")
    channel = models.CharField(_("渠道"), max_length=20)
    recipient = models.ForeignKey(Principal, models.CASCADE, related_name="+", verbose_name=_("收件人"))
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    sent_at = models.DateTimeField(_("送出时间"), null=True)

    class Meta:
        verbose_name = _("发送")
        constraints = [
            models.UniqueConstraint(fields=["digest", "channel", "recipient"], name="carriage_once_per_recipient")
        ]


class MailStop(models.Model):
    """That a person wants no more digests of a subscriber by mail: by the link in the mail, without sign-in."""

    person = models.ForeignKey(Person, models.CASCADE, db_index=False, related_name="+")
    subscriber = models.ForeignKey(Principal, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("邮件退订")
        constraints = [models.UniqueConstraint(fields=["person", "subscriber"], name="mail_stopped_once")]
