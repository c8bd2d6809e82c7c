"""Who is told: the team of a round that is laid, late or called off; who runs it, when it was missed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.clock import today
from tongxin.kernel.duties import DutyLate
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.notices import Notice, named_by
from tongxin.patrols import events
from tongxin.patrols.models import PatrolMember, PatrolRound


def _roster(record: Record, patrol_round: PatrolRound) -> list[int | None]:
    members = PatrolMember.objects.on(today(record.at)).filter(team=patrol_round.team_id)
    return list(members.values_list("person_id", flat=True))


_keeper = named_by("keeper_id")


def _keeper_of_late(record: Record, duty: Duty) -> list[int | None]:
    """A team need not have a superior; who set up the patrol hears of it in any case."""
    if duty.subject_type != PatrolRound._meta.label_lower:
        return []
    rows = PatrolRound.objects.filter(pk=duty.subject_id)
    return list(rows.values_list("keeper_id", flat=True))


def _on_phone(record: Record, patrol_round: PatrolRound) -> str:
    return reverse("patrols:my-round", args=[patrol_round.pk])


def _of_late(record: Record, duty: Duty) -> str:
    return reverse("patrols:round", args=[duty.subject_id])


NOTICES: list[Any] = [
    Notice(events.RoundLaid, to=_roster, says=_("该巡查了：{subject}，{due}。"), link=_on_phone),
    Notice(events.RoundCalledOff, to=_roster, says=_("“{subject}”这一轮取消了：{reason}"), link=_on_phone),
    Notice(events.RoundMissed, to=_keeper, says=_("“{subject}”这一轮没有巡完（{seen}/{places}）。")),
    Notice(DutyLate, to=_keeper_of_late, says=_("巡查超期未完成：{title}（{holder}）"), link=_of_late, name="patrol"),
]
