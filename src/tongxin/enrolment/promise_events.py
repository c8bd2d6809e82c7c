"""What can be said of promises and of what a member shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Promise, PromiseRound, PublicCard
from tongxin.kernel.records import Event
from tongxin.people.models import Person


class PromiseRoundOpened(Event):
    round: PromiseRound
    rate_until: str
    says = _("{by}发起了承诺活动，评诺至 {rate_until}")


class PromiseRoundChanged(Event):
    round: PromiseRound
    changes: str
    says = _("{by}修改了承诺活动：{changes}")


class PromiseRoundClosed(Event):
    round: PromiseRound
    reason: str
    says = _("{by}提前结束了承诺活动：{reason}")


class PromiseMade(Event):
    promise: Promise
    person_name: str
    says = _("{person_name}作出承诺")


class PromiseChanged(Event):
    promise: Promise
    says = _("{by}修改了承诺")


class PromiseReturned(Event):
    promise: Promise
    reason: str
    says = _("{by}请承诺人修改：{reason}")


class PromiseReviewed(Event):
    promise: Promise
    says = _("{by}审核通过，是否公开由本人决定")


class PromisePublished(Event):
    """By the maker's own consent, given on the phone or at the desk."""

    promise: Promise
    says = _("本人同意公开承诺")


class PromiseHidden(Event):
    promise: Promise
    says = _("本人不再公开承诺，已立即撤下")


class PromiseKept(Event):
    promise: Promise
    note: str
    says = _("报告践诺：{note}")


class PromiseRated(Event):
    """One resident's opinion; the timeline does not say whose."""

    promise: Promise
    hides_doer = True
    says = _("一位居民评了诺")


class PromiseDone(Event):
    promise: Promise
    ratings: int
    says = _("评诺结束，{ratings} 位居民评了诺")


class PromiseWithdrawn(Event):
    promise: Promise
    reason: str
    says = _("撤回承诺：{reason}")


class CardShown(Event):
    """Consent to show one thing on one's public card."""

    card: PublicCard
    item: str
    says = _("同意公开：{item}")


class CardHidden(Event):
    card: PublicCard
    item: str
    says = _("不再公开：{item}")


class IdentityShown(Event):
    enrolment: Any
    says = _("同意在社区亮明党员身份")


class IdentityHidden(Event):
    enrolment: Any
    says = _("不再亮明党员身份，公示立即撤下")


class MonthReminded(Event):
    person: Person
    done: int
    short: int
    says = _("提醒本人：本月到社区服务 {done} 次，还差 {short} 次")
