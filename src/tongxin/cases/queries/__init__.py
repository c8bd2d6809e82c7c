"""Questions across cases: twins nearby, who is proposed to handle one, earlier calls of a number."""

from tongxin.cases.queries.callers import earlier_calls, print_of
from tongxin.cases.queries.routing import bodies_near, proposed_lead
from tongxin.cases.queries.trial import Trial, try_rule
from tongxin.cases.queries.twins import Twin, twins_of

__all__ = [
    "Trial",
    "Twin",
    "bodies_near",
    "earlier_calls",
    "print_of",
    "proposed_lead",
    "try_rule",
    "twins_of",
]
