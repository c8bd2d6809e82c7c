"""A pass: a signed paper that says who may check in at which activity and until when. Whoever shows it needs no
session, so that a crowd can be let in without asking the database who stands there."""

import hashlib
import hmac
from datetime import datetime
from typing import NamedTuple

from tongxin.kernel import sealing


class Pass(NamedTuple):
    activity_id: int
    person_id: int
    until: int


def sign(activity_id: int, person_id: int, *, until: datetime) -> str:
    """The pass as text; good until the moment, for this activity and person only."""
    words = f"{activity_id}.{person_id}.{int(until.timestamp())}"
    return f"{words}.{_mac(words)}"


def read(text: str, *, now: float) -> Pass | None:
    """What the pass says, or None where it was not signed here or is over. `now` in seconds of the epoch."""
    words, _dot, mac = text.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(words).encode()):
        return None
    activity, person, until = words.split(".")
    return Pass(int(activity), int(person), int(until)) if int(until) >= now else None


def _mac(words: str) -> str:
    return hmac.digest(sealing.keys().fingerprint, f"pass:{words}".encode(), hashlib.sha256).hex()[:40]
