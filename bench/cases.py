"""Cases, 100,000 over 2,000 grids: a stranger's report with rate limit and neighbors, dispatch, lists and the record.

Reports come from many addresses through a known proxy; every other request is signed in. Eight clients at once.
"""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from shapely import box

from bench.figures import Figure
from bench.limits import bare_insert_view
from bench.quiet import settle
from bench.serving import CLIENTS, HOST, Unwell, load, serving
from bench.stage import DUTY_COLUMNS, SINCE, TOKEN, Stage, set_up
from tongxin.areas import geometry
from tongxin.areas.models import Area, Shape
from tongxin.cases.lists import CASES
from tongxin.cases.models import Case, Knock
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import today
from tongxin.kernel.listing import PAGE_SIZE, key_of
from tongxin.kernel.models import Duty, Record
from tongxin.organizations.models import Organization

COUNT, GRIDS, WIDE = 100_000, 2_000, 50
#: So many wait for a dispatch in the community of the cast; each can be dispatched once.
WAITING = 66_000
#: Cases set aside for each second from the first burst on, more than any burst uses.
STRETCH = 800
REPORTS, PATIENCE, QUERIES, RATE, PAGE = 600, 30, 5, 400, 1_000
WEST, SOUTH, STEP = 102.0, 24.0, 0.005
STEPS = ("reported", "accepted", "dispatched", "handling", "checking", "closing", "appraisal", "closed")
TEXTS = ("路灯不亮三天了，晚上看不清", "井盖松动有响声", "楼道堆物挡住通道", "下水道堵了往外冒水", "绿化带树枝挡路")
CATEGORIES = ("component_street_lamp", "component_manhole", "event_rubbish", "component_pipe", "component_tree")


def measure() -> Iterator[Figure]:
    stage = set_up(needs=0)
    grids = _lay_grids(stage)
    _plant(stage, grids)
    bare = bare_insert_view().per_second
    yield Figure("report without sign-in: queries", _queries_of_report(), "", target=QUERIES, ceiling=True)
    there, addresses = Case.objects.count(), [f"10.{n // 250}.{n % 250}.7" for n in range(5_000)]
    with serving(extra={"TONGXIN_PROXIES": HOST}) as address:
        script = REPORTING.format(form=urlencode(_report()), token=TOKEN, addresses='", "'.join(addresses))
        burst = load(f"{address}/report/", script, expect=302)
        _whole(there, burst.acknowledged)
        yield Figure("report without sign-in: requests", burst.per_second, "/s", bare, REPORTS, against="bare view")
        yield Figure("report without sign-in: p99", burst.p99, "ms", target=PATIENCE, ceiling=True)
        yield from _dispatched(stage, address, bare)
        yield from _looked_at(stage, address, bare)


# A stranger's report


def _report() -> dict[str, object]:
    return {"csrfmiddlewaretoken": TOKEN, "text": "路灯不亮三天了，老人晚上出门看不清", "where": "三号楼门口"}


REPORTING = """
local addresses = {{"{addresses}"}}
math.randomseed(os.time())
local function key()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Cookie"] = "tongxin_csrf={token}"
function request()
  wrk.headers["X-Forwarded-For"] = addresses[math.random(#addresses)]
  local east = 102.0 + math.random() * 50 * 0.005
  local north = 24.0 + math.random() * 40 * 0.005
  return wrk.format(nil, nil, nil, "{form}&form_key=" .. key()
    .. string.format("&longitude=%.6f&latitude=%.6f&datum=wgs84", east, north))
end
"""


def _queries_of_report() -> int:
    client = Client(SERVER_NAME=HOST)
    point = {"longitude": WEST + STEP / 3, "latitude": SOUTH + STEP / 3, "datum": "wgs84"}
    for _n in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/report/", _report() | point | {"form_key": str(uuid.uuid4())})
        if answer.status_code != 302:
            raise Unwell(f"/report/ answered {answer.status_code}")
    return _counted(asked)


def _counted(asked: Any) -> int:
    """Reads and writes; what opens and closes the transaction is not counted."""
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in asked)


def _whole(before: int, acknowledged: int) -> None:
    """Every acknowledged report is there with one duty, and each knock was counted."""
    time.sleep(1)  # What was in flight when the load ended is written by then.
    fresh = Case.objects.order_by("pk")[before:].values("pk")
    count = Case.objects.count() - before
    duties = Duty.objects.open().filter(subject_type="cases.case", subject_id__in=fresh).count()
    knocks = sum(Knock.objects.values_list("count", flat=True))
    if count < acknowledged or count != duties or knocks < acknowledged:
        raise Unwell(f"{acknowledged} were acknowledged, {count} cases are there, {duties} duties, {knocks} knocks")


# Dispatch


def _dispatched(stage: Stage, address: str, bare: float) -> Iterator[Figure]:
    keys = Case.objects.filter(step="accepted", area_path__startswith=stage.cast.home.path).order_by("pk")
    first = keys.values_list("pk", flat=True)[0]
    form = {"csrfmiddlewaretoken": TOKEN, "lead": "明远供电服务公司", "unit": "working_day"}
    cookies = '", "'.join(stage.cookies("worker") for _n in range(CLIENTS))
    script = DISPATCHING.format(
        cookies=cookies, form=urlencode(form), first=first, since=int(time.time()), stretch=STRETCH
    )
    before = Case.objects.filter(step="dispatched").count()
    burst = load(f"{address}/", script, expect=302)
    if Case.objects.filter(step="dispatched").count() - before < burst.acknowledged:
        raise Unwell("a dispatch was acknowledged and is not there")
    yield Figure("case, dispatch: requests", burst.per_second, "/s", bare, RATE, against="bare view")
    yield Figure("case, dispatch: p99", burst.p99, "ms")


#: Each case once. wrk begins anew with each burst, so a burst takes its own stretch of the cases, by the second.
DISPATCHING = """
local cookies = {{"{cookies}"}}
local turn = 0
local case = {first} + (os.time() - {since}) * {stretch}
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
local function key()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end
math.randomseed(os.time())
function request()
  turn = turn % #cookies + 1
  case = case + 1
  wrk.headers["Cookie"] = cookies[turn]
  return wrk.format(nil, "/cases/" .. case .. "/dispatch/", nil, "{form}&form_key=" .. key())
end
"""


# Lists and the record


def _looked_at(stage: Stage, address: str, bare: float) -> Iterator[Figure]:
    for name, who, paths in _scenes(stage):
        queries = max(_queries(stage, who, path) for path in paths[:5])
        script = LOOKING.format(cookies=stage.cookies(who), paths='", "'.join(paths))
        burst = load(address, script)
        yield Figure(f"{name}: requests", burst.per_second, "/s", bare, RATE, against="bare view")
        yield Figure(f"{name}: p99", burst.p99, "ms")
        yield Figure(f"{name}: queries", queries, "", target=4, ceiling=True)


LOOKING = """
local paths = {{"{paths}"}}
local turn = 0
wrk.headers["Cookie"] = "{cookies}"
function request()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
"""


def _scenes(stage: Stage) -> Iterator[tuple[str, str, list[str]]]:
    yield "cases, city, first page", "planner", ["/cases/"]
    yield "cases, city, filtered", "planner", [f"/cases/?{urlencode({'step': 'handling', 'category': CATEGORIES[0]})}"]
    rows = Case.objects.visible_to(stage.cast.actor("planner")).order_by("-pk")
    last = rows[(PAGE - 1) * PAGE_SIZE - 1]
    yield f"cases, city, page {PAGE:,}", "planner", [f"/cases/?{urlencode({'after': key_of(last, CASES.orders[0])})}"]
    some = Case.objects.visible_to(stage.cast.actor("secretary")).order_by("pk").values_list("pk", flat=True)[:400]
    yield "case, record page", "secretary", [f"/cases/{pk}/" for pk in some]


def _queries(stage: Stage, who: str, path: str) -> int:
    client = stage.cast.sign_in(Client(SERVER_NAME=HOST), who)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise Unwell(f"{path} answered {answer.status_code}")
    return len(asked)


# What is there before


def plant(stage: Stage) -> None:
    """The cases of this bench, for another one."""
    _plant(stage, _lay_grids(stage))


def _lay_grids(stage: Stage) -> list[tuple[Area, str, int]]:
    """Grids side by side, each in some community, with the organization that answers for it; the first are at home."""
    hosts = dict(Organization.objects.of_line("territory").values_list("area_id", "pk"))
    homes = [area for area in Area.objects.filter(kind__in=("community", "village")) if area.pk in hosts]
    cast_home, chance = stage.cast.home, random.Random(7)
    laid, shapes, grids = [], [], []
    for n, key in enumerate(numbers(Area, GRIDS)):
        home = cast_home if n < 20 else chance.choice(homes)
        grid = Area(pk=key, kind="grid", name=f"第{n}网格", parent=home, path=f"{home.path}{key}/", valid_from=SINCE)
        west, south = WEST + n % WIDE * STEP, SOUTH + n // WIDE * STEP
        ground = box(west, south, west + STEP, south + STEP)
        grids.append(grid)
        laid.append((grid, home.path, hosts[home.pk]))
        shapes.append(
            Shape(
                area_id=key, geometry=geometry.as_geojson(ground), west=west, south=south, east=west + STEP,
                north=south + STEP, square_meters=round(geometry.square_meters(ground)), datum="wgs84",
                source="bench", valid_from=SINCE,
            )
        )  # fmt: skip
    Area.objects.bulk_create(grids, batch_size=2_000)
    Shape.objects.bulk_create(shapes, batch_size=2_000)
    return laid


def _plant(stage: Stage, grids: list[tuple[Area, str, int]]) -> None:
    """Write the cases of two years with their duties and records, as the deeds would have left them."""
    rows = list(_cases(stage, grids))
    copy_in(Case, list(rows[0]), ([*row.values()] for row in rows))
    held = {"dispatched": "lead", "handling": "lead"}
    owing = [(row, row[held.get(row["step"], "desk")]) for row in rows if row["step"] != "closed"]
    copy_in(Duty, DUTY_COLUMNS, (_duty(row, holder) for row, holder in owing))
    facts = ((row["raised_at"], "cases.CaseReported", None, "cases.case", row["id"]) for row in rows)
    said = json.dumps({"channel": "社区热线"}, ensure_ascii=False)
    copy_in(Record, ("at", "kind", "by", "subject_type", "subject_id", "data"), ((*fact, said) for fact in facts))
    settle(Case, Duty, Record, Area, Shape)


def _cases(stage: Stage, grids: list[tuple[Area, str, int]]) -> Iterator[dict[str, Any]]:
    chance, unit = random.Random(7), stage.cast.organizations["unit"].pk
    for n, key in enumerate(numbers(Case, COUNT)):
        grid, community, host = grids[n % 20] if n < WAITING else chance.choice(grids)
        step = "accepted" if n < WAITING else chance.choice(STEPS)
        raised = stage.at - timedelta(minutes=(COUNT - n) * 10)
        sent = step not in ("reported", "accepted")
        yield {
            "id": key, "title": TEXTS[n % 5], "text": TEXTS[n % 5], "kind": "help", "channel": "hotline",
            "category": CATEGORIES[n % 5], "urgent": False, "is_public": True, "area": grid.pk, "area_path": grid.path,
            "community_path": community, "place": "", "longitude": WEST + STEP / 2, "latitude": SOUTH + STEP / 2,
            "datum": "wgs84", "hides_caller": False, "key": f"bench-{key}", "desk": host,
            "lead": unit if sent else None,
            "bodies": [host, unit] if sent else [host], "handle_unit": "", "respond_unit": "", "is_ruled": False,
            "dispatched_at": raised if sent else None, "answer": "", "question": "", "voices": 1, "reopened": 0,
            "reworked": 0, "returned": 0, "raised_at": raised, "raised_on": today(raised), "verdict": "",
            "step": step, "step_at": raised, "words": f"'{TEXTS[n % 5][:2]}' '第{n % 997}'",
        }  # fmt: skip


DUE = json.dumps({"amount": 3, "unit": "working_day", "holidays": 0, "weekend_days": 2, "makeup_days": 0, "paused": 0})


def _duty(row: dict[str, Any], holder: int) -> tuple[Any, ...]:
    return (
        "step", "case", row["step"], "cases.case", row["id"], row["title"], holder, "", row["area_path"],
        row["step_at"], row["step_at"] + timedelta(days=5), DUE, False, "", "[]", "", 0,
    )  # fmt: skip
