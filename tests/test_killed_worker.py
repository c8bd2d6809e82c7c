"""The worker's beats go on whatever became of the worker before."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tongxin.cli.children import work_once
from tongxin.kernel import tasks

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """In a thread of its own: where browser tests run in the same process, a loop runs in the first one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work_once).result()


def dies_with(job_id: int) -> None:
    """As it stands after kill -9: in hand of a worker that has not been heard of for an hour."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        [worker_id] = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id]
        )


@pytest.mark.parametrize("next_one_is_queued", [False, True])
def test_a_beat_that_was_killed_does_not_stop_those_after_it(cast, monkeypatch, next_one_is_queued) -> None:
    ProcrastinateJob.objects.all()._raw_delete("default")
    # A worker that starts lays in the beats of the last minutes by itself; here only what the test lays in counts.
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    beats = []
    monkeypatch.setattr(tasks, "_beat", beats.append)
    now = int(timezone.now().timestamp())
    dies_with(tasks.every_moment.defer(timestamp=now))
    if next_one_is_queued:
        tasks.every_moment.defer(timestamp=now + 5)
    work()
    assert beats == []
    tasks.pick_up.defer(timestamp=now)
    work()
    work()
    assert beats == ["moment"]
    assert not ProcrastinateJob.objects.filter(status="doing").exists()
