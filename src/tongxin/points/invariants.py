from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.invariants import invariant
from tongxin.points import replay


@invariant(_("积分与时长账簿与重新计算一致"))
def ledgers_equal_their_replay() -> Iterator[str]:
    yield from replay.differences()
