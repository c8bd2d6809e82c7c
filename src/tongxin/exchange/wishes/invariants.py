"""What must hold of wishes whatever happened."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.models.wish import CLAIMED, Wish, WishClaim
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("已认领的微心愿由登记的那一位认领，其余没有认领"))
def claimed_by_who_stands_in_the_history() -> Iterator[str]:
    standing = WishClaim.objects.filter(wish=OuterRef("pk"), returned_at=None)
    its_own = Exists(standing.filter(claimer=OuterRef("claimer")))
    astray = Wish._base_manager.filter(~its_own, step__in=CLAIMED)
    left_over = Wish._base_manager.filter(Exists(standing)).exclude(step__in=CLAIMED)
    for wish in [*astray, *left_over]:
        yield _("%(number)s 停在“%(step)s”，与认领记录不符") % {"number": wish.number, "step": wish.step_label}


@invariant(gettext_lazy("办完的微心愿都定了删除姓名与地址的日期"))
def ended_wishes_have_their_day() -> Iterator[str]:
    ends = [step.code for step in Wish.procedure.steps if step.end]
    for wish in Wish._base_manager.filter(step__in=ends, erase_on=None):
        yield _("%s 已办完，却没有删除姓名与地址的日期") % wish.number
