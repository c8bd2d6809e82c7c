"""Unfinished: a first start that was ended while the demonstration city was being made. The next one makes it anew.

A note lies beside the data as long as a city is being made; only an end that nobody could see coming leaves it there.
What such a city left is invented and incomplete, and nobody has worked in it: the pages are opened after it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from rich.console import Console

from tongxin.kernel import embedded

console = Console(highlight=False)


def note() -> Path:
    return Path(settings.VAR_DIR) / "city-being-made"


@contextmanager
def being_made() -> Iterator[None]:
    """Inside, a city is being made in the database that is connected now."""
    note().write_text(_where(), encoding="utf-8")
    yield
    note().unlink()


def refusal() -> str:
    """Take away what an unfinished city left, where it is in our own database; else a sentence that says what to do."""
    if not note().exists() or note().read_text(encoding="utf-8") != _where():
        return ""
    if os.environ.get("DATABASE_URL"):
        return _("上次载入演示城市时中断了，这个数据库里的数据不完整。请换一个空的数据库再启动。")
    console.print(_("上次载入演示城市时中断了，现在从头载入。"))
    lay_anew(str(connection.settings_dict["NAME"]))
    note().unlink()
    return ""


def lay_anew(name: str) -> None:
    """An empty database in the place of the one of that name."""
    cluster = embedded.Cluster.default()
    cluster.drop_database(name)
    cluster.create_database(name)


def _where() -> str:
    return "{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
