"""Who is told of what happens to an activity."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.events import (
    ActivityCancelled,
    ActivityChanged,
    AttendanceConfirmed,
    CoHostsInvited,
    InsuranceLost,
    InsuranceMissing,
    OfferLapsed,
    PlaceOffered,
    PutOnWaitingList,
    SignedUp,
    SwapAnswered,
    SwapAsked,
)
from tongxin.activities.models import SignUp
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice


def _person(record: Record, subject: Any) -> list[int]:
    return [subject.person_id]


def _signed_up(record: Record, activity: Any) -> Iterable[int]:
    return SignUp.objects.filter(activity=activity).alive().values_list("person_id", flat=True)


def _on_phone(record: Record, subject: Any) -> str:
    return reverse("activities:my-activity", args=[getattr(subject, "activity_id", subject.pk)])


def _co_hosts(record: Record, activity: Any) -> Iterable[int]:
    return activity.co_hosts.values_list("pk", flat=True)


def _invited(record: Record, activity: Any) -> Iterable[int]:
    """Of the co-hosts those whom this very change brought in."""
    return record.data["co_hosts"]


def _organizers(record: Record, activity: Any) -> list[int | None]:
    """The host, and who planned it."""
    return [activity.host_id, activity.planned_by_id]


NOTICES = [
    Notice(
        InsuranceMissing, to=_organizers, role="community_worker",
        says=_("“{subject}”有人身危险，还没有登记意外险；登记前不能签到上岗。请尽快投保并登记保单。"),
    ),
    Notice(
        InsuranceLost, to=_organizers, role="community_worker", tells_doer=True,
        says=_("“{subject}”改期后不在保单“{policy}”的保期内，请重新登记意外险；登记前不能签到上岗。"),
    ),
    Notice(
        CoHostsInvited, to=_invited, says=_("{host}请你们一起办“{subject}”，已列为协办。"), role="branch_secretary",
    ),
    Notice(
        ActivityChanged, to=_co_hosts, says=_("你们协办的“{subject}”有变动：{changes}。"), role="branch_secretary",
        name="co-hosts",
    ),
    Notice(
        ActivityCancelled, to=_co_hosts, says=_("你们协办的“{subject}”已取消：{reason}"), role="branch_secretary",
        name="co-hosts",
    ),
    Notice(SignedUp, to=_person, says=_("您已报名“{activity}”。"), link=_on_phone, tells_doer=True),
    Notice(
        PutOnWaitingList, to=_person, says=_("“{activity}”名额已满，您候补第 {place} 位，有空位会请您确认。"),
        link=_on_phone, tells_doer=True,
    ),
    Notice(PlaceOffered, to=_person, says=_("“{activity}”有了空位，请在{until}前确认。"), link=_on_phone),
    Notice(OfferLapsed, to=_person, says=_("“{activity}”的名额未在期限内确认，已转给下一位。"), link=_on_phone),
    Notice(ActivityChanged, to=_signed_up, says=_("您报名的“{subject}”有变动：{changes}。"), link=_on_phone),
    Notice(ActivityCancelled, to=_signed_up, says=_("您报名的“{subject}”已取消：{reason}"), link=_on_phone),
    Notice(
        AttendanceConfirmed, to=_person, says=_("“{activity}”已确认您的参加，时长 {minutes} 分钟。"), link=_on_phone
    ),
    Notice(
        SwapAsked, to=lambda record, swap: [swap.asked_of_id], says=_("{by}想用“{offered}”换您的“{wanted}”，请答复。"),
        link=lambda record, swap: reverse("activities:swaps"),
    ),
    Notice(
        SwapAnswered, to=lambda record, swap: [swap.asked_by_id], says=_("换班“{wanted}”：{answer}。"),
        link=lambda record, swap: reverse("activities:swaps"),
    ),
]  # fmt: skip
