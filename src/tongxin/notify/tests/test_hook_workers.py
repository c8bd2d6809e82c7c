"""Workers that carry hooks, on real connections: one that is killed loses nothing, two never meet."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tongxin.kernel import chores
from tongxin.kernel.records import record
from tongxin.notify import engine, hooks
from tongxin.notify.models import Delivery
from tongxin.notify.tests.gates import GateOpened, carry_all, happens

pytestmark = pytest.mark.django_db(transaction=True)

#: A worker of its own, on the database of the tests.
WORKER = """
import sys, django
django.setup()
from django.utils.dateparse import parse_datetime
from tongxin.notify import hooks
hooks.carry_due(endpoint_id=int(sys.argv[1]), at=parse_datetime(sys.argv[2]))
"""


def worker_process(endpoint, at):
    known = connection.settings_dict
    address = f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?host={known['HOST']}"
    address += f"&port={known['PORT']}" if known["PORT"] else ""
    said = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.testing"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(endpoint.pk), at.isoformat()], env=os.environ | said, cwd=settings.BASE_DIR
    )


def test_a_worker_killed_in_the_middle_leaves_it_to_the_next_one_under_the_same_id(cast, receiver, endpoint):
    """The receiver has it, the worker is killed before it can note that: it comes again, the same."""
    happens(cast, "team")
    killed = []

    def kill():
        if not killed:
            killed.append(worker.pid)
            worker.kill()
            worker.wait()

    receiver.before_answer = kill
    worker = worker_process(endpoint, cast.at)
    assert worker.wait(120) == -signal.SIGKILL and killed
    assert Delivery.objects.get().state == "waiting" and not Delivery.objects.get().attempts.exists()
    assert hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at + timedelta(seconds=30)) is None
    assert hooks.waiting_endpoints(cast.at + hooks.HOLD) == [endpoint.pk]
    assert hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at + hooks.HOLD).state == "delivered"
    assert len(receiver.got) == 2 and len(set(receiver.ids)) == 1 and receiver.got[0][1] == receiver.got[1][1]


def test_no_transaction_stands_open_while_the_network_answers_and_two_workers_do_not_meet(cast, receiver, endpoint):
    happens(cast, "team")
    seen = []

    def look():
        # Asked from the receiver's own thread, on its own connection, while the worker waits for the answer.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
            )
            seen.append(cursor.fetchone()[0])
        seen.append(hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at))
        connection.close()

    receiver.before_answer = look
    workers = [
        threading.Thread(target=lambda: (hooks.carry_due(endpoint_id=endpoint.pk, at=cast.at), connection.close()))
        for _each in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(receiver.got) == 1 and seen == [0, None]


def test_from_the_record_to_the_receiver_by_the_chores_of_the_clock(cast, receiver, endpoint):
    engine.skip_past()
    record(GateOpened(organization=cast.organizations["team"]), by=cast.worker, at=cast.at)
    chores.perform_all(at=cast.at)
    chores.perform_all(at=cast.at + timedelta(seconds=5))
    jobs = ProcrastinateJob.objects.filter(task_name="notify.carry_hooks")
    assert [job.args for job in jobs] == [{"endpoint_id": endpoint.pk}]
    carry_all(endpoint, cast.at + timedelta(seconds=5))
    assert len(receiver.got) == 1 and not chores.perform_all(at=cast.at + timedelta(seconds=9))[
        "tongxin.notify.chores.send_hooks"
    ]  # fmt: skip
