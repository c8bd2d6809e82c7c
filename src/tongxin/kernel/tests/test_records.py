"""Facts are heard once they are settled: no earlier one can still appear, whatever other databases are doing."""

import psycopg
import pytest
from django.db import connection

from tongxin.kernel import records

NUMBER = "SELECT pg_current_xact_id()::text::bigint"


def number_of(cursor) -> int:
    cursor.execute(NUMBER)
    return int(cursor.fetchone()[0])


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.django_db(transaction=True)
def test_a_running_transaction_holds_facts_back_but_not_one_of_another_database(elsewhere):
    ours = connection.get_connection_params()
    at = {name: ours[name] for name in ("host", "port", "user", "password") if ours.get(name)}
    database = "postgres" if elsewhere else ours["dbname"]
    with psycopg.connect(dbname=database, **at) as other, other.cursor() as theirs, connection.cursor() as mine:
        running, written = number_of(theirs), number_of(mine)
        assert running < written
        assert (records._oldest_running() > written) is elsewhere
        other.rollback()
        assert records._oldest_running() > written
