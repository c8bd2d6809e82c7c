"""The texts of the synthetic city, loaded and checked: one dataclass and one `load_` for each file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache

from demo.reading import Row, Window, each, known, read


@dataclass(frozen=True, slots=True)
class NeedText:
    title: str
    kind: str
    field: str
    text: str
    quantity: int
    unit: str
    place: str
    households: int
    window: Window | None


@dataclass(frozen=True, slots=True)
class ResourceText:
    title: str
    kind: str
    text: str
    capacity: int
    unit: str
    reach: str
    owner: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """One side of a planted pair; its kind may be missing on purpose."""

    title: str
    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """`also`: titles of listed resources that answer the need as well, not to be counted wrong."""

    need: Phrase
    resource: Phrase
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WishText:
    title: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ActivityText:
    """`hours` is its length, `places` how many people it usually holds, `group` a finer kind such as culture."""

    title: str
    kind: str
    place: str
    begins: time
    hours: float
    places: int
    group: str
    dangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromiseText:
    """What a member promises, and what he or she says was done."""

    text: str
    done: str


@dataclass(frozen=True, slots=True)
class PostText:
    """A service post: `hours` of one shift, `limit` people at once; `junction` posts stand in a roster (MHK-51)."""

    title: str
    kind: str
    text: str
    hours: float
    limit: int
    junction: bool
    dangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Share of the whole budget in percent, from and to."""

    name: str
    from_: int
    to: int


@dataclass(frozen=True, slots=True)
class ProjectTexts:
    """`acceptance` holds sentences with the kinds they fit; without kinds a sentence fits every project."""

    names: Mapping[str, tuple[str, ...]]
    acceptance: tuple[tuple[str, tuple[str, ...]], ...]
    budget_lines: tuple[BudgetLine, ...]
    progress: tuple[str, ...]

    def acceptance_for(self, kind: str) -> tuple[str, ...]:
        return tuple(text for text, kinds in self.acceptance if not kinds or kind in kinds)


@dataclass(frozen=True, slots=True)
class TeamPattern:
    name: str
    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class TeamTexts:
    brands: tuple[str, ...]
    aims: tuple[str, ...]
    patterns: tuple[TeamPattern, ...]


@dataclass(frozen=True, slots=True)
class EstateTexts:
    first: tuple[str, ...]
    last: tuple[str, ...]
    courtyards: tuple[str, ...]
    lanes: tuple[str, ...]
    buildings: tuple[str, ...]
    entrances: tuple[str, ...]
    grids: tuple[str, ...]
    special_grids: tuple[str, ...]
    junctions: tuple[str, ...]
    places: Mapping[str, str]


def load_needs() -> tuple[NeedText, ...]:
    def one(row: Row) -> NeedText:
        return NeedText(
            title=row.text("title"),
            kind=row.key("kind", known("exchange", "kinds")),
            field=row.key("field", known("exchange", "fields")),
            text=row.text("text"),
            quantity=row.count("quantity", at_least=1),
            unit=row.text("unit"),
            place=row.key("place", places()),
            households=row.count("households", at_least=0),
            window=row.window(),
        )

    return each("needs.toml", "needs", one)


def load_resources() -> tuple[ResourceText, ...]:
    owners = set(read("units.toml")) - {"names"}

    def one(row: Row) -> ResourceText:
        return ResourceText(
            title=row.text("title"),
            kind=row.key("kind", known("exchange", "kinds")),
            text=row.text("text"),
            capacity=row.count("capacity", at_least=1),
            unit=row.text("unit"),
            reach=row.key("reach", ("community", "street", "county", "city")),
            owner=row.key("owner", owners),
            window=row.window(),
        )

    return each("resources.toml", "resources", one)


def load_pairs(name: str = "pairs.toml") -> tuple[Pair, ...]:
    """The held-out pairs; `pairs_dev.toml` holds those that may be tuned on."""
    listed = {resource.title for resource in load_resources()}

    def side(row: Row, key: str) -> Phrase:
        part = Row(f"{row.where} {key}", row.data.get(key))
        kind = part.key("kind", known("exchange", "kinds")) if "kind" in part.data else None
        return Phrase(part.text("title"), part.text("text"), kind)

    def one(row: Row) -> Pair:
        also = row.texts("also") if "also" in row.data else ()
        if strange := set(also) - listed:
            raise row.fail(f"resources.toml does not list {', '.join(sorted(strange))}")
        return Pair(side(row, "need"), side(row, "resource"), also)

    return each(name, "pairs", one, by="need")


def load_wishes() -> tuple[WishText, ...]:
    kinds = known("exchange", "wish_kinds")
    return each(
        "wishes.toml", "wishes", lambda row: WishText(row.text("title"), row.key("kind", kinds), row.text("text"))
    )


def load_activities() -> tuple[ActivityText, ...]:
    def one(row: Row) -> ActivityText:
        return ActivityText(
            title=row.text("title"),
            kind=row.key("kind", known("activities", "activity_kinds")),
            place=row.key("place", places()),
            begins=row.clock("begins"),
            hours=row.number("hours", at_least=0.5),
            places=row.count("places", at_least=1),
            group=str(row.data.get("group", "")),
            dangers=_dangers(row),
        )

    return each("activities.toml", "activities", one)


def _dangers(row: Row) -> tuple[str, ...]:
    said = row.texts("dangers") if "dangers" in row.data else ()
    if strange := set(said) - set(known("activities", "danger_kinds")):
        raise row.fail(f"danger_kinds does not list {', '.join(sorted(strange))}")
    return tuple(said)


def load_posts() -> tuple[PostText, ...]:
    def one(row: Row) -> PostText:
        return PostText(
            title=row.text("title"),
            kind=row.key("kind", known("enrolment", "service_post_kinds")),
            text=row.text("text"),
            hours=row.number("hours", at_least=0.5),
            limit=row.count("limit", at_least=1),
            junction=bool(row.data.get("junction", False)),
            dangers=_dangers(row),
        )

    return each("posts.toml", "posts", one)


def load_promises() -> tuple[PromiseText, ...]:
    return each("promises.toml", "promises", lambda row: PromiseText(row.text("text"), row.text("done")), by="text")


def load_projects() -> ProjectTexts:
    data, kinds = read("projects.toml"), known("exchange", "kinds")
    names = Row("projects.toml, names", data.get("names"))
    if missing := kinds - set(names.data):
        raise names.fail(f"no name for {', '.join(sorted(missing))}")

    def acceptance(row: Row) -> tuple[str, tuple[str, ...]]:
        fits = tuple(row.data.get("kinds", ()))
        if strange := set(fits) - kinds:
            raise row.fail(f"kinds {', '.join(sorted(strange))} are not known")
        return row.text("text"), fits

    def line(row: Row) -> BudgetLine:
        return BudgetLine(row.text("name"), row.count("from", at_least=0), row.count("to", at_least=1))

    return ProjectTexts(
        names={kind: names.texts(kind) for kind in names.data},
        acceptance=each("projects.toml", "acceptance", acceptance, by="text"),
        budget_lines=each("projects.toml", "budget_lines", line, by="name"),
        progress=Row("projects.toml", data).texts("progress"),
    )


def load_teams() -> TeamTexts:
    row, kinds = Row("volunteer_teams.toml", read("volunteer_teams.toml")), known("organizations", "organization_kinds")

    def pattern(row: Row) -> TeamPattern:
        return TeamPattern(row.text("name"), row.key("kind", kinds), row.count("weight", at_least=1))

    return TeamTexts(
        row.texts("brands"), row.texts("aims"), each("volunteer_teams.toml", "patterns", pattern, by="name")
    )


def load_estates() -> EstateTexts:
    row = Row("estates.toml", read("estates.toml"))
    lists = ["courtyards", "lanes", "buildings", "entrances", "grids", "special_grids", "junctions"]
    return EstateTexts(
        first=row.texts("estate_first"),
        last=row.texts("estate_last"),
        places=row.data["places"],
        **{name: row.texts(name) for name in lists},
    )


def load_remarks() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Sentences by occasion and key: appraisal by grade 1 to 5, the others by the profile's reasons."""
    reasons = {
        "decline": "decline_reasons",
        "withdraw": "withdrawal_reasons",
        "pause": "pause_reasons",
        "refuse": "refusal_reasons",
    }
    remarks = {}
    for occasion, table in read("remarks.toml").items():
        row = Row(f"remarks.toml, {occasion}", table)
        if occasion in reasons and (strange := set(row.data) - known("exchange", reasons[occasion])):
            raise row.fail(f"{', '.join(sorted(strange))} are not among the {reasons[occasion]}")
        remarks[occasion] = {key: row.texts(key) for key in row.data}
    return remarks


@cache
def places() -> frozenset[str]:
    return frozenset(read("estates.toml")["places"])
