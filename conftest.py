"""Tests run on real PostgreSQL: the embedded one is started first unless DATABASE_URL names another."""

from __future__ import annotations

import os

from tongxin.kernel import embedded

os.environ |= {"TONGXIN_DEMO": "1", "TONGXIN_STRICT": "1"}
embedded.ensure_started()

pytest_plugins = ["tests.covers", "tests.browser", "tests.world"]
