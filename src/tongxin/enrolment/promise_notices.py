"""Who is told of what happens to a promise: its maker, and who reviews it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import promise_events as said
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice


def _maker(record: Record, promise: Any) -> list[int | None]:
    return [promise.person_id]


def _host(record: Record, promise: Any) -> list[int | None]:
    return [promise.host_id]


def _mine(record: Record, promise: Any) -> str:
    return reverse("enrolment:my-promises")


NOTICES = [
    Notice(said.PromiseMade, to=_host, says=_("{person_name}作出了承诺，请审核。"), role="community_worker"),
    Notice(said.PromiseMade, to=_maker, says=_("已为您记下承诺“{subject}”。"), link=_mine, name="maker"),
    Notice(said.PromiseReviewed, to=_maker, says=_("您的承诺已审核。是否公开由您决定。"), link=_mine),
    Notice(said.PromiseReturned, to=_maker, says=_("请修改您的承诺：{reason}"), link=_mine),
    Notice(said.PromisePublished, to=_maker, says=_("已按您的意见公开承诺“{subject}”，随时可以撤下。"), link=_mine),
    Notice(said.PromiseHidden, to=_maker, says=_("已按您的意见撤下承诺“{subject}”。"), link=_mine),
    Notice(said.PromiseDone, to=_maker, says=_("承诺“{subject}”的评诺已结束，{ratings} 位居民评了诺。"), link=_mine),
]
