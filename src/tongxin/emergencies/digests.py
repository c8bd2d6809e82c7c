"""What an office may hear of incidents in its place, and what its own system may be told. Of those who were called
only that they were, and never who."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.emergencies import events as said
from tongxin.emergencies.models import Incident
from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import Hook, Line, Topic

#: Who runs them, or sees the place, is offered to hear of them.
RUNS = "emergencies.run"


def _real(actor: Actor, at: datetime) -> QuerySet[Incident]:
    """What goes on in sight of the office, or went on and is not reviewed yet. A drill is no news."""
    mine: QuerySet[Incident] = Incident.objects.visible_to(actor)
    return mine.filter(step__in=("open", "cleared"), is_drill=False).select_related("area")


def _line(incident: Incident) -> Line:
    """By its kind, not by the words that somebody wrote in a hurry."""
    return Line(incident.kind_label, f"{incident.area.name} · {incident.step_label}", incident.get_absolute_url())


TOPICS = [
    Topic(
        "emergencies.incidents", _("应急事件"), news=(said.IncidentOpened, said.IncidentCleared), rows=_real,
        line=_line, codes=lambda incident: [incident.kind], listed_in="emergency_kinds",
        place=lambda incident: incident.area_path, owner=lambda incident: incident.desk_id,
        help=_("辖区内启动和解除的应急处置，演练除外"), codes_label=_("情形"), power=RUNS,
    ),
]  # fmt: skip

HOOKS = [
    Hook(said.IncidentOpened, _("应急处置已启动"), power=RUNS),
    Hook(said.CallOutMade, _("已召集值守人员"), power=RUNS),
    Hook(said.IncidentCleared, _("应急处置已解除"), power=RUNS),
    Hook(said.IncidentCalledOff, _("应急处置因误报取消"), power=RUNS),
    Hook(said.IncidentReviewed, _("应急事件已复盘"), power=RUNS),
    Hook(said.PlanApproved, _("应急预案已启用"), power=RUNS),
    Hook(said.PlanEnded, _("应急预案已停用"), power=RUNS),
]
