"""Tests run on real PostgreSQL: the embedded one is started first unless DATABASE_URL names another."""

from __future__ import annotations

import os

os.environ.setdefault("PYTHONUTF8", "1")
os.environ.setdefault("TONGXIN_DEMO", "1")

from tongxin.kernel import embedded

embedded.ensure_started()
