"""Schemas: what the interface takes and gives, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator

from tongxin.cases.api.reading import clean

#: The keys of a big table, and nothing that a database would not take.
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, AfterValidator(clean)]
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Problem(Schema):
    """Why it was not done, as a sentence for people."""

    detail: str


class Row(Schema):
    """One case of the list."""

    id: int
    number: str
    title: str
    kind: str
    channel: str
    category: str
    step: str
    step_label: str
    urgent: bool
    place: str
    place_code: str
    longitude: float | None
    latitude: float | None
    desk: str
    lead: str | None
    voices: int
    raised_at: datetime
    due_at: datetime | None
    is_paused: bool


class Rows(Schema):
    """A page of the list; `after` asks for the next one, null at the end."""

    rows: list[Row]
    after: int | None


class Told(Schema):
    """One line of the story."""

    at: datetime
    words: str


class Whole(Row):
    """A case with its text, its story and what the key's post may do now. Never who reported it."""

    text: str
    answer: str
    moves: list[str]
    story: list[Told]


class Kind(Schema):
    """A category that can be chosen."""

    code: str
    label: str
    group: str
    handle: str
    asks_proof: bool
    is_public: bool


class StepTold(Schema):
    code: str
    label: str
    is_end: bool


class MoveTold(Schema):
    name: str
    label: str
    sources: list[str]
    to: str


class Way(Schema):
    """The procedure of a case: its steps and the moves between them."""

    steps: list[StepTold]
    moves: list[MoveTold]


class Report(Schema):
    """A matter that is written down."""

    text: Annotated[Text, Field(min_length=1, max_length=2000)]
    channel: Annotated[Text, Field(max_length=40)] = "open311"
    kind: Annotated[Text, Field(max_length=20)] = "help"
    category: Annotated[Text, Field(max_length=40)] = ""
    place: Annotated[Text, Field(max_length=120)] = ""
    place_code: Annotated[Text, Field(max_length=40)] = ""
    longitude: Degrees | None = None
    latitude: Degrees | None = None


class Said(Schema):
    """What a move asks for; each takes what concerns it and leaves the rest."""

    reason: Annotated[Text, Field(max_length=500)] = ""
    answer: Annotated[Text, Field(max_length=1000)] = ""
    note: Annotated[Text, Field(max_length=300)] = ""
    category: Annotated[Text, Field(max_length=40)] = ""
    lead: Key | None = None
    on_site: bool = True


class Asked(Schema):
    """Filters of the list, and the key behind which the page begins."""

    step: Text = ""
    category: Text = ""
    channel: Text = ""
    place_code: Text = ""
    since: date | None = None
    until: date | None = None
    after: Key | None = None
    size: Annotated[int, Field(ge=1, le=500)] = 50
