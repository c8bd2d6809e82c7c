"""Twins: open cases nearby that may be the same matter, by place and words. A person decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from tongxin.cases.models import Case
from tongxin.cases.reading import any_of, words_of
from tongxin.kernel import datum, rules
from tongxin.kernel.clock import today

METRES, DAYS = rules.needed("cases.twin_metres", "cases.twin_days")
#: So many candidates are looked at, the newest first.
LOOKED_AT = 200
#: Words in common, of the shorter text, from which on a case is shown; a point nearby says as much as half of that.
TWIN_FROM = 0.4


@dataclass(frozen=True)
class Twin:
    case: Case
    likeness: float
    metres: int | None


def twins_of(
    *, text: str, community_path: str, at: datetime, category: str = "", longitude: float | None = None,
    latitude: float | None = None, besides: int = 0, most: int = 5,
) -> list[Twin]:  # fmt: skip
    """The likeliest open cases of the same community, the likeliest first. One query."""
    lexemes = words_of(text)
    alike = Q(words=SearchQuery(any_of(lexemes), search_type="raw", config="simple")) if lexemes else Q(pk__in=())
    if category:
        alike |= Q(category=category)
    since = today(at) - timedelta(days=int(rules.value(DAYS, on=today(at), path=community_path)))
    rows = Case.objects.open().filter(alike, community_path=community_path, raised_on__gte=since)
    rows = rows.exclude(pk=besides).select_related("area").order_by("-raised_on", "-id")[:LOOKED_AT]
    within = int(rules.value(METRES, on=today(at), path=community_path))
    found = [_compared(case, lexemes, category, longitude, latitude, within) for case in rows]
    likely = [twin for twin in found if twin.likeness >= TWIN_FROM]
    return sorted(likely, key=lambda twin: (-twin.likeness, -twin.case.pk))[:most]


def _compared(
    case: Case, lexemes: frozenset[str], category: str, longitude: float | None, latitude: float | None, within: int
) -> Twin:
    theirs = words_of(f"{case.title}。{case.text}")
    metres = metres_between(longitude, latitude, case.longitude, case.latitude)
    same = bool(category) and case.category == category
    return Twin(case, _likeness(lexemes, theirs, metres, same, within), metres)


def likeness_of(one: Case, words: frozenset[str], other: Case, other_words: frozenset[str], within: int) -> float:
    """How alike two cases are, by their words, their category and how near (`within` metres) they lie."""
    metres = metres_between(one.longitude, one.latitude, other.longitude, other.latitude)
    same = bool(one.category) and one.category == other.category
    return _likeness(words, other_words, metres, same, within)


def _likeness(
    words: frozenset[str], others: frozenset[str], metres: int | None, same_category: bool, within: int
) -> float:
    if metres is not None and metres > within:
        return 0.0
    shared = len(words & others) / max(min(len(words), len(others)), 1)
    return shared + 0.2 * (metres is not None) + 0.2 * same_category


def metres_between(
    longitude: float | None, latitude: float | None, other_longitude: float | None, other_latitude: float | None
) -> int | None:
    """The way between two points over the ground; nothing where one of them is not known."""
    if longitude is None or latitude is None or other_longitude is None or other_latitude is None:
        return None
    return round(datum.metres((longitude, latitude), (other_longitude, other_latitude)))
