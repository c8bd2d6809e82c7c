"""Photos: kept with the case, sealed; each was made anew before."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from tongxin.cases.models import Case, Photo
from tongxin.cases.pictures import Picture
from tongxin.kernel.actor import Actor


def add_photos(*, case: Case, pictures: Sequence[Picture], of: str, by: Actor, at: datetime) -> list[Photo]:
    """Within the transaction of the deed that they belong to."""
    rows = [
        Photo(
            case=case, of=of, media_type=each.media_type, size=len(each.content),
            content=b64encode(each.content).decode(), added_by_id=by.principal_id or None, added_at=at,
        )
        for each in pictures
    ]  # fmt: skip
    return Photo.objects.bulk_create(rows) if rows else []
