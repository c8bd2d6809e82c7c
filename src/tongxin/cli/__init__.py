"""The command line: `tongxin run`, and what an operator needs beside it.

`__main__.py` lists the commands; `run.py` starts web and worker, `safekeeping.py` backs up and restores.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def ready() -> dict[str, float]:
    """Start the embedded database if it is needed and make Django usable; says what took how many seconds."""
    from tongxin.kernel import embedded

    took = embedded.ensure_started()
    import django

    django.setup()
    return took


def main() -> None:
    """The console script `tongxin`: what an operator can mend is told in a sentence, not as a trace."""
    from django.db import OperationalError, ProgrammingError

    from tongxin.cli.__main__ import app
    from tongxin.kernel.embedded import DatabaseWillNotStart

    try:
        app(prog_name="tongxin")
    except DatabaseWillNotStart as error:
        sys.exit(f"数据库没有启动：{error}")
    except OperationalError as error:
        sys.exit(f"数据库连不上：{error}")
    except ProgrammingError as error:
        if "does not exist" not in str(error):
            raise
        sys.exit("数据库的结构还不完整，请先运行 tongxin migrate。")
