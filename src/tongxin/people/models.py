from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.sealing import SealedField


class Person(models.Model):
    """A person: a name, a place, and sealed ways to reach them. Never more than a service needs."""

    # A post that reaches along the areas sees the persons of its area; everybody sees oneself.
    scope = by_area(owner="principal_id")

    principal = models.OneToOneField(Principal, models.PROTECT, primary_key=True, related_name="person")
    name = models.CharField(_("姓名"), max_length=50)
    pinyin = models.CharField(max_length=120, blank=True, db_collation="C")
    area = models.ForeignKey(Area, models.PROTECT, related_name="residents", verbose_name=_("所在社区"))
    area_path = models.CharField(max_length=200, db_collation="C")
    phone = SealedField(verbose_name=_("手机号"))
    phone_print = models.BinaryField(null=True)
    identity = SealedField(verbose_name=_("身份证号"))
    identity_print = models.BinaryField(null=True)
    skills = models.JSONField(_("特长"), default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(
                fields=["identity_print"], name="person_once_per_identity", condition=Q(identity_print__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["phone_print"], name="person_by_phone", condition=Q(phone_print__isnull=False)),
            models.Index(fields=["area_path", "principal"], name="person_in_area"),
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["pinyin"], name="person_by_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])


class UserManager(BaseUserManager["User"]):
    def create_user(self, login: str, password: str | None = None, **columns: Any) -> "User":
        user = self.model(login=login, **columns)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A way to sign in, for one person."""

    login = models.CharField(_("登录名"), max_length=60, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, related_name="user", verbose_name=_("人员"))
    is_active = models.BooleanField(_("启用"), default=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    notice_version = models.CharField(_("已同意的隐私说明"), max_length=20, blank=True)
    large_type = models.BooleanField(_("大字版"), default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.login


class Session(AbstractBaseSession):
    """A browser that came, and who signed in with it; what it holds is signed, not sealed."""

    account = models.ForeignKey(User, models.CASCADE, related_name="sessions", null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False


class AccessCode(models.Model):
    """A code that opens the door once: an invitation to get an account, or to set a new password. Kept as a hash."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("邀请开通")
        RESET = "reset", _("重设密码")

    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose)
    person = models.ForeignKey(Person, models.CASCADE, related_name="codes")
    code_print = models.BinaryField(unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("开通码")

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at


class Consent(models.Model):
    """That a person read one version of the notice and agreed, and when; withdrawn by a later row."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    text = models.CharField(_("说明"), max_length=40)
    version = models.CharField(_("版本"), max_length=20)
    given = models.BooleanField(_("同意"), default=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("同意记录")
