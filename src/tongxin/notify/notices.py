"""What the clock says about duties is told to their holder; what became of hooks, to the owner of the endpoint."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.duties import DutyDueSoon, DutyLate, DutyPassedUp, DutyRecomputed
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.notices import Notice, page_of
from tongxin.notify.events import ApiKeyMade, DeliveryParked, EndpointParked
from tongxin.notify.models import ApiKey, Endpoint


def _holder(record: Record, duty: Duty) -> list[int]:
    return [duty.holder_id]


def _role(record: Record, duty: Duty) -> str:
    return duty.role


def _subject_page(record: Record, duty: Duty) -> str:
    if hasattr(duty, "thing"):
        return page_of(duty.thing)
    return page_of(apps.get_model(duty.subject_type)._base_manager.filter(pk=duty.subject_id).first())


def _owner(record: Record, endpoint: Endpoint) -> list[int]:
    return [endpoint.organization_id]


def _acts_for(record: Record, key: ApiKey) -> list[int]:
    return [key.post.person_id] if key.post else []


NOTICES = [
    # Whose rights a key has must know of it, whoever made it.
    Notice(
        ApiKeyMade,
        to=_acts_for,
        says=_("{by}为“{subject}”创建了接口密钥，它以您的岗位办理：{may}。如不知情请马上停用。"),
    ),
    Notice(
        EndpointParked, to=_owner, says=_("推送一直无法送达，已停止推送到 {subject}：{problem}。修好后请到页面恢复。")
    ),
    Notice(DeliveryParked, to=_owner, says=_("有一条推送多次未送达 {subject}：{problem}。可到页面重新发送。")),
    Notice(DutyDueSoon, to=_holder, role=_role, link=_subject_page, says=_("期限临近：{title}")),
    Notice(DutyLate, to=_holder, role=_role, link=_subject_page, says=_("已超期，请尽快办理：{title}")),
    Notice(DutyPassedUp, to=_holder, role=_role, link=_subject_page, says=_("下级超期未办，请督促：{title}")),
    Notice(
        DutyRecomputed, to=_holder, role=_role, link=_subject_page, says=_("放假安排公布，期限已重算：{title}，{due}")
    ),
]
