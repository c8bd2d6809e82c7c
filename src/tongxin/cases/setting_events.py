"""What is said when the rules of the loop change: categories, routing, answers kept, partners."""

from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Category, KnowledgeItem, Partner, RoutingRule
from tongxin.kernel.records import Event


class CategorySet(Event):
    category: Category
    on: str
    limit: str
    says = _("{by}设置类别，自 {on} 起，处置时限 {limit}")


class CategoryEnded(Event):
    category: Category
    on: str
    says = _("{by}停用类别，最后一天 {on}")


class RoutingWritten(Event):
    rule: RoutingRule
    says = _("{by}修改了派遣规则")


class RoutingTried(Event):
    rule: RoutingRule
    cases: int
    changed: int
    says = _("{by}用 {cases} 件过去的案件试算，{changed} 件去向改变")


class RoutingSwitched(Event):
    rule: RoutingRule
    state: str
    says = _("{by}{state}了派遣规则")


class KnowledgeKept(Event):
    item: KnowledgeItem
    since: str
    says = _("{by}更新了答复口径，{since}起用")


class KnowledgeEnded(Event):
    item: KnowledgeItem
    says = _("{by}停用了这条答复口径")


class PartnerSet(Event):
    partner: Partner
    address: str
    is_on: bool
    says = _("{by}设置了转出地址 {address}")
