"""Reading: the words of a report, for finding twins and for the search."""

import re
from collections.abc import Iterable

import rjieba

from tongxin.kernel import terms
from tongxin.kernel.remembered import Remembered

WORD = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z0-9]{2,}")
#: A title is made of the first sentence where none was given.
SENTENCE = re.compile(r"[。！？!?\n；;]")


def words_of(text: str) -> frozenset[str]:
    """The words that say something."""
    return frozenset(word for word in rjieba.cut(text) if WORD.fullmatch(word)) - _ignored()


@Remembered
def _ignored() -> frozenset[str]:
    return frozenset(term.label for term in terms.terms("ignored_words").values())


def title_of(text: str, *, most: int = 60) -> str:
    first = next((part.strip() for part in SENTENCE.split(text) if part.strip()), text.strip())
    return first if len(first) <= most else first[: most - 1] + "…"


def any_of(words: Iterable[str]) -> str:
    """A raw query for rows that have any of the words."""
    return " | ".join("'" + each.replace("'", "''").replace("\\", "") + "'" for each in sorted(words))
