"""The command line: `tongxin run`, and what an operator needs beside it.

`__main__.py` lists the commands; `run.py` starts web and worker, `safekeeping.py` backs up and restores.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def ready() -> dict[str, float]:
    """Start the embedded database if it is needed and make Django usable; says what took how many seconds."""
    from tongxin.kernel import embedded

    took = embedded.ensure_started()
    import django

    django.setup()
    return took


def main() -> None:
    """The console script `tongxin`."""
    from tongxin.cli.__main__ import app

    app()
