from collections.abc import Iterator

from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.funds.models import BudgetLine, FundSource
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("资金来源的已安排额等于各项安排之和"))
def drawn_is_the_sum_of_lines() -> Iterator[str]:
    added = Coalesce(Sum("lines__amount", filter=Q(lines__withdraws=None)), Value(0))
    taken = Coalesce(Sum("lines__amount", filter=Q(lines__withdraws__isnull=False)), Value(0))
    for source in FundSource.objects.annotate(sum=added - taken):
        if source.sum != source.drawn:  # type: ignore[attr-defined]
            yield _("资金来源第 %(id)d 号（%(name)s）：记为 %(drawn)d 分，各项安排之和为 %(sum)d 分") % {
                "id": source.pk, "name": source.name, "drawn": source.drawn, "sum": source.sum,  # type: ignore[attr-defined]
            }  # fmt: skip


@invariant(gettext_lazy("撤回的安排与原安排一一对应"))
def withdrawals_mirror() -> Iterator[str]:
    for back in BudgetLine.objects.filter(withdraws__isnull=False).select_related("withdraws"):
        of = back.withdraws
        if of is None or (back.amount, back.source_id, back.budget_id) != (of.amount, of.source_id, of.budget_id):
            yield _("预算项第 %d 号与它撤回的那一项不一致") % back.pk
