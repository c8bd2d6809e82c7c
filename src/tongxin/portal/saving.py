"""Lists as one likes them: saved filters under names of one's own, and the columns one wants to see.

What was chosen goes into the session at sign-in and when it changes, so that a list page asks nothing more for it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.listing import COLUMNS, Listing
from tongxin.portal.models import ColumnChoice, SavedList

#: So many of one list are easily overlooked.
MOST = 20


@transaction.atomic
def save(*, principal_id: int, listing: str, name: str, address: str, at: datetime) -> SavedList:
    """Keep an address under a name; the same name again is overwritten. Raises Unfit, Refused."""
    name = name.strip()
    if not name or len(name) > 30 or len(address) > 1000:
        raise Unfit(_("请给这个筛选起一个名称，三十字以内。"))
    mine = SavedList.objects.filter(principal=principal_id, listing=listing)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(_("每份清单最多保存 %d 个常用筛选，请先删去不用的。") % MOST)
    saved, _created = SavedList.objects.update_or_create(
        principal_id=principal_id, listing=listing, name=name, defaults={"address": address, "at": at}
    )
    return saved


@transaction.atomic
def choose_columns(*, principal_id: int, listing: Listing, columns: Sequence[str]) -> None:
    """Show these columns of the list; what names a row always stays, and all of them is no choice. Raises Unfit."""
    known = [column.name for column in listing.columns]
    if unknown := set(columns) - set(known):
        raise Unfit(_("“%s”不在可选清单中，请从清单里选择。") % unknown.pop())
    wanted = [name for name in known if name in columns or name in always_shown(listing)]
    mine = ColumnChoice.objects.filter(principal=principal_id, listing=listing.name)
    if wanted == known:
        mine.delete()
    else:
        ColumnChoice.objects.update_or_create(
            principal_id=principal_id, listing=listing.name, defaults={"columns": wanted}
        )


def always_shown(listing: Listing) -> list[str]:
    """The columns that name a row and lead to its page; the first one where none does."""
    return [column.name for column in listing.columns if column.kind == "link"] or [listing.columns[0].name]


def bring_columns(request: HttpRequest, principal_id: int) -> None:
    """Put what was chosen into the session, where every list looks for it."""
    chosen = dict(ColumnChoice.objects.filter(principal=principal_id).values_list("listing", "columns"))
    if chosen or COLUMNS in request.session:
        request.session[COLUMNS] = chosen


def on_sign_in(sender: Any, request: HttpRequest, user: Any, **rest: Any) -> None:
    """Django says that somebody signed in."""
    bring_columns(request, user.person_id)
