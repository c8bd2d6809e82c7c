"""Reading: the words of a report, for finding twins and for the search."""

import re
from collections.abc import Iterable

import rjieba
from django.db.models import Func, Value

from tongxin.kernel import terms

WORD = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z0-9]{2,}")
#: A title is made of the first sentence where none was given.
SENTENCE = re.compile(r"[。！？!?\n；;]")


def words_of(text: str) -> frozenset[str]:
    """The words that say something."""
    ignored = {term.label for term in terms.terms("ignored_words").values()}
    return frozenset(word for word in rjieba.cut(text) if WORD.fullmatch(word)) - ignored


def title_of(text: str, *, most: int = 60) -> str:
    first = next((part.strip() for part in SENTENCE.split(text) if part.strip()), text.strip())
    return first if len(first) <= most else first[: most - 1] + "…"


class Lexemes(Func):
    """The words as a value of a tsvector column."""

    function = "array_to_tsvector"
    template = "%(function)s(%(expressions)s::text[])"

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(Value(sorted(words)))


def any_of(words: Iterable[str]) -> str:
    """A raw query for rows that have any of the words."""
    return " | ".join("'" + each.replace("'", "''").replace("\\", "") + "'" for each in sorted(words))
