"""What an office may hear of patrols in its place, and what its own system may be told: rounds, and what was found
broken. Never who walked."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import Hook, Line, Topic
from tongxin.kernel.models import Record
from tongxin.patrols import events as said
from tongxin.patrols.models import Defect

#: Who runs them, or sees the place, is offered to hear of them.
RUNS = "patrols.manage"


def _broken(actor: Actor, at: datetime) -> QuerySet[Defect]:
    return Defect.objects.visible_to(actor).open().select_related("place__area")


def _line(defect: Defect) -> Line:
    """By the check of the list, not by the words of who looked."""
    place = defect.place
    return Line(f"{place.name}：{defect.label}", f"{place.area.name} · {place.kind_label}", place.get_absolute_url())


def _place(record: Record, defect: Defect) -> str:
    return defect.place.get_absolute_url()


TOPICS = [
    Topic(
        "patrols.defects", _("巡查发现的问题"), news=(said.DefectFound, said.DefectOpenAgain), rows=_broken, line=_line,
        codes=lambda defect: [defect.place.kind], listed_in="patrol_place_kinds",
        place=lambda defect: defect.place.area_path, help=_("巡查点上发现、还没有修好的问题"),
        codes_label=_("巡查点类别"), power=RUNS,
    ),
]  # fmt: skip

HOOKS = [
    Hook(said.RoundLaid, _("巡查已下达"), power=RUNS),
    Hook(said.RoundWalked, _("巡查已完成"), power=RUNS),
    Hook(said.RoundMissed, _("巡查未完成"), power=RUNS),
    Hook(said.RoundCalledOff, _("巡查已取消"), power=RUNS),
    Hook(said.DefectFound, _("巡查发现问题"), link=_place, power=RUNS),
    Hook(said.DefectEnded, _("巡查发现的问题已了结"), link=_place, power=RUNS),
]
