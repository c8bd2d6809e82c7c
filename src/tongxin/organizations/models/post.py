from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice
from tongxin.organizations.models.organization import Organization
from tongxin.people.models import Person


class Post(Valid):
    """A person in a role at an organization for a term. Roles, powers and reach come from posts alone.

    Part-time members say their source, duty and letter; a post that follows an office points at that post.
    """

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="posts", verbose_name=_("任职人"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="posts", verbose_name=_("任职组织")
    )
    role = models.CharField(_("职务"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name=_("任职区域"))
    source = models.CharField(_("兼职来源"), max_length=30, blank=True)
    from_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name=_("来自单位")
    )
    duty = models.CharField(_("分工"), max_length=40, blank=True)
    letter = models.CharField(_("聘书文号"), max_length=120, blank=True)
    end_reason = models.CharField(_("离任原因"), max_length=120, blank=True)
    # The key of a role that one person holds in a place (BL-29: one lead per area), empty for all others.
    sole_role = models.BigIntegerField(null=True, editable=False)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        verbose_name = _("任职")
        constraints = [
            ends_after_begin("post_ends_after_begin"),
            models.UniqueConstraint(
                fields=["person", "organization", "role", "area"],
                condition=Q(valid_to__isnull=True),
                name="post_held_once",
            ),
            never_twice("post_once_per_area", "area_id", "sole_role", condition=Q(sole_role__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["person", "valid_to"], name="post_of_person"),
            models.Index(fields=["organization", "role"], name="post_at_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} · {self.role_label}"

    @property
    def role_label(self) -> str:
        return terms.label("roles", self.role)


class Affiliation(Valid):
    """The formal relation of a member to one organization. Checking in elsewhere never moves it."""

    class Standing(models.TextChoices):
        FULL = "full", _("正式党员")
        PROBATIONARY = "probationary", _("预备党员")

    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations", verbose_name=_("党员"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="members", verbose_name=_("所在党组织")
    )
    standing = models.CharField(_("类别"), max_length=12, choices=Standing, default=Standing.FULL)

    class Meta:
        verbose_name = _("组织关系")
        constraints = [
            ends_after_begin("affiliation_ends_after_begin"),
            # A member is never in two main bodies on one day.
            never_twice("affiliation_one_a_day", "person_id"),
        ]
        indexes = [models.Index(fields=["organization", "valid_to"], name="affiliation_at_organization")]
