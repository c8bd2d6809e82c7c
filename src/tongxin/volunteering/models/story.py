from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class Honour(models.Model):
    """A commendation with its document. It is public only where the bearer says so (YX-50)."""

    scope = by_area(owner="bearer_id")

    bearer = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="honours", verbose_name=_("获得者")
    )
    title = models.CharField(_("荣誉名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=30)
    awarded_on = models.DateField(_("授予日期"))
    awarded_by = models.CharField(_("授予单位"), max_length=80)
    proof = models.CharField(_("凭证"), max_length=160)
    area_path = models.CharField(max_length=200, db_collation="C")
    is_shown = models.BooleanField(_("本人同意公开"), default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("荣誉")
        constraints = [
            models.UniqueConstraint(fields=["bearer", "title", "awarded_on"], name="honour_once"),
            models.CheckConstraint(name="honour_has_proof", condition=~Q(proof="")),
        ]
        indexes = [models.Index(fields=["area_path", "-id"], name="honour_in_area")]

    def __str__(self) -> str:
        return self.title

    @property
    def level_label(self) -> str:
        return terms.label("honour_levels", self.level)


class StoryQuerySet(ScopedQuerySet):
    def published(self) -> Self:
        return self.filter(step="published").order_by("-step_at", "-pk")

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)


class Story(Travelling):
    """The story of a role model: written at the desk, public only after the person's own consent, until withdrawn."""

    scope = by_area(owner="person_id")

    person = models.ForeignKey(Person, models.PROTECT, related_name="stories", verbose_name=_("本人"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("撰写组织"))
    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("正文"), max_length=2000)
    shown_name = models.CharField(_("公开称呼"), max_length=30)
    written_at = models.DateTimeField(_("撰写时间"))
    consented_at = models.DateTimeField(_("本人同意时间"), null=True)
    answer = models.CharField(_("原因"), max_length=200, blank=True)

    objects: ClassVar = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("先进事迹")
        constraints = [
            models.CheckConstraint(
                name="story_public_by_consent", condition=~Q(step="published") | Q(consented_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="story_in_area"),
            models.Index(fields=["-step_at"], name="story_published", condition=Q(step="published")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteering:story", args=[self.pk])

    @property
    def number(self) -> str:
        return f"事 {self.written_at.year}-{self.pk:04d}"
