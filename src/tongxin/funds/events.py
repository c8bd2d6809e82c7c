from django.utils.translation import gettext_lazy as _

from tongxin.funds.models import Budget, FundSource
from tongxin.kernel.records import Event


class SourceOpened(Event):
    source: FundSource
    amount: str
    says = _("{by}登记了资金来源，额度 {amount}")


class BudgetOpened(Event):
    budget: Budget
    says = _("{by}登记了预算")


class LineAdded(Event):
    budget: Budget
    purpose: str
    amount: str
    source: str
    says = _("{by}安排 {amount} 用于{purpose}，来自{source}")


class LineWithdrawn(Event):
    budget: Budget
    purpose: str
    amount: str
    reason: str
    says = _("{by}撤回了一项安排：{purpose}，{amount}")
