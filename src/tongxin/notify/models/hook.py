import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet
from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import HOOKS
from tongxin.kernel.models import Record
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization


class EndpointQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the organization one acts for, nobody else's."""
        return self.filter(organization=actor.organization_id) if actor.organization_id else self.none()

    def standing(self) -> Self:
        return self.exclude(state=Endpoint.State.CLOSED)


class Endpoint(models.Model):
    """An address of an organization's own system that is told of chosen kinds of facts."""

    class State(models.TextChoices):
        ACTIVE = "active", _("使用中")
        PARKED = "parked", _("已停发")
        CLOSED = "closed", _("已关闭")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="endpoints", verbose_name=_("组织"))
    url = models.URLField(_("接收地址"), max_length=300)
    secret = SealedField(verbose_name=_("密钥"))
    old_secret = SealedField(verbose_name=_("旧密钥"))
    old_secret_until = models.DateTimeField(null=True)
    kinds = ArrayField(models.CharField(max_length=60), verbose_name=_("推送内容"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ACTIVE)
    # Since when nothing got through, and until when it is left alone after a failure.
    failing_since = models.DateTimeField(_("开始失败"), null=True)
    rests_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(_("登记时间"))

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("推送地址")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "url"], name="endpoint_once_per_address", condition=~Q(state="closed")
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("notify:endpoint", args=[self.pk])

    @property
    def kind_labels(self) -> list[str]:
        return [str(HOOKS[kind].label) for kind in self.kinds if kind in HOOKS]

    def is_old_secret_known(self, at: datetime) -> bool:
        return bool(self.old_secret and self.old_secret_until and at < self.old_secret_until)


def message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


class DeliveryQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Delivery.State.WAITING)

    def due(self, at: datetime) -> Self:
        """Waiting, its pause is over, nobody is at it, and nothing earlier about the same subject waits there."""
        earlier = Delivery.objects.waiting().filter(
            endpoint=OuterRef("endpoint"), subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"),
            id__lt=OuterRef("pk"),
        )  # fmt: skip
        free = Q(held_until=None) | Q(held_until__lte=at)
        return self.waiting().filter(free, ~Exists(earlier), next_at__lte=at)

    def at_awake(self, at: datetime) -> Self:
        """Those to endpoints that are in use and not left alone for the moment."""
        rested = Q(endpoint__rests_until=None) | Q(endpoint__rests_until__lte=at)
        return self.filter(rested, endpoint__state=Endpoint.State.ACTIVE)


class Delivery(models.Model):
    """One fact on its way to one endpoint. `message` stays the same however often it is tried or sent again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待送达")
        DELIVERED = "delivered", _("已送达")
        PARKED = "parked", _("已放弃")

    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, db_index=False, related_name="deliveries", verbose_name=_("推送地址")
    )
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", verbose_name=_("记录"))
    message = models.CharField(_("编号"), max_length=40, unique=True, default=message_id)
    kind = models.CharField(_("事项"), max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(_("对象"))
    body = models.TextField(_("内容"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    made_at = models.DateTimeField(_("时间"))
    next_at = models.DateTimeField(_("下次尝试"))
    # Who carries it now must be done by then; a killed worker leaves it to the next one.
    held_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(_("结束时间"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("推送")
        constraints = [models.UniqueConstraint(fields=["endpoint", "record"], name="delivery_once_per_fact")]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["endpoint", "subject_type", "subject_id", "id"], name="delivery_in_order",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.message

    @property
    def kind_label(self) -> str:
        return str(HOOKS[self.kind].label) if self.kind in HOOKS else self.kind


class Attempt(models.Model):
    """One try: what the receiver answered, or why there was no answer. Never the text of an answer."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, db_index=False, related_name="attempts")
    at = models.DateTimeField(_("时间"))
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    problem = models.CharField(_("问题"), max_length=200, blank=True)
    took = models.PositiveIntegerField(_("毫秒"), default=0)

    class Meta:
        verbose_name = _("尝试")
        indexes = [models.Index(fields=["delivery", "-id"], name="attempt_of_delivery")]
