"""Who is told of what happens to a check-in and a post: who checked in, the host, the home organization."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import events as said
from tongxin.enrolment import promise_notices as promise_notices
from tongxin.enrolment.actions import UNIT
from tongxin.enrolment.reports import notices as report_notices  # noqa: F401
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, leads_to, named_by

_subject = named_by("subject_id")
_host = named_by("host_id")


def _host_left(record: Record, thing: Any) -> list[int | None]:
    """The host whom somebody left of their own accord, or whose unit is no more; what the host ended it knows."""
    is_left = record.by_id is not None and record.in_name_of_id != thing.host_id
    return [thing.host_id] if is_left or thing.kind == UNIT else []


def _home(record: Record, thing: Any) -> list[int | None]:
    """The organization where the formal relation lies, unless it is the one that serves."""
    return [thing.home_organization_id] if thing.home_organization_id != thing.subject_id else []


def _asked_home(record: Record, thing: Any) -> list[int | None]:
    return [thing.home_organization_id] if thing.asks_home else []


_my_enrolment = leads_to("enrolment:my-enrolment")
_my_posts = leads_to("enrolment:my-posts")
_ours = leads_to("enrolment:ours")


NOTICES = [
    Notice(said.EnrolmentRequested, to=_host, says=_("{subject_name}申请报到，请确认。"), role="community_worker"),
    Notice(
        said.EnrolmentRequested, to=_subject, says=_("已为您向{host}申请报到。"), link=_my_enrolment, name="subject"
    ),
    Notice(said.EnrolmentRequested, to=_asked_home, says=_("{subject_name}申请报到，请答复是否同意。"), name="home"),
    Notice(said.EnrolmentAgreed, to=_host, says=_("“{subject}”已经{home}同意，请确认。"), role="community_worker"),
    Notice(said.EnrolmentAgreed, to=_subject, says=_("{home}已同意您报到。"), link=_my_enrolment, name="subject"),
    Notice(said.EnrolmentConfirmed, to=_subject, says=_("{host}已确认您的报到，组织关系不变。"), link=_my_enrolment),
    Notice(said.EnrolmentConfirmed, to=_home, says=_("本组织有人向{host}报到并已确认。"), link=_ours, name="home"),
    Notice(said.EnrolmentRefused, to=_subject, says=_("报到未确认：{reason}"), link=_my_enrolment),
    Notice(said.EnrolmentWithdrawn, to=_subject, says=_("您的报到申请已撤回：{reason}"), link=_my_enrolment),
    Notice(said.EnrolmentEnded, to=_subject, says=_("“{subject}”报到已结束：{reason}"), link=_my_enrolment),
    Notice(said.EnrolmentEnded, to=_home, says=_("本组织有人在外报到已结束：{reason}"), link=_ours, name="home"),
    Notice(
        said.EnrolmentEnded,
        to=_host_left,
        says=_("“{subject}”结束了报到：{reason}"),
        role="community_worker",
        name="host",
    ),
    Notice(said.EnrolmentRenewed, to=_subject, says=_("您的报到已续期至 {until}。"), link=_my_enrolment),
    Notice(
        said.PostClaimed, to=_host, says=_("{subject_name}认领了“{subject}”，请确认到岗。"), role="community_worker"
    ),
    Notice(said.PostClaimed, to=_subject, says=_("已为您认领岗位“{subject}”。"), link=_my_posts, name="subject"),
    Notice(said.PostClaimConfirmed, to=_subject, says=_("岗位“{subject}”已确认到岗。"), link=_my_posts),
    Notice(
        said.PostClaimConfirmed,
        to=_home,
        says=_("本组织有人认领的岗位“{subject}”已确认到岗。"),
        link=_ours,
        name="home",
    ),
    Notice(
        said.PostInsuranceMissing,
        to=_host,
        role="community_worker",
        says=_("岗位“{subject}”有人身危险，{state}；没有有效的保单不能确认到岗。请登记意外险。"),
    ),
    Notice(said.PostClaimRefused, to=_subject, says=_("岗位“{subject}”未确认：{reason}"), link=_my_posts),
    Notice(said.PostReleased, to=_host, says=_("有人放弃了岗位“{subject}”：{reason}"), role="community_worker"),
    Notice(said.PostReleased, to=_subject, says=_("已为您放弃岗位“{subject}”。"), link=_my_posts, name="subject"),
    Notice(said.PostServiceEnded, to=_subject, says=_("岗位“{subject}”在岗已结束：{reason}"), link=_my_posts),
    Notice(
        said.PostServiceEnded, to=_home, says=_("本组织有人在岗位“{subject}”的服务已结束。"), link=_ours, name="home"
    ),
]
