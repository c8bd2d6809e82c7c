"""The texts of cases: what people report with what was done about it, and what is said on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from demo.reading import BrokenText, Row, each, known, read
from demo.texts import places

FILE = "cases.toml"
#: The catalogues that every city has; what a city has of its own goes before.
SHARED = ("components", "events")


@dataclass(frozen=True, slots=True)
class CaseText:
    title: str
    text: str
    done: str
    kind: str
    place: str
    codes: tuple[str, ...]

    def category(self, groups: Mapping[str, str]) -> str:
        """The category in a city, of whose categories `groups` says the catalogue; its own one first."""
        there = [code for code in self.codes if code in groups]
        own = [code for code in there if groups[code] not in SHARED]
        return (own or there or [""])[0]


def load_cases() -> tuple[CaseText, ...]:
    kinds = known("cases", "case_kinds")

    def one(row: Row) -> CaseText:
        return CaseText(
            row.text("title"), row.text("text"), row.text("done"), row.key("kind", kinds),
            row.key("place", places()), row.texts("for"),
        )  # fmt: skip

    return each(FILE, "cases", one)


def load_elsewhere() -> tuple[CaseText, ...]:
    """What is not for the desk to decide; the code is that of the reason."""
    reasons, kinds = known("cases", "case_decline_reasons"), known("cases", "case_kinds")

    def one(row: Row) -> CaseText:
        reason = row.key("reason", reasons)
        return CaseText(row.text("title"), row.text("text"), "", row.key("kind", kinds), "estate", (reason,))

    return each(FILE, "elsewhere", one)


@cache
def load_said() -> Mapping[str, Sequence[str]]:
    """What is said on the way, by occasion."""
    said = read(FILE).get("said")
    if not isinstance(said, dict) or not all(isinstance(lines, list) and lines for lines in said.values()):
        raise BrokenText(f"{FILE}: [said] holds lists of sentences")
    return said
