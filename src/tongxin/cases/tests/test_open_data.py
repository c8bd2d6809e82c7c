"""Open data and hooks: strangers and other systems learn of cases, and of no person."""

import csv
import io
import json

import pytest
from django.test import Client

from tongxin.cases import actions as cases
from tongxin.cases.digests import HOOKS
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.cases.tests import story
from tongxin.kernel import rules
from tongxin.kernel.models import Record
from tongxin.notify import hook_actions, hooks
from tongxin.notify.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]
LAMP = "component_street_lamp"


def table(name="cases.csv", **asked):
    answer = Client().get(f"/open-data/{name}", asked)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_rows_have_no_person_and_small_cells_no_details(cast, now):
    said = "老周13800138000说，灯坏了"
    place = {"place": "幸福小区3栋501室", "longitude": 102.54321, "latitude": 24.35}
    for _n in range(3):
        story.accepted(cast, text=said, caller_name="老周", caller_phone="13800138000", **place)
    rules.set_rule(key="cases.open_data_least", value=4, valid_from=now.date(), source="test")
    for row in table():
        assert (row["place"], row["reported"]) == (cast.home.parent.name, "2026-11")
        assert not (row["description"] or row["address"] or row["longitude"] or row["voices"])
    story.accepted(cast, text="=1+1", **place)
    rows = table()
    assert len(rows) == 4 and {row["place"] for row in rows} == {cast.home.name}
    assert rows[0]["description"] == "'=1+1" and rows[0]["longitude"] == "102.5432"
    assert rows[1]["reported"] == "2026-11-21" and "灯坏了" in rows[1]["description"]
    for private in ("13800138000", "501"):
        assert private not in str(rows)
    assert [row["cases"] for row in table("case-counts.csv")] == ["4"]
    story.accepted(cast, category="event_rubbish")
    assert sorted(row["cases"] for row in table("case-counts.csv")) == ["4", "<4"]
    assert table(year="2025") == [] and len(table(year="-9x")) == 5


def test_geojson_is_as_the_standard_says_and_hidden_cases_are_not_in_it(cast, now):
    rules.set_rule(key="cases.open_data_least", value=1, valid_from=now.date(), source="test")
    shown = story.accepted(cast, longitude=102.5, latitude=24.3)
    story.accepted(cast, hides_caller=True)
    Case.objects.filter(pk=story.accepted(cast).pk).update(is_public=False)
    answer = Client().get("/open-data/cases.geojson")
    assert answer["Content-Type"].startswith("application/geo+json")
    found = json.loads(b"".join(answer.streaming_content))
    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [102.5, 24.3]} and feature["id"] == shown.pk
    assert feature["properties"]["category"] == "路灯不亮"


def test_one_address_asks_for_open_data_only_so_often_and_nobody_else_is_harmed(cast, settings, monkeypatch):
    monkeypatch.setattr("tongxin.cases.knocking.MOST_READ", "cases.reports_per_minute")
    settings.PROXIES = ["127.0.0.1"]
    for number, name in enumerate(("cases.csv", "cases.geojson", "case-counts.csv")):
        busy = Client(HTTP_X_FORWARDED_FOR=f"10.0.4.{number}")
        answers = [busy.get(f"/open-data/{name}") for _n in range(31)]
        assert [answer.status_code for answer in answers] == [200] * 30 + [429], name
        assert (
            0 < int(answers[-1]["Retry-After"]) <= 60 and "查询得太多，请过一分钟再试" in answers[-1].content.decode()
        )
    assert table() == []


def test_every_move_is_a_fact_that_another_system_may_be_told(cast):
    facts = {hook.event.kind for hook in HOOKS}
    case = story.appraisal(cast)
    cases.rate(case=case, grade=5, by=cast.resident, at=cast.at)
    moved = {row.kind for row in Record.objects.about(case)} - {"cases.CaseDrawnAgain"}
    assert moved <= facts and len(HOOKS) >= len(CASE.moves) - 2


def test_a_move_is_told_to_the_body_that_handles_it_and_to_no_other(cast, settings):
    settings.WEBHOOK_LOCAL = True
    for name, by in (("unit", cast.liaison), ("next_party", cast.actor("neighbor"))):
        kinds = ["cases.CaseDispatched", "cases.CaseNoted"]
        url = f"http://localhost:9/{name}"
        if "webhooks.manage" in by.office:
            hook_actions.open_endpoint(organization=cast.organizations[name], url=url, kinds=kinds, by=by, at=cast.at)
    case = story.dispatched(cast)
    cases.note(case=case, text="灯杆扶正了", by=cast.liaison, at=cast.at)
    for row in Record.objects.about(case).order_by("id"):
        hooks.hear(row)
    told = [(each.endpoint.organization, json.loads(each.body)["type"]) for each in Delivery.objects.order_by("id")]
    assert told == [(cast.organizations["unit"], f"cases.{kind}") for kind in ("CaseDispatched", "CaseNoted")]
    assert "灯杆" not in Delivery.objects.first().body and case.get_absolute_url() in Delivery.objects.first().body
