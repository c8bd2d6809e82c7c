"""Knowledge: the answers that fit what is being said, the likeliest first; and why."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from tongxin.cases import catalogue
from tongxin.cases.models import Category, KnowledgeItem
from tongxin.cases.reading import any_of, words_of

LOOKED_AT = 60


@dataclass(frozen=True)
class Suggested:
    """A category that the words point to, and which words did."""

    category: Category
    because: list[str]


def suggested(text: str, *, on: date, path: str = "") -> list[Suggested]:
    """The likeliest categories with the words of the text that speak for them. No model, nothing hidden."""
    rows = catalogue.suggest(text, on=on, path=path)
    return [Suggested(row, [word for word in row.words.split() if word in text]) for row in rows]


def answers_for(text: str, *, on: date, path: str = "", category: str = "", most: int = 4) -> list[KnowledgeItem]:
    """Answers that hold at the place and share words with the text, or that stand under the category. One query."""
    lexemes = words_of(text)
    alike = Q(words=SearchQuery(any_of(lexemes), search_type="raw", config="simple")) if lexemes else Q(pk__in=())
    if category:
        alike |= Q(category=category)
    rows = KnowledgeItem.objects.on(on).around(path).filter(alike).order_by("-valid_from", "-pk")[:LOOKED_AT]
    return sorted(rows, key=lambda item: -_weight(item, lexemes, category))[:most]


def _weight(item: KnowledgeItem, lexemes: frozenset[str], category: str) -> float:
    asked = words_of(item.question)
    return (
        len(lexemes & asked) * 2 + len(lexemes & words_of(item.answer)) + (category != "" and item.category == category)
    )
