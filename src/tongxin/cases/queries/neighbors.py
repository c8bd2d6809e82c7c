"""Neighbors: public cases nearby that say the same, for who is writing a report. Weighed inside one cheap question."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, QuerySet, TextField

from tongxin.cases.models import OPEN, Case
from tongxin.cases.queries.twins import DAYS, METRES, TWIN_FROM, metres_between
from tongxin.cases.reading import any_of, words_of
from tongxin.kernel import rules
from tongxin.kernel.asked import Asked
from tongxin.kernel.clock import today

#: So many are weighed, the newest first.
WEIGHED = 60
#: Only what somebody at the desk has read and taken up is shown to strangers.
READ = tuple(step for step in OPEN if step != "reported")


@dataclass(frozen=True)
class Neighbor:
    """An open case that may be the same matter: its key, how many people reported it, how far away it is."""

    pk: int
    voices: int
    likeness: float
    metres: int | None


def neighbors_of(
    *, text: str, community_path: str, at: datetime, longitude: float | None = None, latitude: float | None = None,
    besides: int = 0, most: int = 5,
) -> list[Neighbor]:  # fmt: skip
    """The likeliest public cases of the community that are being worked on. One query."""
    lexemes = words_of(text)
    if not lexemes:
        return []
    since = today(at) - timedelta(days=int(rules.value(DAYS, on=today(at), path=community_path)))
    within = int(rules.value(METRES, on=today(at), path=community_path))
    found = []
    for pk, theirs, voices, east, north in _ASK(words=any_of(lexemes), path=community_path, since=since):
        metres = metres_between(longitude, latitude, east, north)
        likeness = len(lexemes.intersection(theirs)) / max(min(len(lexemes), len(theirs)), 1)
        likeness += 0.2 * (metres is not None)
        if pk != besides and likeness >= TWIN_FROM and (metres is None or metres <= within):
            found.append(Neighbor(pk, voices, likeness, metres))
    return sorted(found, key=lambda each: (-each.likeness, -each.pk))[:most]


def _rows(words: str, path: str, since: date) -> QuerySet[Case, Any]:
    alike = SearchQuery(words, search_type="raw", config="simple")
    # Through the index of words PostgreSQL would go over the whole city's cases; those of a community are few.
    own = Func(F("words"), template="(%(expressions)s || '')", output_field=SearchVectorField())
    rows = Case.objects.filter(step__in=READ, is_public=True, community_path=path, raised_on__gte=since)
    rows = rows.alias(own_words=own).filter(own_words=alike)
    said = Func(F("words"), function="tsvector_to_array", output_field=ArrayField(TextField()))
    found: QuerySet[Case, Any] = rows.order_by("-raised_on", "-id").values_list(
        "id", said, "voices", "longitude", "latitude"
    )[:WEIGHED]  # fmt: skip
    return found


_ASK = Asked(_rows, words="?words", path="?path", since=date.min)


def shown(found: list[Neighbor]) -> list[tuple[Case, Neighbor]]:
    """The cases themselves, for the page. One query, none where nothing was found."""
    if not found:
        return []
    cases = {case.pk: case for case in Case.objects.filter(pk__in=[each.pk for each in found]).select_related("area")}
    return [(cases[each.pk], each) for each in found if each.pk in cases]
