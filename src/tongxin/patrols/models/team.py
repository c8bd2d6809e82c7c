from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class PatrolMember(Valid):
    """Who patrols with a team, and until when. A team is an organization of any kind: a volunteer team, a Party group.

    `standing` says as what somebody came (retired member, retired cadre, volunteer); some of the list are the core of a
    team (MHK-45). Only who runs the team's patrols reads the roster.
    """

    team = models.ForeignKey(Organization, models.PROTECT, related_name="patrollers", verbose_name=_("巡查队伍"))
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="patrol_teams", verbose_name=_("队员")
    )
    standing = models.CharField(_("身份"), max_length=40)

    objects: ClassVar = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("巡查队员")
        constraints = [
            ends_after_begin("patrol_member_ends_after_begin"),
            never_twice("patrol_member_once_a_day", "team_id", "person_id"),
        ]
        indexes = [models.Index(fields=["person", "valid_to"], name="patrol_member_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"

    @property
    def standing_label(self) -> str:
        return terms.label("patrol_standings", self.standing)

    @property
    def is_core(self) -> bool:
        term = terms.find("patrol_standings", self.standing)
        return bool(term and term.data.get("core"))
