"""The present of the cast's community: a lively desk on the day of the demonstration, made by deeds."""

from datetime import datetime

from demo.cast import Cast

#: What the present adds to the figures of the report; the crowd makes the rest.
MADE: dict[str, int] = {"volunteer_organisations": 1}


def make_present(cast: Cast, *, at: datetime) -> None:
    """Let the cast be in the middle of things at the moment `at`."""
