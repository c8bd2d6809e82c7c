"""Teams below teams: who leads one founds another under it. Members join through `activities.teams`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization
from tongxin.volunteering.access import leads

KIND = "volunteer_team"


@transaction.atomic
def found_below(*, team: Organization, name: str, by: Actor, at: datetime) -> Organization:
    """Found a team below `team`, at the same place. Raises NotYours, Unfit, WrongSuperior."""
    if team.family != "volunteer" or not leads(by, team):
        raise NotYours
    if len(name.strip()) < 2:
        raise Unfit(_("请写队伍名称。"))
    if Organization.objects.filter(parent=team, name=name.strip(), valid_to=None).exists():
        raise Unfit(_("这支队伍下面已经有同名的队伍。"))
    return organizations.found(kind=KIND, name=name.strip(), area=team.area, parent=team, on=today(at), by=by, at=at)
