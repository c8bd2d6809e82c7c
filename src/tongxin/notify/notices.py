"""What the clock says about duties is told to their holder."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.duties import DutyDueSoon, DutyLate, DutyPassedUp, DutyRecomputed
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.notices import Notice, page_of


def _holder(record: Record, duty: Duty) -> list[int]:
    return [duty.holder_id]


def _role(record: Record, duty: Duty) -> str:
    return duty.role


def _subject_page(record: Record, duty: Duty) -> str:
    return page_of(apps.get_model(duty.subject_type)._base_manager.filter(pk=duty.subject_id).first())


NOTICES = [
    Notice(DutyDueSoon, to=_holder, role=_role, link=_subject_page, says=_("期限临近：{title}")),
    Notice(DutyLate, to=_holder, role=_role, link=_subject_page, says=_("已超期，请尽快办理：{title}")),
    Notice(DutyPassedUp, to=_holder, role=_role, link=_subject_page, says=_("下级超期未办，请督促：{title}")),
    Notice(
        DutyRecomputed, to=_holder, role=_role, link=_subject_page, says=_("放假安排公布，期限已重算：{title}，{due}")
    ),
]
