"""The world of the tests: the real city's profile in the database, and the cast of one community in it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from demo.cast import Cast, assemble, recall
from tests.kept import Kept
from tongxin import city
from tongxin.areas.models import Area
from tongxin.kernel import remembered
from tongxin.kernel.clock import CHINA

#: A Saturday with a whole year of announced days behind it and an unannounced one ahead.
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)
CITY = "yuxi"
KEPT = Kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if not Area.objects.exists():
            settle_in()
        KEPT.take()


def settle_in() -> None:
    """The city's profile and the cast; what `tests.ground` does once for all who are copied from it."""
    city.load(CITY, at=NOW)
    assemble(at=NOW)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """A test that was rolled back leaves nothing in the process either."""
    remembered.forget_all()
    yield
    remembered.forget_all()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of 葫田社区. Tests on real connections empty the tables, so the city may have to return."""
    if not Area.objects.exists():
        KEPT.put_back()
    return recall(at=NOW)


@pytest.fixture
def at_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the pages stands at the moment of the story."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: NOW)
