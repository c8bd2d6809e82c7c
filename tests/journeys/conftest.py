from collections.abc import Callable
from typing import Any

import pytest

from demo.cast import Cast
from tests.journeys.visitor import Visitor, visitors


@pytest.fixture
def visit(browse: Callable[..., Any], live_server: Any, cast: Cast) -> Callable[..., Visitor]:
    return visitors(browse, live_server, cast)
