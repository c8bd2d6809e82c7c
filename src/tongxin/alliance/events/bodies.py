"""What can be said of alliance bodies, their calendars and the lines of industries."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import CalendarEntry, CalendarFeed, IndustryLine
from tongxin.kernel.records import Event
from tongxin.organizations.models import Organization


class MemberAdmitted(Event):
    alliance: Organization
    member: str
    part: str
    says = _("{member}加入，担任{part}")


class MemberLeft(Event):
    alliance: Organization
    member: str
    says = _("{member}退出")


class EntryMade(Event):
    entry: CalendarEntry
    says = _("{by}排入日程")


class EntryCancelled(Event):
    entry: CalendarEntry
    says = _("{by}取消日程")


class FeedMade(Event):
    feed: CalendarFeed
    says = _("{by}生成日程订阅地址")


class FeedEnded(Event):
    feed: CalendarFeed
    says = _("{by}作废日程订阅地址")


class LineSet(Event):
    line: IndustryLine
    brand: str
    says = _("{by}设立行业主线，品牌“{brand}”")


class LineProjectTied(Event):
    line: IndustryLine
    project: str
    says = _("{by}列入项目“{project}”")
