"""Settings of the tests: a demonstration (test numbers are fine), and a name missing in a page is an error."""

import os

os.environ |= {"TONGXIN_DEMO": "1", "TONGXIN_STRICT": "1"}

from config.settings import *  # noqa: F403
