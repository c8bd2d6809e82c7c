from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Movement
from tongxin.kernel.records import Event
from tongxin.people.models import Person
from tongxin.points.models import Objection


class EntryCorrected(Event):
    movement: Movement
    entry: str
    reason: str
    says = _("{by}更正了一笔记录：{entry}")


class ObjectionRaised(Event):
    objection: Objection
    entry: str
    reason: str
    says = _("{by}对“{entry}”提出异议")


class ObjectionAnswered(Event):
    objection: Objection
    answer: str
    reason: str
    says = _("{by}答复异议：{answer}")


class ObjectionClosed(Event):
    objection: Objection
    says = _("{by}已看到答复，异议办结")


class ObjectionRested(Event):
    objection: Objection
    says = _("答复后到期未再提出，异议自动办结")


class ObjectionWithdrawn(Event):
    objection: Objection
    says = _("{by}撤回了异议")


class StatementReady(Event):
    """A person's statement of one month stands ready; it says nothing of what is in it."""

    person: Person
    year: int
    month: int
    says = _("{year} 年 {month} 月对账单可以查看了")


class YearReminded(Event):
    person: Person
    year: int
    short: int
    activities: int
    says = _("提醒本人：{year} 年积分还差 {short} 分")
