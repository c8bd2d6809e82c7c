"""Raising a need: a full signed-in request with session, CSRF token, form, record and duty, eight clients at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure
from bench.limits import bare_insert_view
from bench.serving import CLIENTS, HOST, Unwell, load, serving
from bench.stage import TOKEN, Stage, set_up
from tongxin.exchange.models import Need
from tongxin.kernel.models import Duty, Record

WHO, PATH = "worker", "/needs/raise/"
RATE, QUERIES, BEFORE = 400, 6, 20_000


def measure() -> Iterator[Figure]:
    stage = set_up(needs=BEFORE)
    form = _form(stage)
    bare = bare_insert_view().per_second
    yield Figure("raising a need: queries", _queries(stage, form), "", target=QUERIES, ceiling=True)
    there = Need.objects.count()
    with serving() as address:
        cookies = '", "'.join(stage.cookies(WHO) for _n in range(CLIENTS))
        script = SCRIPT.format(cookies=cookies, form=urlencode(form))
        burst = load(f"{address}{PATH}", script, expect=302)
    _whole(there, burst.acknowledged)
    yield Figure("raising a need: requests", burst.per_second, "/s", bare, RATE, against="bare view")
    yield Figure("raising a need: p99", burst.p99, "ms")


SCRIPT = """
local cookies = {{"{cookies}"}}
local turn = 0
math.randomseed(os.time())
local function key()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
function request()
  turn = turn % #cookies + 1
  wrk.headers["Cookie"] = cookies[turn]
  return wrk.format(nil, nil, nil, "{form}&form_key=" .. key())
end
"""


def _form(stage: Stage) -> dict[str, object]:
    return {
        "csrfmiddlewaretoken": TOKEN, "title": "楼道灯不亮，老人晚上下楼不便", "text": "三单元一到三层都不亮。",
        "channel": "phone", "kind": "repair", "area": stage.cast.home.pk, "place": "3 号楼 2 单元",
        "households": 24,
    }  # fmt: skip


def _queries(stage: Stage, form: dict[str, object]) -> int:
    """Reads and writes; what opens and closes the transaction is not counted, nor is it in any list of queries."""
    client = stage.cast.sign_in(Client(SERVER_NAME=HOST), WHO)
    for _n in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(PATH, form | {"form_key": str(uuid.uuid4())})
        if answer.status_code != 302:
            raise Unwell(f"{PATH} answered {answer.status_code}")
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in asked)


def _whole(before: int, acknowledged: int) -> None:
    """Every acknowledged need is there, with one duty and one record; the last ones may not have been acknowledged."""
    raised = Need.objects.order_by("pk")[before:].values("pk")
    count = Need.objects.count() - before
    duties = Duty.objects.open().filter(subject_type="exchange.need", subject_id__in=raised).count()
    records = Record.objects.filter(kind="exchange.NeedRaised", subject_type="exchange.need", subject_id__in=raised)
    if count < acknowledged or not count == duties == records.count():
        raise Unwell(f"{acknowledged} were acknowledged, {count} needs are there with {duties} duties")
