"""Matching: which resources may answer which needs, how well and why; and who takes which when many ask at once.

Pure functions on plain values, without the database. A score is the sum of stated terms, each with a reason in words:
kind, words, place, time and capacity add, what the owner has carried already is taken off. A person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongxin.exchange.reading import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: The terms of a score, in the order of the columns of `Pairs.parts`.
TERMS = ("kind", "words", "place", "time", "capacity", "turn")
#: Up to so many resources in reach of a need every pair is looked at; past it, those that share telling words.
ALL_PAIRS_UP_TO = 4000
#: So many of them, the likest by words and kind, are then weighed in every term.
WEIGHED = 100
#: How many pairs one need may bring in through its words when not every pair is looked at.
PAIRS_PER_NEED = 400
CHUNK = 2000
NEAR_KIND, UNSAID = 0.7, 0.5
LEVELS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as the scorer sees it. `path` is where it lies, `community` the path of the community around it."""

    key: int
    kind: str
    lexemes: frozenset[str]
    path: str
    community: str
    quantity: int = 0
    unit: str = ""
    weekdays: str = ""
    minutes: tuple[int, int] | None = None
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A resource as the scorer sees it. `left` is its free capacity, `carried` what its owner took on lately."""

    key: int
    kind: str
    lexemes: frozenset[str]
    community: str
    reach: str
    left: int
    unit: str = ""
    weekdays: str = ""
    minutes: tuple[int, int] | None = None
    since: int = 0
    until: int = 0
    carried: int = 0


@dataclass(frozen=True)
class Weights:
    """What each term weighs (rules `matching.weight.*`); `near` by how many levels up the common place lies."""

    kind: float
    words: float
    place: float
    time: float
    capacity: float
    turn: float
    turn_full_at: int
    score_from: float
    near: tuple[float, ...]
    per_need: int

    @property
    def vector(self) -> Floats:
        return np.array([*(getattr(self, term) for term in TERMS[:-1]), -self.turn], dtype=np.float32)


@dataclass(frozen=True)
class Pairs:
    """Scored pairs, the best first within each need: row numbers of needs and resources, score, and its terms."""

    needs: Ints
    resources: Ints
    score: Floats
    parts: Floats = field(default_factory=lambda: np.zeros((0, len(TERMS)), dtype=np.float32))

    def __len__(self) -> int:
        return len(self.score)

    def of(self, need: int) -> NDArray[np.int64]:
        """The row numbers of one need's pairs."""
        begin, end = np.searchsorted(self.needs, [need, need + 1])
        return np.arange(begin, end)


def score_pairs(
    needs: Sequence[Asked], resources: Sequence[Given], vocabulary: Vocabulary, weights: Weights, *, keep: int = 0
) -> Pairs:
    """Score needs against resources; per need the best `keep` (or `weights.per_need`) pairs from `score_from` on."""
    if not needs or not resources:
        return Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    table = _Table(needs, resources, vocabulary)
    found = []
    for begin in range(0, len(needs), CHUNK):
        rows, columns, words = table.candidates(begin, min(begin + CHUNK, len(needs)), weights)
        parts, fits = table.parts(rows, columns, words, weights)
        score = np.clip(parts @ weights.vector, 0, 1)
        found.append(_best(rows, columns, score, parts, fits & (score >= weights.score_from), keep or weights.per_need))
    rows, columns, score, parts = (np.concatenate(each) for each in zip(*found, strict=True))
    return Pairs(rows, columns, score, parts)


def _best(
    rows: Ints, columns: Ints, score: Floats, parts: Floats, fits: NDArray[np.bool_], keep: int
) -> tuple[Ints, Ints, Floats, Floats]:
    """The best `keep` pairs of each row, rows in order."""
    chosen = np.flatnonzero(fits)
    order = chosen[np.lexsort((columns[chosen], -score[chosen], rows[chosen]))]
    firsts = np.searchsorted(rows[order], rows[order])
    order = order[np.arange(len(order)) - firsts < keep]
    return rows[order], columns[order], score[order], parts[order]


class _Table:
    """Needs and resources as columns of numbers."""

    def __init__(self, needs: Sequence[Asked], resources: Sequence[Given], vocabulary: Vocabulary) -> None:
        self.needs, self.resources, self.vocabulary = needs, resources, vocabulary
        self.asked, self.given = self._words()
        self.given_across = self.given.T.tocsr()
        kinds = {
            kind: n for n, kind in enumerate(sorted({each.kind for each in needs} | {each.kind for each in resources}))
        }
        self.no_kind = kinds.get("", -1)
        self.need_kind, self.kind = _codes(needs, kinds), _codes(resources, kinds)
        self.need_points = _pointed(needs, kinds, vocabulary)
        self.points = _pointed(resources, kinds, vocabulary)
        self.need_line, self.need_depth = _lines([each.community for each in needs])
        self.line, _depth = _lines([each.community for each in resources])
        self.need_path, _depth = _lines([each.path for each in needs])
        self.reach_depth = np.array([each.reach.count("/") for each in resources])
        self.reach_id = np.array([_last(each.reach) for each in resources])
        self.by_reach = {int(each): np.flatnonzero(self.reach_id == each) for each in np.unique(self.reach_id)}
        self._reached: dict[str, tuple[Ints, sparse.csr_matrix]] = {}
        self.need_time, self.time = _times(needs), _times(resources)
        units = {unit: n for n, unit in enumerate({each.unit for each in needs} | {each.unit for each in resources})}
        self.need_unit = np.array([units[each.unit] for each in needs])
        self.unit = np.array([units[each.unit] for each in resources])
        self.quantity = np.array([each.quantity for each in needs], dtype=np.int64)
        self.left = np.array([each.left for each in resources], dtype=np.int64)
        self.carried = np.array([each.carried for each in resources], dtype=np.float32)

    def _words(self) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Both sides as rows of length one over their words; a word in few resources weighs more."""
        index: dict[str, int] = {}
        for each in self.resources:
            for lexeme in each.lexemes:
                index.setdefault(lexeme, len(index))
        given = _incidence(self.resources, index)
        rarity = np.log(1 + len(self.resources) / np.maximum(np.asarray(given.sum(axis=0)).ravel(), 1))
        telling = np.array([self.vocabulary.tells(lexeme) for lexeme in index])
        self.rarity = (rarity * telling).astype(np.float32)
        return _unit_rows(_incidence(self.needs, index), self.rarity), _unit_rows(given, self.rarity)

    def candidates(self, begin: int, end: int, weights: Weights) -> tuple[Ints, Ints, Floats]:
        """Pairs worth a look for the needs from `begin` to `end`: (need, resource, likeness of words)."""
        count = len(self.resources)
        if count <= ALL_PAIRS_UP_TO:
            words = (self.asked[begin:end] @ self.given_across).toarray()
            rows = np.repeat(np.arange(begin, end), count)
            return rows, np.tile(np.arange(count), end - begin), words.ravel()
        places: dict[str, list[int]] = {}
        for row in range(begin, end):
            places.setdefault(self.needs[row].path, []).append(row)
        found = [self._of_place(path, np.array(rows), weights) for path, rows in places.items()]
        rows, columns, words = (np.concatenate(each) for each in zip(*found, strict=True))
        return rows, columns, words

    def _of_place(self, path: str, rows: Ints, weights: Weights) -> tuple[Ints, Ints, Floats]:
        """The likest of the resources that reach a place, for the needs that lie there."""
        columns, across = self._reaching(path)
        if len(columns) > ALL_PAIRS_UP_TO:
            return self._by_telling_words(rows)
        words = (self.asked[rows] @ across).toarray()
        if len(columns) <= WEIGHED:
            return np.repeat(rows, len(columns)), np.tile(columns, len(rows)), words.ravel()
        likeness = weights.words * np.sqrt(words) + weights.kind * self._kind(rows[:, None], columns[None, :])
        likest = np.argpartition(-likeness, WEIGHED, axis=1)[:, :WEIGHED]
        return np.repeat(rows, WEIGHED), columns[likest].ravel(), np.take_along_axis(words, likest, axis=1).ravel()

    def _reaching(self, path: str) -> tuple[Ints, sparse.csr_matrix]:
        """The resources that reach a place, and their words across."""
        if path not in self._reached:
            above = [int(part) for part in path.split("/") if part]
            rows = [self.by_reach[each] for each in above if each in self.by_reach]
            columns = np.sort(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)
            self._reached[path] = columns, self.given[columns].T.tocsr()
        return self._reached[path]

    def _by_telling_words(self, needs: Ints) -> tuple[Ints, Ints, Floats]:
        near = (self._telling(self.asked[needs]) @ self.given_across).tocoo()
        rows, columns = needs[near.row], near.col.astype(np.int64)
        reached = self.reaches(rows, columns)
        rows, columns = rows[reached], columns[reached]
        words = np.asarray(self.asked[rows].multiply(self.given[columns]).sum(axis=1)).ravel()
        return rows, columns, words.astype(np.float32)

    def _telling(self, rows: sparse.csr_matrix) -> sparse.csr_matrix:
        """The rarest words of each row, as many as bring in PAIRS_PER_NEED resources, and always the rarest two."""
        spread = np.diff(self.given_across.indptr)
        kept = rows.tocsr(copy=True)
        line = np.repeat(np.arange(kept.shape[0]), np.diff(kept.indptr))
        brings = spread[kept.indices]
        order = np.lexsort((brings, line))
        total = np.cumsum(brings[order])
        begins = np.searchsorted(line[order], line[order])
        before = np.concatenate(([0], total))[begins]
        kept.data[order[(total - before > PAIRS_PER_NEED) & (np.arange(len(order)) - begins >= 2)]] = 0
        kept.eliminate_zeros()
        return kept

    def reaches(self, rows: Ints, columns: Ints) -> NDArray[np.bool_]:
        """Whether the resource serves the place of the need."""
        depth = np.minimum(self.reach_depth[columns], LEVELS) - 1
        return self.need_path[rows, depth] == self.reach_id[columns]

    def parts(self, rows: Ints, columns: Ints, words: Floats, weights: Weights) -> tuple[Floats, NDArray[np.bool_]]:
        """The terms of each pair, and whether it may be a pair at all: in reach, free, and not over too early."""
        kind = self._kind(rows, columns)
        time, in_term = _time_fit(self.need_time[rows], self.time[columns])
        told = (self.quantity[rows] > 0) & (self.need_unit[rows] == self.unit[columns])
        enough = np.minimum(self.left[columns] / np.maximum(self.quantity[rows], 1), 1)
        turn = np.minimum(self.carried[columns] / weights.turn_full_at, 1)
        columns_of = [
            kind,
            np.sqrt(words),
            self._near(rows, columns, weights),
            time,
            np.where(told, enough, UNSAID),
            turn,
        ]
        fits = self.reaches(rows, columns) & (self.left[columns] > 0) & in_term & ((kind > 0) | (words > 0))
        return np.stack(columns_of, axis=1).astype(np.float32), fits

    def _kind(self, rows: Ints, columns: Ints) -> Floats:
        same = (self.kind[columns] == self.need_kind[rows]) & (self.need_kind[rows] != self.no_kind)
        points = self.need_points[rows, self.kind[columns]] | self.points[columns, self.need_kind[rows]]
        return np.where(same, 1.0, np.where(points, NEAR_KIND, 0.0)).astype(np.float32)

    def _near(self, rows: Ints, columns: Ints, weights: Weights) -> Floats:
        common = np.zeros(len(rows), dtype=np.int8)
        still = np.ones(len(rows), dtype=bool)
        for level in range(int(self.need_depth.max())):
            still = (
                still & (self.need_line[rows, level] == self.line[columns, level]) & (self.need_line[rows, level] > 0)
            )
            common += still
        up = np.clip(self.need_depth[rows] - common, 0, len(weights.near) - 1)
        return np.array(weights.near, dtype=np.float32)[up]


def _incidence(things: Sequence[Asked | Given], index: Mapping[str, int]) -> sparse.csr_matrix:
    known = [sorted(index[lexeme] for lexeme in each.lexemes if lexeme in index) for each in things]
    bounds = np.concatenate(([0], np.cumsum([len(each) for each in known])))
    flat = np.array([n for each in known for n in each], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(flat), dtype=np.float32), flat, bounds), shape=(len(things), len(index)))


def _unit_rows(rows: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    weighed = sparse.csr_matrix(rows.multiply(rarity[np.newaxis, :]))
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 1e-9)) @ weighed).astype(np.float32)


def _codes(things: Sequence[Asked | Given], kinds: Mapping[str, int]) -> Ints:
    return np.array([kinds[each.kind] for each in things], dtype=np.int64)


def _pointed(things: Sequence[Asked | Given], kinds: Mapping[str, int], vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Which kinds the words of each thing point to."""
    found = np.zeros((len(things), len(kinds)), dtype=bool)
    for row, each in enumerate(things):
        for kind in vocabulary.kinds_of(each.lexemes):
            if kind in kinds:
                found[row, kinds[kind]] = True
    return found


def _lines(paths: Sequence[str]) -> tuple[Ints, Ints]:
    """Each path as its ids from the root down, and how many they are."""
    lines = np.zeros((len(paths), LEVELS), dtype=np.int64)
    for row, path in enumerate(paths):
        ids = [int(part) for part in path.split("/") if part][:LEVELS]
        lines[row, : len(ids)] = ids
    return lines, (lines > 0).sum(axis=1)


def _last(path: str) -> int:
    return int(path.rstrip("/").rsplit("/", 1)[-1])


def _times(things: Sequence[Asked | Given]) -> Ints:
    """Columns: weekdays as bits, first and last minute, first and last day; zero where nothing is said."""
    return np.array(
        [
            (sum(1 << int(day) for day in each.weekdays), *(each.minutes or (0, 0)), each.since, each.until)
            for each in things
        ],
        dtype=np.int64,
    )


def _time_fit(asked: Ints, given: Ints) -> tuple[Floats, NDArray[np.bool_]]:
    """How well the windows agree (one where they meet, a half where nothing is said), and whether the terms meet."""
    said = (asked[:, 0] > 0) & (given[:, 0] > 0)
    days = (asked[:, 0] & given[:, 0]) > 0
    timed = (asked[:, 2] > 0) & (given[:, 2] > 0)
    hours = ~timed | ((asked[:, 1] < given[:, 2]) & (given[:, 1] < asked[:, 2]))
    fit = np.where(said, np.where(days & hours, 1.0, 0.0), np.where(hours, UNSAID, 0.0))
    in_term = ((asked[:, 4] == 0) | (given[:, 3] <= asked[:, 4])) & ((given[:, 4] == 0) | (asked[:, 3] <= given[:, 4]))
    return fit.astype(np.float32), in_term
