from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area, Located, located
from tongxin.kernel import terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice


class OrganizationQuerySet(ValidQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Organization.scope.condition(actor))

    def in_area(self, path: str) -> Self:
        return self.filter(area_path__startswith=path)

    def of_family(self, *families: str) -> Self:
        """Organizations whose kind belongs to one of the families, such as "party" or "resident_unit"."""
        return self._of("family", families)

    def of_line(self, *lines: str) -> Self:
        """Party organizations of one of the lines: territory, unit, industry (MHK-01)."""
        return self.of_family("party")._of("line", lines)

    def _of(self, key: str, values: tuple[str, ...]) -> Self:
        kinds = terms.terms("organization_kinds").values()
        return self.filter(kind__in=[term.code for term in kinds if term.data.get(key) in values])


class Organization(Valid, Located):
    """Any body: a branch, a bank, a volunteer team, an owners' committee. `path` is its line in its own tree."""

    scope = by_area(organization="path", owner="principal_id")

    principal = models.OneToOneField(Principal, models.PROTECT, primary_key=True, related_name="organization")
    kind = models.CharField(_("类型"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级组织"))
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    area = models.ForeignKey(Area, models.PROTECT, related_name="organizations", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    industry = models.CharField(_("行业"), max_length=40, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    # The key of a kind that stands once in a place (a street's joint committee), empty for all others.
    sole_kind = models.BigIntegerField(null=True, editable=False)

    objects: ClassVar = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织")
        constraints = [
            ends_after_begin("organization_ends_after_begin"),
            located("organization_located"),
            models.UniqueConstraint(
                fields=["credit_code"], name="organization_once_per_credit_code", condition=~Q(credit_code="")
            ),
            never_twice("organization_once_per_area", "area_id", "sole_kind", condition=Q(sole_kind__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["area_path", "kind"], name="organization_in_area"),
            models.Index(fields=["kind"], name="organization_of_kind"),
            models.Index(fields=["name"], name="organization_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:organization", args=[self.pk])

    @property
    def kind_data(self) -> dict[str, Any]:
        term = terms.find("organization_kinds", self.kind)
        return term.data if term else {}

    @property
    def kind_label(self) -> str:
        return terms.label("organization_kinds", self.kind)

    @property
    def family(self) -> str:
        return str(self.kind_data.get("family", ""))

    @property
    def partner_kind(self) -> str:
        """The kind of project partner it counts as (MHK-47)."""
        return str(self.kind_data.get("partner", ""))

    def form_on(self, day: date) -> str:
        held = self.forms.on(day).first()  # type: ignore[attr-defined]
        return held.kind if held else ""


class OrganizationForm(Valid):
    """What kind of organization it was, under which name and document, and when: an upgrade keeps the old form."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="forms")
    kind = models.CharField(_("类型"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    document = models.CharField(_("批准文号"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("组织形式")
        constraints = [
            ends_after_begin("organization_form_ends_after_begin"),
            never_twice("organization_one_form_a_day", "organization_id"),
        ]


class OrganizationEdge(Valid):
    """Which superior an organization had, and when; at no day more than one."""

    child = models.ForeignKey(Organization, models.CASCADE, related_name="edges_up")
    parent = models.ForeignKey(Organization, models.CASCADE, related_name="edges_down")

    class Meta:
        verbose_name = _("隶属")
        constraints = [
            ends_after_begin("organization_edge_ends_after_begin"),
            never_twice("organization_one_superior_a_day", "child_id"),
        ]


class OrganizationLink(Valid):
    """A typed tie from an organization to another one, or to a place: host unit, industry, grid, region, manages."""

    kind = models.CharField(_("关联"), max_length=30)
    source = models.ForeignKey(Organization, models.CASCADE, related_name="links")
    target = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="linked_from")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="linked_from")

    class Meta:
        verbose_name = _("组织关联")
        constraints = [
            ends_after_begin("organization_link_ends_after_begin"),
            models.CheckConstraint(
                name="organization_link_has_one_end",
                condition=Q(target__isnull=False, area__isnull=True) | Q(target__isnull=True, area__isnull=False),
            ),
            never_twice("organization_one_grid_a_day", "source_id", condition=Q(kind="grid")),
            never_twice("organization_one_industry_a_day", "source_id", condition=Q(kind="industry")),
        ]
        indexes = [models.Index(fields=["kind", "area"], name="organization_link_to_area")]

    @property
    def kind_label(self) -> str:
        return terms.label("link_kinds", self.kind)


class GroupMember(Valid):
    """Who belongs to a functional group, drawn from another organization; the formal relation stays there (BL-34)."""

    group = models.ForeignKey(Organization, models.CASCADE, related_name="group_members", verbose_name=_("功能型组织"))
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="groups", verbose_name=_("成员"))
    drawn_from = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("来自"))

    class Meta:
        verbose_name = _("功能型组织成员")
        constraints = [
            ends_after_begin("group_member_ends_after_begin"),
            never_twice("group_member_once", "group_id", "person_id"),
        ]


class RegionRole(Valid):
    """The part an organization plays in the regional network of an area: core, base or participant (GY-07)."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="region_roles")
    area = models.ForeignKey(Area, models.CASCADE, related_name="region_roles")
    role = models.CharField(_("角色"), max_length=20)

    class Meta:
        verbose_name = _("区域化角色")
        constraints = [
            ends_after_begin("region_role_ends_after_begin"),
            never_twice("region_one_role_a_day", "organization_id", "area_id"),
        ]

    @property
    def role_label(self) -> str:
        return terms.label("region_roles", self.role)
