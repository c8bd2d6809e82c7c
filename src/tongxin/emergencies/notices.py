"""Who is told: everybody who is called, at once; and everybody who was called, that it is over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.emergencies import events
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice


def _called(record: Record, call: Any) -> list[int]:
    return [call.person_id]


NOTICES = [
    Notice(
        events.StaffCalled, to=_called, says=_("应急召集：{what}，{where}。请到场{task}，点开确认收到。"),
        tells_doer=True,
    ),
    Notice(events.StaffReleased, to=_called, says=_("应急处置“{what}”已解除，不用再去。")),
    Notice(
        events.StaffDeparted, to=lambda record, plan: [plan.keeper_id],
        says=_("{name}已不任职，移出“{subject}”的召集名单，请补上接替的人。"),
    ),
    Notice(events.PlanWritten, to=lambda record, plan: [plan.keeper_id], says=_("应急预案“{subject}”等待批准启用。")),
]  # fmt: skip
