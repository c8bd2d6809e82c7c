"""The bulk form of the deeds of a case, for histories: the same checks, rights, limits, records and duties.

Cases are moved in memory at moments of the past and written at once. The constraints of the tables hold as ever.
"""

from tongxin.cases.bulk.calling import Called
from tongxin.cases.bulk.checking import Checked
from tongxin.cases.bulk.closing import Closed
from tongxin.cases.bulk.handling import Handled
from tongxin.cases.bulk.taking_in import TakenIn

__all__ = ["CasesPast"]


class CasesPast(TakenIn, Handled, Called, Checked, Closed):
    """The cases of a history while it is played, with what hangs on them."""
