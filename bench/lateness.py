"""Lateness: 20,000 duties run out in one minute while 50 requests a second go on, and the worker is killed with -9.

A worker of its own marks them late, passes each up to the superior and tells those concerned; after the blow another
one goes on. In the end each is late once, passed up once, and everybody was told once.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()

from bench.figures import Figure
from bench.quiet import settle
from bench.serving import Unwell, serving
from bench.stage import set_up
from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.kernel import duties, records
from tongxin.kernel.models import Duty, Record
from tongxin.notify import engine
from tongxin.notify.models import Notice
from tongxin.organizations.hosting import place

COUNT, RATE, CLIENTS = 20_000, 50, 8
#: All warned and escalated within so many seconds; the requests meanwhile answered within so many milliseconds.
WITHIN, PATIENCE = 60, 500
#: The blow falls when so many are marked late.
BLOW_AFTER = 6_000


def measure() -> Iterator[Figure]:
    stage = set_up(needs=0)
    plant(stage.cast, COUNT)
    engine.skip_past()
    with serving() as address, _requests(address, stage.cookies("secretary")) as traffic:
        seconds, blow = _outlast()
    late = Record.objects.filter(kind=duties.DutyLate.kind).values_list("subject_id", flat=True)
    told = Notice.objects.filter(record__kind=duties.DutyLate.kind)
    urges = Duty.objects.filter(kind=Duty.Kind.URGE)
    yield Figure("lateness: 20,000 warned and escalated", seconds, "s", target=WITHIN, ceiling=True)
    yield Figure("lateness: marked before the kill -9", blow, "")
    yield Figure("lateness: missed", COUNT - len(set(late)), "", target=0, ceiling=True)
    yield Figure("lateness: repeated", len(late) - len(set(late)), "", target=0, ceiling=True)
    yield Figure("lateness: passed up once", urges.values("urges").distinct().count(), "", target=COUNT)
    yield Figure("lateness: holders told once", told.values("record").distinct().count(), "", target=COUNT)
    yield Figure("lateness: notices to superiors", Notice.objects.filter(record__kind=duties.DutyPassedUp.kind)
                 .values("record").distinct().count(), "", target=COUNT)  # fmt: skip
    yield Figure("lateness: requests meanwhile", traffic.rate, "/s", target=RATE * 0.95)
    yield Figure("lateness: p99 of the requests", traffic.p99, "ms", target=PATIENCE, ceiling=True)
    yield Figure("lateness: requests refused", traffic.refused, "", target=0, ceiling=True)
    if urges.count() != COUNT:
        raise Unwell(f"{COUNT} were late, {urges.count()} were passed up")


def plant(cast: Cast, count: int) -> None:
    """So many cases at the desk of a community, all of whose duties ran out a minute ago."""
    at = datetime.now(UTC)
    case = cases.report(
        text="路灯不亮三天了", channel="hotline", placed=place(cast.grid.pk, on=at.date()), by=cast.worker, at=at,
        category="component_street_lamp",
    )  # fmt: skip
    duty = Duty.objects.open().about(case).get()
    with connection.cursor() as cursor:
        own = {"id": "nextval(pg_get_serial_sequence('cases_case', 'id'))", "key": "md5(random()::text || n)"}
        cursor.execute(_repeated(Case, own), [count - 1, case.pk])
        fresh = {"id": "nextval(pg_get_serial_sequence('kernel_duty', 'id'))", "subject_id": "c.id"}
        among = "JOIN cases_case c ON c.id > %s"
        cursor.execute(_repeated(Duty, fresh, among), [case.pk, 1, duty.pk])
        cursor.execute("UPDATE kernel_duty SET due_at = now() - interval '1 minute', look_at = now()")
    settle(Case, Duty, Record)


def _repeated(model: type[Case] | type[Duty], own: dict[str, str], among: str = "") -> str:
    """The same row again and again, but for some columns."""
    names = [str(each.column) for each in model._meta.concrete_fields]
    values = ", ".join(own.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    series = "CROSS JOIN generate_series(1, %s) AS n"
    table = model._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t {among} {series} WHERE t.id = %s"


def _outlast() -> tuple[float, int]:
    """Let a worker begin, kill it in the middle, let another one end it; gives the seconds and what the first did."""
    begun = time.monotonic()
    worker = _worker()
    while (marked := Duty.objects.filter(kind=Duty.Kind.URGE).count()) < BLOW_AFTER:
        time.sleep(0.05)
        if time.monotonic() - begun > 10 * WITHIN:
            raise Unwell(f"{marked} were marked in {10 * WITHIN} s")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    marked = Duty.objects.filter(kind=Duty.Kind.URGE).count()
    if _worker().wait():
        raise Unwell("the second worker failed")
    return time.monotonic() - begun, marked


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.lateness"])


@dataclass
class Traffic:
    """What came of the requests: seconds each, and how many were refused."""

    took: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0

    @property
    def p99(self) -> float:
        return 1000 * sorted(self.took)[int(len(self.took) * 0.99)] if self.took else 0.0


@contextmanager
def _requests(address: str, cookies: str) -> Iterator[Traffic]:
    """RATE lists of cases a second, as a secretary asks for them, for the length of the block."""
    traffic, done, begun = Traffic(), threading.Event(), time.monotonic()
    host = urlsplit(address)

    def ask(n: int) -> None:
        line = http.client.HTTPConnection(str(host.hostname), host.port, timeout=30)
        turn = n
        while not done.is_set():
            time.sleep(max(0.0, begun + turn / RATE - time.monotonic()))
            since = time.monotonic()
            line.request("GET", "/cases/", headers={"Cookie": cookies})
            answer = line.getresponse()
            answer.read()
            traffic.took.append(time.monotonic() - since)
            traffic.refused += answer.status != 200
            turn += CLIENTS

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield traffic
    finally:
        traffic.seconds = time.monotonic() - begun
        done.set()
        for thread in threads:
            thread.join()


def _work() -> None:
    """One worker: what is due, then what is to be told, as its chores do it."""
    at = datetime.now(UTC)
    while duties.perform_due(at=at) + records.deliver():
        pass


if __name__ == "__main__":
    _work()
