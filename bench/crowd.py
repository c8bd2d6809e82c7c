"""A crowd checks in: 20,000 people at one activity over 64 connections, each answered after the commit.

wrk sends prepared signed requests through the production door. The limit is what the same PostgreSQL commits row by
row; pretix lets in 30 a second on such a machine.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench import surviving
from bench.figures import Figure
from bench.limits import single_row_commits
from bench.serving import LoadMissing, Unwell, serving
from demo.cast import assemble
from tongxin.activities import actions, codes, passes
from tongxin.activities.lane import ADDRESS
from tongxin.activities.models import Activity, Attendance, Turnout
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Principal, Record
from tongxin.people.models import Person

PEOPLE = 20_000
WARM = 3_000
CONNECTIONS = 64
TARGET = 5_000


def measure() -> Iterator[Figure]:
    people = gather(PEOPLE)
    warm, main = plan("warm"), plan("main")
    with serving() as address:
        knock(address, warm, people[:WARM])
        answer = knock(address, main, people)
    rate = answer["in"] / answer["seconds"]
    limit = single_row_commits()
    yield Figure("crowd: acknowledged check-ins", rate, "/s", limit, TARGET, against="single-row commits")
    yield from _counted(main)
    yield from _survivors()


def _survivors() -> Iterator[Figure]:
    """Web and database killed with -9 in the middle: who was told to be in is in, once."""
    with surviving.own_cluster() as cluster:
        outcome = surviving.survive(cluster)
    yield Figure("crowd: told to be in before the kill -9", outcome.before_blow, "")
    yield Figure("crowd: lost after kill -9", outcome.lost, "", target=0, ceiling=True)
    yield Figure("crowd: double after kill -9", outcome.double, "", target=0, ceiling=True)


def _counted(activity: Activity) -> Iterator[Figure]:
    """None lost, none double: rows, records and the kept count must all say the same."""
    rows = Attendance.objects.filter(activity=activity)
    records = Record.objects.filter(kind="activities.CheckedIn", subject_id__in=rows.values("pk"))
    kept = Turnout.objects.get(pk=activity.pk).came
    if not rows.count() == rows.values("person_id").distinct().count() == records.count() == kept == PEOPLE:
        raise Unwell(f"{PEOPLE} were let in, {rows.count()} are written down, {kept} are counted")
    yield Figure("crowd: people let in and counted", kept, "", target=PEOPLE)


def gather(count: int) -> list[int]:
    """The crowd, as people of one community."""
    cast = assemble(at=datetime.now(CHINA))
    keys = numbers(Principal, count)
    copy_in(Principal, ("id", "kind", "name"), ((key, "person", f"来宾{key}") for key in keys))
    columns = ("principal", "name", "pinyin", "area", "area_path", "skills")
    copy_in(Person, columns, ((key, f"来宾{key}", "", cast.home.pk, cast.home.path, "[]") for key in keys))
    return keys


def plan(title: str) -> Activity:
    """An activity that began just now, without limit."""
    from tongxin.organizations.models import Organization

    at = datetime.now(CHINA)
    host = Organization.objects.select_related("area").get(name__endswith="志愿服务队")
    return actions.plan(
        title=title, kinds=["party_class"], host=host, area=host.area, place="大礼堂", begins_at=at,
        ends_at=at + timedelta(hours=2), is_open=True, by=SYSTEM, at=at,
    )  # fmt: skip


def knock(address: str, activity: Activity, people: list[int], seconds: int = 60) -> dict[str, Any]:
    """Send one request per person over CONNECTIONS connections; gives what wrk counted."""
    program = shutil.which("wrk")
    if program is None:
        raise LoadMissing(LoadMissing.__doc__)
    papers = [passes.sign(activity.pk, person, until=activity.ends_at) for person in people]
    with tempfile.TemporaryDirectory() as folder:
        prepared, lua = Path(folder) / "passes", Path(folder) / "knock.lua"
        prepared.write_text("\n".join(papers))
        lua.write_text(SCRIPT)
        code = _fresh_code(activity)
        command = [
            program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s", str(lua), address + ADDRESS,
            "--", str(prepared), code,
        ]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout
    answer: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    if answer["in"] != len(people) or answer["odd"]:
        raise Unwell(f"not all of {len(people)} were told that they are in: {answer}")
    return answer


def _fresh_code(activity: Activity) -> str:
    """A code that lives long enough for the whole burst: wait for the beginning of a stretch if it is nearly over."""
    now = codes.code_at(activity.pk, datetime.now(CHINA), seconds=30)
    if now.ends_in < 5:
        time.sleep(now.ends_in + 0.1)
        now = codes.code_at(activity.pk, datetime.now(CHINA), seconds=30)
    return now.digits


#: Each pass is sent once. When everybody is in, the figures are written and wrk ends; else it ends after its time.
#: While the last ones wait, the other connections repeat the last pass, which is refused as double (409).
SCRIPT = """
local ffi = require("ffi")
ffi.cdef("typedef struct { long sec; long nsec; } moment; int clock_gettime(int clock, moment *at);")
local function now()
  local at = ffi.new("moment")
  ffi.C.clock_gettime(1, at)
  return tonumber(at.sec) + tonumber(at.nsec) / 1e9
end
function init(args)
  -- wrk asks for one request ahead only to look at it.
  entered, odd, sent, bodies, waits = 0, 0, -1, {}, {}
  for line in io.lines(args[1]) do
    local body = "pass=" .. line .. "&code=" .. args[2]
    table.insert(bodies, wrk.format("POST", wrk.path, {
      ["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = wrk.host}, body))
  end
end
function request()
  sent = sent + 1
  if sent == 1 then begun = now() end
  return bodies[math.max(1, math.min(sent, #bodies))]
end
function response(status, headers, body)
  if status == 200 then entered = entered + 1 elseif status ~= 409 then odd = odd + 1 end
  if entered == #bodies then
    tell(now() - begun)
    os.exit(0)
  end
end
function tell(seconds)
  io.write(string.format('\\n{"in": %d, "odd": %d, "seconds": %.4f}\\n', entered, odd, seconds))
  io.flush()
end
function done() io.write('\\n{"in": 0, "odd": 0, "seconds": 0}\\n') end
"""
