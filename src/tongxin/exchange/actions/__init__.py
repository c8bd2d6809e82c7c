"""The deeds of the exchange, by what they are done to."""

from tongxin.exchange.actions.handing import hand
from tongxin.exchange.actions.means import open_budget, tie_activity
from tongxin.exchange.actions.needs import (
    decline,
    edit_need,
    join,
    pause_need,
    raise_need,
    resume_need,
    start_matching,
    verify,
    withdraw_need,
)
from tongxin.exchange.actions.offers import accept, decline_offer, offer, withdraw_offer
from tongxin.exchange.actions.projects import (
    accept_project,
    add_partner,
    appraise,
    approve,
    close_project,
    deliver_project,
    propose,
    refuse,
    rework,
    start_project,
    withdraw_project,
)
from tongxin.exchange.actions.resources import edit_resource, end, enter_resource, pause_resource, publish

__all__ = [
    "accept",
    "accept_project",
    "add_partner",
    "appraise",
    "approve",
    "close_project",
    "decline",
    "decline_offer",
    "deliver_project",
    "edit_need",
    "edit_resource",
    "end",
    "enter_resource",
    "hand",
    "join",
    "offer",
    "open_budget",
    "pause_need",
    "pause_resource",
    "propose",
    "publish",
    "raise_need",
    "refuse",
    "resume_need",
    "rework",
    "start_matching",
    "start_project",
    "tie_activity",
    "verify",
    "withdraw_need",
    "withdraw_offer",
    "withdraw_project",
]
