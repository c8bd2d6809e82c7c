"""What a project works with besides resources: its money and its activities."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from tongxin.activities.models import Activity
from tongxin.exchange.actions.projects import may_manage
from tongxin.exchange.events import ActivityTied, BudgetTied
from tongxin.exchange.models import Project, ProjectActivity
from tongxin.funds import actions as funds
from tongxin.funds.models import Budget
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.records import record


class TiedElsewhere(Refused):
    sentence = gettext_lazy("这场活动已经列入一个项目。")


@transaction.atomic
def open_budget(*, project: Project, by: Actor, at: datetime) -> Budget:
    """Give the project a budget of its own, once; its lines name their sources (YX-23)."""
    project.refresh_from_db(from_queryset=Project._base_manager.select_for_update(of=("self",)))
    if not may_manage(by, project):
        raise NotYours
    if project.budget is not None:
        return project.budget
    project.budget = funds.open_budget(
        title=project.title, owner=project.host, area_path=project.area_path, by=by, at=at
    )
    project.save(update_fields=["budget"])
    record(BudgetTied(project=project), by=by, at=at)
    return project.budget


@transaction.atomic
def tie_activity(*, project: Project, activity: Activity, by: Actor, at: datetime) -> None:
    """Count an activity to the project; its places and check-ins stay its own."""
    if not may_manage(by, project):
        raise NotYours
    try:
        with transaction.atomic():
            ProjectActivity.objects.create(project=project, activity=activity)
    except IntegrityError as error:
        raise TiedElsewhere from error
    record(ActivityTied(project=project, activity=activity.title), by=by, at=at)
