import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization, Post

PREFIX = "tx_"


def new_key() -> str:
    """A key that nobody guesses, so that a plain fingerprint of it may be kept."""
    return PREFIX + secrets.token_urlsafe(32)


def print_of(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


class ApiKeyQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the organization one acts for, nobody else's."""
        return self.filter(organization=actor.organization_id) if actor.organization_id else self.none()

    def standing(self) -> Self:
        return self.filter(revoked_at=None)

    def used_now(self, key: str, *, at: datetime) -> Self:
        """The standing key, one more time used within this minute. One statement, so that none is lost."""
        minute = at.replace(second=0, microsecond=0)
        found = self.standing().filter(print=print_of(key))
        again = models.Case(models.When(minute=minute, then=F("used") + 1), default=1)
        found.update(used=again, minute=minute, last_used_at=at)
        return found


class ApiKey(models.Model):
    """A key by which another system asks or acts. Only its fingerprint is kept: it is shown once and never again.

    Bound to a post it may do what the holder of the post may, and nothing when the post has ended; without one it
    hands matters in and reads what is public.
    """

    class May(models.TextChoices):
        SUBMIT = "submit", _("转入诉求（Open311）")
        READ = "read", _("读取该岗位看得到的案件")
        MOVE = "move", _("以该岗位办理案件")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="api_keys", verbose_name=_("组织"))
    label = models.CharField(_("给哪个系统用"), max_length=60)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("以哪个岗位办理"))
    may = ArrayField(models.CharField(max_length=10), verbose_name=_("可以做什么"))
    print = models.BinaryField(unique=True, max_length=32)
    begins = models.CharField(_("开头"), max_length=12)
    per_minute = models.PositiveIntegerField(_("每分钟最多次数"))
    made_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("创建人"))
    made_at = models.DateTimeField(_("创建时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True)
    minute = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口密钥")
        constraints = [
            models.CheckConstraint(name="api_key_has_a_limit", condition=Q(per_minute__gt=0)),
            # What reads or moves cases has the rights of somebody; there is no key with rights of its own.
            models.CheckConstraint(
                name="api_key_acts_through_a_post", condition=Q(post__isnull=False) | Q(may=["submit"])
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("notify:keys")

    @property
    def may_labels(self) -> list[str]:
        return [str(self.May(each).label) for each in self.may]
