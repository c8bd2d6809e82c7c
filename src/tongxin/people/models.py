from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.sealing import SealedField
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice


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
    # Only of minors, and forgotten when they have grown up (`minors`).
    born_in = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(
                fields=["identity_print"], name="person_once_per_identity", condition=Q(identity_print__isnull=False)
            ),
            models.CheckConstraint(
                name="person_born_in_a_year", condition=Q(born_in__isnull=True) | Q(born_in__range=(1900, 2200))
            ),
        ]
        indexes = [
            models.Index(fields=["born_in"], name="person_is_minor", condition=Q(born_in__isnull=False)),
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


class GuardianConsentQuerySet(ValidQuerySet):
    def standing(self) -> Self:
        """Those that were not withdrawn; whether they hold is a matter of the day."""
        return self.filter(withdrawn_at__isnull=True)

    def on(self, day: date) -> Self:
        return super().on(day).standing()


class GuardianConsent(Valid):
    """That a guardian agreed to one thing for a minor, as somebody at the desk saw it: on paper or from the guardian's
    own mouth. It ends by itself, and at once when it is withdrawn (PIPL 31, GY-46)."""

    class How(models.TextChoices):
        PAPER = "paper", _("书面，已查验")
        PRESENT = "present", _("监护人当面")

    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="guardian_consents", verbose_name=_("未成年人")
    )
    valid_to = models.DateField(_("至"))  # type: ignore[assignment]
    kind = models.CharField(_("同意事项"), max_length=40)
    # The key of the term, so that the exclusion can compare integers.
    kind_key = models.BigIntegerField(editable=False)
    guardian = models.CharField(_("监护人姓名"), max_length=50)
    relation = models.CharField(_("与未成年人的关系"), max_length=40)
    guardian_phone = SealedField(verbose_name=_("监护人电话"))
    text_version = models.CharField(_("同意书版本"), max_length=20)
    how = models.CharField(_("同意方式"), max_length=10, choices=How)
    kept_where = models.CharField(_("同意书存放处"), max_length=120, blank=True)
    seen_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("核对人"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_why = models.CharField(_("撤回原因"), max_length=200, blank=True)
    warned_at = models.DateTimeField(_("提醒时间"), null=True)

    objects: ClassVar[Any] = GuardianConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("监护人同意")
        constraints = [
            ends_after_begin("guardian_consent_ends_after_begin"),
            never_twice("guardian_consent_once_a_day", "person_id", "kind_key", condition=Q(withdrawn_at__isnull=True)),
            models.CheckConstraint(
                name="guardian_consent_paper_is_kept", condition=~Q(how="paper") | ~Q(kept_where="")
            ),
            models.CheckConstraint(
                name="guardian_consent_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="guardian_consent_of_person")]

    def __str__(self) -> str:
        return self.kind_label

    def get_absolute_url(self) -> str:
        return self.person.get_absolute_url()

    @property
    def kind_label(self) -> str:
        return terms.label("guardian_consent_kinds", self.kind)

    @property
    def relation_label(self) -> str:
        return terms.label("guardian_relations", self.relation)
