"""Stopping mail without sign-in: the link in a letter carries whose letters of whom shall end, signed."""

from django.core import signing

from tongxin.notify.models import Carriage

SALT = "tongxin.notify.stop"


def token(carriage: Carriage) -> str:
    return signing.dumps([carriage.recipient_id, carriage.digest.subscriber_id], salt=SALT, compress=False)


def read(text: str) -> tuple[int, int] | None:
    """The person and the subscriber of a link; None where it was not signed here. It never expires."""
    try:
        person_id, subscriber_id = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return int(person_id), int(subscriber_id)
