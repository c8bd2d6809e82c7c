"""Callers: a phone is kept sealed; the same number is known again by its fingerprint."""

from django.db.models import QuerySet

from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.sealing import fingerprint


def print_of(phone: str) -> bytes | None:
    """The fingerprint of a phone, whatever signs stand between its digits; nothing for no number."""
    digits = "".join(sign for sign in phone if sign.isdigit()).removeprefix("86")
    return fingerprint(digits, purpose="case-caller") if digits else None


def earlier_calls(phone: str, *, by: Actor) -> QuerySet[Case]:
    """What the same number reported before, within sight, the newest first."""
    found = print_of(phone)
    rows = Case.objects.visible_to(by).select_related("area")
    return rows.filter(caller_print=found).order_by("-id") if found else rows.none()
