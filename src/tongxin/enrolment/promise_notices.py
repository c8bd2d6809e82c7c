"""Who is told of what happens to a promise, and when a community is merged: its people, and who takes over."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import promise_events as said
from tongxin.enrolment import station_events as station
from tongxin.enrolment.merging_events import CheckInMoved, CommunityTakenOver
from tongxin.enrolment.models import Promise
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, leads_to, named_by

_maker = named_by("person_id")
_host = named_by("host_id")
_mine = leads_to("enrolment:my-promises")
_station = leads_to("enrolment:my-station")


def _makers(record: Record, round: Any) -> Any:
    """Those whose promise still stands in the round."""
    return Promise.objects.standing().filter(round=round).values_list("person_id", flat=True)


NOTICES = [
    Notice(said.PromiseRoundChanged, to=_makers, says=_("承诺活动“{subject}”有变动：{changes}。"), link=_mine),
    Notice(said.PromiseRoundClosed, to=_makers, says=_("承诺活动“{subject}”提前结束：{reason}"), link=_mine),
    Notice(said.PromiseMade, to=_host, says=_("{person_name}作出了承诺，请审核。"), role="community_worker"),
    Notice(said.PromiseMade, to=_maker, says=_("已为您记下承诺“{subject}”。"), link=_mine, name="maker"),
    Notice(said.PromiseReviewed, to=_maker, says=_("您的承诺已审核。是否公开由您决定。"), link=_mine),
    Notice(said.PromiseReturned, to=_maker, says=_("请修改您的承诺：{reason}"), link=_mine),
    Notice(said.PromisePublished, to=_maker, says=_("已按您的意见公开承诺“{subject}”，随时可以撤下。"), link=_mine),
    Notice(said.PromiseHidden, to=_maker, says=_("已按您的意见撤下承诺“{subject}”。"), link=_mine),
    Notice(said.PromiseDone, to=_maker, says=_("承诺“{subject}”的评诺已结束，{ratings} 位居民评了诺。"), link=_mine),
    Notice(
        CheckInMoved,
        to=lambda record, enrolment: [enrolment.subject_id],
        says=_("{before}已于 {since} 并入{after}，您的报到随之转到{after}，组织关系不变，以前的服务照样算。"),
        link=lambda record, enrolment: reverse("enrolment:my-enrolment"),
    ),
    Notice(
        CommunityTakenOver,
        to=lambda record, host: [host.pk],
        says=_("{before}并入本社区：转来报到 {check_ins} 条、服务岗位 {posts} 个，请接着办理。"),
        link=lambda record, host: reverse("enrolment:enrolments"),
        role="community_secretary",
    ),
    Notice(
        station.ShiftTaken,
        to=lambda record, shift: [shift.person_id],
        says=_("{day} {part}请您在党员集结站值守；来不了可以在手机上退出。"),
        link=_station,
    ),
    Notice(
        station.ShiftLeft,
        to=lambda record, shift: [shift.station.host_id],
        says=_("{person_name}退出了 {day} {part}的集结站值守。"),
        link=lambda record, shift: shift.station.get_absolute_url(),
        role="community_worker",
    ),
    Notice(
        station.CalledOut,
        to=lambda record, call: call.answers.values_list("person_id", flat=True),
        says=_("集结通知：{text}。{begins}，{place}。来不来由您决定。"),
        link=_station,
    ),
    Notice(
        station.HonorPostGiven,
        to=lambda record, honor: [honor.person_id],
        says=_("社区设立了{label}，由您负责；公开不公开由您决定，也可以不担任。"),
        link=_station,
    ),
    Notice(
        station.HonorPostEnded,
        to=lambda record, honor: [honor.person_id],
        says=_("{label}已结束：{reason}"),
        link=_station,
        name="member",
    ),
    Notice(
        said.MonthReminded,
        to=lambda record, person: [person.pk],
        says=_("本月到社区服务 {done} 次，还差 {short} 次。只作提醒，不通报、不排名。"),
        link=lambda record, person: reverse("enrolment:my-member-year"),
    ),
]
