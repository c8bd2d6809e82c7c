from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class TeamMemberQuerySet(ValidQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(TeamMember.scope.condition(actor))


class TeamMember(Valid):
    """A volunteer in a team for a term. Whether the volunteer was a Party member is written down at joining, so that
    the two are counted apart and never mixed (GY-34)."""

    scope = by_area("team__area_path", organization="team__path", owner="person_id")

    team = models.ForeignKey(Organization, models.PROTECT, related_name="volunteers", verbose_name=_("志愿服务队"))
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="teams", verbose_name=_("志愿者"))
    is_member = models.BooleanField(_("党员"))

    objects = TeamMemberQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("志愿者")
        constraints = [
            ends_after_begin("team_member_ends_after_begin"),
            never_twice("team_member_once_a_day", "team_id", "person_id"),
        ]
        indexes = [models.Index(fields=["person", "valid_to"], name="team_member_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"

    @property
    def number(self) -> str:
        """The volunteer's number inside this installation; never the identity number (MZ/T 061)."""
        return f"V{self.person_id:09d}"
