"""The check-in code that changes: six digits, made from the activity and the present stretch of time (C05-6).

The code of the stretch before is still good, because people need a moment to type. Nothing is stored: the key lies
outside the database, so that reading the tables tells nobody a code.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.activities.errors import CodeExpired, WrongCode
from tongxin.kernel import sealing

DIGITS = 6
#: A code seen within the last quarter of an hour is called expired and not wrong.
REMEMBERED_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Code:
    """What the organizer's screen shows, and for how many more seconds."""

    digits: str
    ends_in: float


def code_at(activity_id: int, at: datetime, *, seconds: int) -> Code:
    """The code of an activity at the moment; a new one every `seconds`."""
    moment = at.timestamp()
    return Code(_digits(activity_id, int(moment // seconds)), seconds - moment % seconds)


def check(activity_id: int, digits: str, at: datetime, *, seconds: int) -> None:
    """Raise CodeExpired for a code that was good a while ago, WrongCode for any other that is not good now."""
    now = int(at.timestamp() // seconds)
    if any(_same(digits, activity_id, stretch) for stretch in (now, now - 1)):
        return
    past = range(now - 2, now - 2 - REMEMBERED_SECONDS // seconds, -1)
    if any(_same(digits, activity_id, stretch) for stretch in past):
        raise CodeExpired
    raise WrongCode


def check_past(activity_id: int, digits: str, moment: datetime, *, seconds: int, tolerance: float) -> None:
    """Raise WrongCode unless the code was good at that past moment, which may be off by `tolerance` seconds."""
    first = int((moment.timestamp() - tolerance) // seconds) - 1
    last = int((moment.timestamp() + tolerance) // seconds)
    if not any(_same(digits, activity_id, stretch) for stretch in range(first, last + 1)):
        raise WrongCode(_("签到码与扫码的时间对不上，没有登记。请用现场屏幕上的码，或请记录员补登。"))


def plain(digits: str) -> str:
    """What was typed as six ASCII digits: full-width signs and blanks are forgiven; others stay wrong."""
    return "".join(str(int(sign)) for sign in digits if sign.isdecimal())


def _same(digits: str, activity_id: int, stretch: int) -> bool:
    return hmac.compare_digest(digits.encode(), _digits(activity_id, stretch).encode())


def _digits(activity_id: int, stretch: int) -> str:
    key = sealing.keys().fingerprint
    mac = hmac.digest(key, f"check-in:{activity_id}:{stretch}".encode(), hashlib.sha256)
    return f"{int.from_bytes(mac[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
