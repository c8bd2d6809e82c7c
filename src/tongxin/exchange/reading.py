"""Reading: which words and which meanings stand in a text. Words are cut by a dictionary; meanings (concepts of the
profile's thesaurus) are found wherever one of their words is a part of the text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import rjieba

from tongxin.kernel import terms
from tongxin.kernel.remembered import Remembered

#: Marks a meaning among the words; no word begins with it.
CONCEPT = "#"
#: The words that the list of kinds brings along; the kind itself is scored already.
KIND = "#kind."
LEXEME = re.compile(r"'((?:[^']|'')*)'")
WORD_TELLS, CHARACTER_TELLS, KIND_TELLS, GENERAL_TELLS = 0.5, 0.3, 0.1, 0.6
WORD = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z0-9]{2,}")


@dataclass(frozen=True)
class Vocabulary:
    """The thesaurus: the concepts of each word, and the kind of need to which a concept points."""

    concepts_of: Mapping[str, tuple[str, ...]]
    kind_of: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        concepts: Mapping[str, Mapping[str, Any]],
        kinds: Mapping[str, Mapping[str, Any]],
        ignored: Iterable[str] = (),
    ) -> "Vocabulary":
        """From the lists of the profile: concepts and kinds by code with their words, and what says nothing."""
        # The list of kinds brings words of its own; they point to their kind like a concept's.
        own = {f"kind.{code}": {"words": item.get("words", ()), "kind": code} for code, item in kinds.items()}
        concepts, ignored = {**concepts, **own}, list(ignored)
        found: dict[str, tuple[str, ...]] = {}
        for code, item in concepts.items():
            for word in item.get("words", ()):
                found[word] = (*found.get(word, ()), code)
        return cls(
            concepts_of=found,
            kind_of={code: str(item["kind"]) for code, item in concepts.items() if item.get("kind")},
            labels={code: str(next(iter(item.get("words", ())), code)) for code, item in concepts.items()},
            ignored=frozenset(ignored),
            idle=frozenset(each for each in ignored if len(each) == 1),
            lengths=_lengths(found),
        )

    def read(self, text: str) -> frozenset[str]:
        """The words of the text and, marked, its concepts."""
        cut = rjieba.cut(text)
        words = {word for word in cut if WORD.fullmatch(word) and word not in self.ignored}
        return frozenset(words | {CONCEPT + code for code in self.concepts_in(text, cut)})

    def read_closely(self, text: str) -> frozenset[str]:
        """What `read` finds, and each single character that says something: for scoring, too much for an index."""
        return self.read(text) | self.characters_in(text)

    def characters_in(self, text: str) -> set[str]:
        """Each Chinese character of the text that is not among the idle ones."""
        return {each for each in set(text) - self.idle if "\u3400" <= each <= "\u9fff"}

    def kept(self, words: str, text: str) -> frozenset[str]:
        """The same as `read_closely`, from a tsvector that was kept: cutting a text again takes ten times as long."""
        found = (each.replace("''", "'") for each in LEXEME.findall(words))
        return frozenset(found) | self.characters_in(text)

    def tells(self, lexeme: str) -> float:
        """How much a shared lexeme says, from 0 to 1: a meaning that points to a kind of need says most."""
        if lexeme[:1] != CONCEPT:
            return CHARACTER_TELLS if len(lexeme) == 1 else WORD_TELLS
        if lexeme.startswith(KIND):
            return KIND_TELLS
        return 1.0 if lexeme[1:] in self.kind_of else GENERAL_TELLS

    def concepts_in(self, text: str, cut: Iterable[str]) -> set[str]:
        """Every concept one of whose words is a part of the text. A single character must stand alone."""
        found = {code for each in cut for code in self.concepts_of.get(each, ())}
        for start in range(len(text) - 1):
            # Most places begin no word at all: two characters tell.
            for length in self.lengths.get(text[start : start + 2], ()):
                found.update(self.concepts_of.get(text[start : start + length], ()))
        return found

    def kinds_of(self, lexemes: Iterable[str]) -> set[str]:
        """The kinds to which the concepts among the lexemes point."""
        return {self.kind_of[each[1:]] for each in lexemes if each[:1] == CONCEPT and each[1:] in self.kind_of}

    def spell(self, lexeme: str) -> str:
        """A lexeme for a person's eyes: a concept is shown by its first word."""
        return self.labels.get(lexeme[1:], lexeme[1:]) if lexeme[:1] == CONCEPT else lexeme


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By the first two characters of words, how long the words are that begin so."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[:2], set()).add(len(word))
    return {head: tuple(sorted(found)) for head, found in lengths.items()}


@Remembered
def vocabulary() -> Vocabulary:
    """The vocabulary of this installation's profile."""
    concepts, kinds = ({code: term.data for code, term in terms.terms(name).items()} for name in ("concepts", "kinds"))
    return Vocabulary.build(concepts, kinds, [term.label for term in terms.terms("ignored_words").values()])
