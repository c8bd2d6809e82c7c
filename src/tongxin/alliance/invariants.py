"""What must hold of agreements and pairings whatever happened."""

from collections.abc import Iterator

from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance.models import AGREED, IN_FORCE, Agreement, GroupFiling, Pairing
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("协议的事项数等于所列事项"))
def items_are_counted() -> Iterator[str]:
    rows = Agreement.objects.annotate(listed=Count("items")).exclude(listed=F("item_count"))
    for row in rows:
        yield _("%(number)s：记着 %(count)d 项，实有 %(listed)d 项") % {
            "number": row.number,
            "count": row.item_count,
            "listed": row.listed,
        }


@invariant(gettext_lazy("同一单位与同一社区的同类协议只有一份生效"))
def one_in_force() -> Iterator[str]:
    rows = Agreement.objects.filter(step__in=IN_FORCE).values("unit_id", "area_id", "kind")
    for row in rows.annotate(count=Count("pk")).filter(count__gt=1).order_by("unit_id"):
        yield _("单位 %(unit)d 与区域 %(area)d 有 %(count)d 份“%(kind)s”生效") % {
            "unit": row["unit_id"],
            "area": row["area_id"],
            "kind": row["kind"],
            "count": row["count"],
        }


@invariant(gettext_lazy("结对由双方同意才开始"))
def both_agreed() -> Iterator[str]:
    for row in Pairing.objects.filter(step__in=AGREED, first_agreed_at=None) | Pairing.objects.filter(
        step__in=AGREED, second_agreed_at=None
    ):
        yield _("%(number)s 没有双方同意") % {"number": row.number}


@invariant(gettext_lazy("备案的群众组织都在组织册中"))
def groups_on_file_are_organizations() -> Iterator[str]:
    for row in GroupFiling.objects.filter(step="on_file", organization=None):
        yield _("%(number)s 已备案，却没有组织") % {"number": row.number}
