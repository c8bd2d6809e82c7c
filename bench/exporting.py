"""Export of 100,000 filtered cases: CSV while it is being asked for, a workbook by the worker's own code.

Who exports has looked at the list before, so the server is warm. A CSV has begun when its first case is there.
The limit of the CSV is the same rows fetched by the database driver and written by the csv module alone.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bench import cases as laid
from bench.figures import Figure
from bench.serving import Unwell, serving
from bench.stage import Stage, set_up
from tongxin.cases.models import Case
from tongxin.kernel import exporting
from tongxin.kernel.models import ExportRun

COUNT = 100_000
FIRST_BYTE, BOOK, MEMORY = 1, 30, 300
#: The list is looked at so often before, that each process of the server has drawn it.
WARM = 12
WORKING = "import sys, django; django.setup(); from bench.exporting import work; work(int(sys.argv[1]))"
ADDRESS = "/cases/export/?since=2000-01-01"


def measure() -> Iterator[Figure]:
    stage = set_up(needs=0)
    laid.plant(stage)
    bare = _bare()
    with serving() as address:
        yield from _streamed(stage, address, bare)
    yield from _booked(stage)


def _bare() -> float:
    """Seconds that reading the same columns and writing them as CSV takes without us."""
    begun, target = time.perf_counter(), io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, c.title, c.category, c.channel, a.name, c.step, o.name, c.raised_on, c.voices
            FROM cases_case c JOIN areas_area a ON a.id = c.area_id
            LEFT JOIN organizations_organization o ON o.principal_id = c.lead_id
            """
        )
        csv.writer(target).writerows(cursor.fetchall())
    return time.perf_counter() - begun


def _streamed(stage: Stage, address: str, bare: float) -> Iterator[Figure]:
    asking = HTTPConnection(address.removeprefix("http://"), timeout=120)
    cookies = {"Cookie": stage.cookies("planner")}
    for _warm in range(WARM):
        asking.request("GET", "/cases/", headers=cookies)
        asking.getresponse().read()
    begun = time.perf_counter()
    asking.request("GET", f"{ADDRESS}&format=csv", headers=cookies)
    answer = asking.getresponse()
    first = answer.read(1)
    until_first = time.perf_counter() - begun
    first += answer.readline() + answer.readline()
    until_case = time.perf_counter() - begun
    text = (first + answer.read()).decode("utf-8-sig")
    whole = time.perf_counter() - begun
    rows = sum(1 for _row in csv.reader(io.StringIO(text))) - 1
    if answer.status != 200 or rows != Case.objects.count():
        raise Unwell(f"the CSV answered {answer.status} with {rows} rows")
    yield Figure(f"export of {rows:,} cases, CSV: first byte", until_first, "s", target=FIRST_BYTE, ceiling=True)
    yield Figure("export, CSV: first case", until_case, "s", target=FIRST_BYTE, ceiling=True)
    yield Figure("export, CSV: whole", whole, "s", bare, ceiling=True, against="driver and csv alone")


def _booked(stage: Stage) -> Iterator[Figure]:
    """As the worker does it, in a process that did nothing else before."""
    planner = stage.cast.actor("planner")
    total = Case.objects.count()
    run = ExportRun.objects.create(
        listing="cases", title="诉求清单", address=ADDRESS, total=total, by_id=planner.principal_id,
        post=planner.post_id, at=stage.cast.at,
    )  # fmt: skip
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", WORKING, str(run.pk)], capture_output=True, text=True)
    took = time.perf_counter() - begun
    run.refresh_from_db()
    if run.step != ExportRun.Step.DONE:
        raise Unwell(f"the workbook was not made: {run.failure} {done.stderr[-500:]}")
    rows = len(CalamineWorkbook.from_path(str(run.path)).get_sheet_by_index(0).to_python()) - 1
    run.path.unlink()
    if rows != total:
        raise Unwell(f"the workbook has {rows} rows of {total}")
    memory, busy = map(float, done.stdout.split()[-2:])
    yield Figure(f"export of {rows:,} cases, xlsx: whole", took, "s", target=BOOK, ceiling=True)
    yield Figure("export, xlsx: of that the processor worked", busy, "s")
    yield Figure("export, xlsx: memory of the process at most", memory, "MB", target=MEMORY, ceiling=True)


def work(run_id: int) -> None:
    """The worker's part; tells its memory in MB and the seconds that the processor spent on it."""
    exporting.work(run_id, at=timezone.now())
    # Of this program alone: what `getrusage` tells begins with the memory of who started it.
    told = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # noqa: SIM115, PTH123
    print(int(told.split()[1]) / 1024, time.process_time())
