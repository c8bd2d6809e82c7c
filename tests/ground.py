"""`python -m tests.ground`: the database that those of the tests are copied from, migrated and with the city in it.

`make test` makes it beside the steps that need one processor only, and names it to the tests. Without one each worker
of the tests makes its own.
"""

from __future__ import annotations

import os
import sys

SUFFIX = "ground"
NAME = f"test_tongxin_{SUFFIX}"
#: Names the ground to the settings of the tests.
VARIABLE = "TEST_GROUND"


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.testing", "TEST_DB_SUFFIX": SUFFIX}
    os.environ.pop(VARIABLE, None)
    import django

    from tongxin.kernel import embedded

    embedded.ensure_started()
    django.setup()
    from django.db import connection

    if sys.argv[1:] == ["drop"]:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        return
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    from tests.world import settle_in

    settle_in()
    # Nobody may be connected to it while it is copied.
    connection.close()


if __name__ == "__main__":
    main()
