"""The deeds of emergencies: plans and their lists, incidents, calls."""

from tongxin.emergencies.actions.calling import acknowledge, arrive, call_out, miss
from tongxin.emergencies.actions.incidents import call_off, clear, link_case, log, open_incident, raise_case, tick
from tongxin.emergencies.actions.listing import erase_phones, list_staff, see_phone, unlist, unlist_departed
from tongxin.emergencies.actions.plans import approve, change_plan, end_plan, review_plan, revise, write_plan
from tongxin.emergencies.actions.reviewing import review

__all__ = [
    "acknowledge",
    "approve",
    "arrive",
    "call_off",
    "call_out",
    "change_plan",
    "clear",
    "end_plan",
    "erase_phones",
    "link_case",
    "list_staff",
    "log",
    "miss",
    "open_incident",
    "raise_case",
    "review",
    "review_plan",
    "revise",
    "see_phone",
    "tick",
    "unlist",
    "unlist_departed",
    "write_plan",
]
