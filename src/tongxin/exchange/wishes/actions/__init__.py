"""Deeds around micro-wishes: record, approve, claim by exactly one, deliver, confirm, thank, erase (MHK-46)."""

from tongxin.exchange.wishes.actions.claiming import (
    ClaimedAlready,
    ClaimedByYou,
    OwnWish,
    claim,
    confirm,
    deliver,
    give_back,
    miss,
    return_sleeping,
    thank,
)
from tongxin.exchange.wishes.actions.recording import approve, correct, expire, record_wish, refuse, withdraw
from tongxin.exchange.wishes.actions.wishers import NoLongerNeeded, OpenWishAlready, Wisher, erase_due, see_wisher
from tongxin.exchange.wishes.actions.wording import OverCap, SensitiveWords, TellsTooMuch, cap_fen, sensitive_words_in

__all__ = [
    "ClaimedAlready",
    "ClaimedByYou",
    "NoLongerNeeded",
    "OpenWishAlready",
    "OverCap",
    "OwnWish",
    "SensitiveWords",
    "TellsTooMuch",
    "Wisher",
    "approve",
    "cap_fen",
    "claim",
    "confirm",
    "correct",
    "deliver",
    "erase_due",
    "expire",
    "give_back",
    "miss",
    "record_wish",
    "refuse",
    "return_sleeping",
    "see_wisher",
    "sensitive_words_in",
    "thank",
    "withdraw",
]
