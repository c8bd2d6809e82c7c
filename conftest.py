"""Tests run on real PostgreSQL: the embedded one is started first unless DATABASE_URL names another."""

from __future__ import annotations

from tongxin.kernel import embedded

embedded.ensure_started()

pytest_plugins = ["tests.covers", "tests.browser", "tests.world", "tests.cities"]
