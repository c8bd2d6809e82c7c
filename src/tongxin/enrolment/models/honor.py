from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.models.enrolment import Enrolment
from tongxin.kernel import terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class HonorPostQuerySet(ValidQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(HonorPost.scope.condition(actor))

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def public(self) -> Self:
        """Of members who show these posts and, in that community, that they are members."""
        shown = Enrolment.objects.confirmed().filter(
            subject_id=OuterRef("person_id"), area_id=OuterRef("community_id"), shows_identity=True
        )
        return self.filter(Exists(shown), person__public_card__shows_honors=True)


class HonorPost(Valid):
    """A responsibility area, a pioneer post or a model post that a member holds (GY-38). The kinds are data.

    `area` is the place of the tree that it stands for: the community, or a grid, courtyard or building below it.
    """

    scope = by_area(owner="person_id")

    kind = models.CharField(_("类别"), max_length=30)
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="honor_posts", verbose_name=_("党员")
    )
    community = models.ForeignKey(Area, models.PROTECT, related_name="honor_posts", verbose_name=_("社区"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("设立组织"))
    does = models.CharField(_("做什么"), max_length=120)
    set_up_at = models.DateTimeField(_("设立时间"))
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = HonorPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("责任区与先锋示范岗")
        constraints = [
            ends_after_begin("honor_post_ends_after_begin"),
            models.UniqueConstraint(
                fields=["person", "area", "kind"], name="honor_post_held_once", condition=Q(valid_to__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="honor_post_in_area"),
            models.Index(fields=["person", "-id"], name="honor_post_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} · {self.area.name}"

    def get_absolute_url(self) -> str:
        return reverse("enrolment:honor-post", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return terms.label("honor_post_kinds", self.kind)
