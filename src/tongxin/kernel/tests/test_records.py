"""Facts are heard once they are settled: no earlier one can still appear, whatever other databases are doing."""

import psycopg
import pytest
from django.db import connection, transaction

from tests.world import NOW
from tongxin.kernel import records
from tongxin.kernel.models import Listening, Record

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
        before, running = number_of(mine), number_of(theirs)
        with transaction.atomic():
            # Our own number lies ahead of the snapshot as long as nothing after `running` has ended.
            assert number_of(mine) > running and records._oldest_running() > before
        written = number_of(mine)
        assert running < written
        assert (records._oldest_running() > written) is elsewhere
        other.rollback()
        assert records._oldest_running() > written


@pytest.mark.django_db(transaction=True)
def test_a_listener_leaves_a_long_stretch_without_a_word_for_it_behind(monkeypatch):
    monkeypatch.setattr(records, "STEP", 0)
    heard = []
    listener = records.Listener("tests.nobody", ("tests.Nothing",), heard.append)
    assert records._deliver_to(listener, 10) == 0
    with connection.cursor() as cursor:
        assert Listening.objects.get(listener="tests.nobody").transaction <= number_of(cursor)
    row = Record.objects.create(at=NOW, kind="tests.Nothing", subject_type="kernel.principal", subject_id=1)
    assert records._deliver_to(listener, 10) == 1 and heard == [row]
    assert records._deliver_to(listener, 10) == 0
