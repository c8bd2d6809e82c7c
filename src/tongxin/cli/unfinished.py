"""Unfinished: a first start that was ended while the demonstration city was being made. The next one makes it anew.

A note lies beside the data as long as a city is being made; a start that is ended before leaves it there. What it left
is set aside and not deleted: it should be invented and incomplete, but a note cannot know who has worked there since.
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


def start_over() -> str:
    """Set aside what an unfinished city left in our own database; a sentence where that is not ours to do."""
    if not settings.DEMO or not note().exists() or note().read_text(encoding="utf-8") != _where():
        return ""
    if os.environ.get("DATABASE_URL"):
        return _("上次载入演示城市时中断了，这个数据库里的数据不完整。请换一个空的数据库再启动。")
    aside = lay_anew(str(connection.settings_dict["NAME"]))
    console.print(_("上次载入演示城市时中断了，现在从头载入；原来的数据留在数据库 {name} 里。").format(name=aside))
    note().unlink()
    return ""


def lay_anew(name: str) -> str:
    """An empty database in the place of the one of that name; returns the name under which that one is kept."""
    cluster = embedded.Cluster.default()
    aside = cluster.set_aside(name)
    cluster.create_database(name)
    return aside


def _where() -> str:
    return "{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
