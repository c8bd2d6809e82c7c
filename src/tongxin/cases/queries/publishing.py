"""Publishing: what of a case strangers and other systems may read. No persons, no numbers of persons, no doors of
homes; what nobody at the desk has read yet is shown without its words."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tongxin.cases.masking import masked
from tongxin.cases.models import OPEN, Case, CaseQuerySet
from tongxin.kernel.clock import today

#: Steps at which it is no matter any more, or never was one.
UNSHOWN = ("void", "withdrawn")
#: A room or a unit of a building, as it stands behind the building.
_DOOR = re.compile(
    r"[0-9０-９一二三四五六七八九十]+\s*单元|[0-9０-９][0-9０-９\-—]*\s*(室|户(?![数居人家])|层|楼(?![道下前顶梯宇]))"
)
_LINK = re.compile(r"(https?://|www\.)[^\s，。；、]+|[\w.+-]+@[\w-]+\.[\w.-]+")
#: Some ten meters: a lamp is found, a flat is not.
DIGITS = 4


def published() -> CaseQuerySet:
    """Cases of public categories whose reporter did not ask to stay hidden."""
    found: CaseQuerySet = Case.objects.filter(is_public=True, hides_caller=False).exclude(step__in=UNSHOWN)
    return found


@dataclass(frozen=True)
class Face:
    """One case as strangers see it, or with its words and its exact point as the system that sent it does."""

    case: Case
    is_senders: bool = False

    @property
    def status(self) -> str:
        return "open" if self.case.step in OPEN else "closed"

    @property
    def text(self) -> str | None:
        """What was reported; unread words are not shown to strangers, numbers and links to nobody."""
        if self.case.step in ("reported", "declined") and not self.is_senders:
            return None
        return blanked(self.case.text)

    @property
    def address(self) -> str:
        return without_door(f"{self.case.area.name}{self.case.place}")

    @property
    def point(self) -> tuple[float | None, float | None]:
        east, north = self.case.longitude, self.case.latitude
        if east is None or north is None:
            return None, None
        return (east, north) if self.is_senders else (round(east, DIGITS), round(north, DIGITS))

    @property
    def agency(self) -> str:
        return str(self.case.lead.name if self.case.lead else self.case.desk.name)


def blanked(text: str) -> str:
    """A text without links and addresses of mail, its long numbers masked, its doors left out."""
    return without_door(masked(_LINK.sub("…", text)))


def without_door(words: str) -> str:
    return _DOOR.sub("", words)


def within(
    rows: QuerySet[Case], *, since: datetime, until: datetime, categories: list[str], statuses: list[str]
) -> QuerySet[Case]:
    """Narrowed as GeoReport asks: by the time of the report, service codes and statuses."""
    # The days besides, for they have an index.
    days = {"raised_on__gte": today(since), "raised_on__lte": today(until)}
    rows = rows.filter(raised_at__gte=since, raised_at__lte=until, **days)
    if categories:
        rows = rows.filter(category__in=categories)
    if statuses and set(statuses) != {"open", "closed"}:
        is_open = Q(step__in=OPEN)
        rows = rows.filter(is_open if "open" in statuses else ~is_open)
    return rows
