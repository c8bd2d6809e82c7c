"""Reasons: what somebody must say when refusing, giving back, pausing or ending."""

from django.utils.translation import gettext as _

from tongxin.kernel.errors import Unfit


def needed(reason: str, *, most: int = 120) -> str:
    """The reason as it is kept, cut to `most` signs; raises Unfit where none was given."""
    if not reason.strip():
        raise Unfit(_("请写明理由。"))
    return reason.strip()[:most]
