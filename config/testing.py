"""Settings of the tests: a demonstration (test numbers are fine), and a name missing in a page is an error. The
database is a copy of the one that TEST_GROUND names, where it does (`tests.ground`)."""

import os

os.environ |= {"TONGXIN_DEMO": "1", "TONGXIN_STRICT": "1"}

from config.settings import *  # noqa: F403

DATABASES["default"]["TEST"]["TEMPLATE"] = os.environ.get("TEST_GROUND") or None  # type: ignore[index]  # noqa: F405
