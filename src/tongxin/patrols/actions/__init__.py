"""The deeds of patrols: plan, keep places and rosters, lay rounds by the clock, write down what was seen."""

from tongxin.patrols.actions.laying import call_off, lay, lay_due
from tongxin.patrols.actions.places import enter_place, retire_place
from tongxin.patrols.actions.planning import change_plan, end_plan, make_plan, set_route
from tongxin.patrols.actions.rosters import come_along, join_patrol, leave_patrol, stay_away
from tongxin.patrols.actions.walking import Said, mark, mark_unseen

__all__ = [
    "Said",
    "call_off",
    "change_plan",
    "come_along",
    "end_plan",
    "enter_place",
    "join_patrol",
    "lay",
    "lay_due",
    "leave_patrol",
    "make_plan",
    "mark",
    "mark_unseen",
    "retire_place",
    "set_route",
    "stay_away",
]
