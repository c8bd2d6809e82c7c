"""The interface with keys: the same rights as on the pages, described by OpenAPI, no fault whatever is sent."""

import json
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from tongxin.cases.models import Case
from tongxin.cases.tests import story
from tongxin.kernel.clock import today
from tongxin.notify import keys
from tongxin.notify.models import ApiKey
from tongxin.organizations.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]
LAMP = "component_street_lamp"


def key_of(cast, name, may=("read", "move", "submit")):
    """A key through somebody's post, given by the head of its organization."""
    post = Post.objects.get(person=cast.people[name])
    key = ApiKey.objects.create(
        organization=post.organization, label=name, post=post, may=sorted(may), print=keys.print_of(f"tx_{name}"),
        begins="tx_", per_minute=100_000, made_by_id=post.person_id, made_at=cast.at,
    )  # fmt: skip
    assert key.pk
    return f"tx_{name}"


def ask(secret, address, **asked):
    return Client().get(f"/api/v1/{address}", asked, headers={"X-API-Key": secret})


def do(secret, address, headers=None, **said):
    body, kind = json.dumps(said), "application/json"
    sent = {"X-API-Key": secret} | (headers or {})
    return Client(enforce_csrf_checks=True).post(f"/api/v1/{address}", body, content_type=kind, headers=sent)


def test_the_description_is_slowed_for_who_asks_without_end(cast, settings, monkeypatch):
    monkeypatch.setattr("tongxin.cases.knocking.MOST_READ", "cases.reports_per_minute")
    settings.PROXIES = ["127.0.0.1"]
    busy = Client(HTTP_X_FORWARDED_FOR="10.0.5.1")
    answers = [busy.get("/api/v1/openapi.json") for _n in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "请过一分钟再试" in answers[-1].json()["detail"] and 0 < int(answers[-1]["Retry-After"]) <= 60
    assert Client(HTTP_X_FORWARDED_FOR="10.0.5.2").get("/api/v1/openapi.json").status_code == 200


def test_a_case_goes_from_report_to_close_through_keys(cast):
    li, zhang, wang = (key_of(cast, name) for name in ("worker", "liaison", "secretary"))
    told = do(li, "cases", text="楼道灯不亮", category="five_livelihood", place_code=cast.home.code)
    assert told.status_code == 200, told.content.decode()
    pk = told.json()["id"]
    assert told.json()["step"] == "reported" and "accept" in told.json()["moves"]
    lead = cast.organizations["unit"].pk
    for secret, name, said in (
        (li, "accept", {}), (li, "dispatch", {"lead": lead}), (zhang, "take", {}), (zhang, "note", {"note": "在路上"}),
        (zhang, "report_done", {"answer": "换好了"}), (wang, "pass_check", {"note": "亮了"}),
    ):  # fmt: skip
        moved = do(secret, f"cases/{pk}/moves/{name}", **said)
        assert moved.status_code == 200, (name, moved.content.decode())
    assert moved.json()["step"] in ("closing", "checking") and "换好了" in str(moved.json()["story"])
    late = do(li, f"cases/{pk}/moves/accept")
    assert late.status_code == 409 and "下一步" in late.json()["detail"]


def test_a_key_sees_and_may_what_its_post_sees_and_may(cast):
    li, zhao, zhang = (key_of(cast, name) for name in ("worker", "neighbor", "liaison"))
    case = story.accepted(cast, caller_name="老周", caller_phone="13800138000")
    seen = ask(li, f"cases/{case.pk}")
    assert seen.status_code == 200 and seen.json()["number"] == case.number
    for private in ("老周", "13800138000", "钱阿秀"):
        assert private not in seen.content.decode(), private
    for secret in (zhao, zhang):
        assert ask(secret, f"cases/{case.pk}").status_code == 404
        assert do(secret, f"cases/{case.pk}/moves/void", reason="x").status_code == 404
        assert ask(secret, "cases").json()["rows"] == []
    assert ask("", "cases").status_code == ask("tx_wrong", "cases").status_code == 403
    reading = key_of(cast, "secretary", may=("read",))
    assert do(reading, f"cases/{case.pk}/moves/void", reason="x").status_code == 403
    ApiKey.objects.filter(label="worker").update(revoked_at=cast.at)
    assert ask(li, "cases").status_code == 403
    Post.objects.filter(person=cast.people["secretary"]).update(valid_to=today(cast.at).replace(day=1))
    assert ask(reading, "cases").status_code == 403


def test_the_list_is_filtered_and_paged_and_a_request_sent_twice_is_one_deed(cast):
    li = key_of(cast, "worker")
    rows = [story.reported(cast) for _n in range(3)]
    page = ask(li, "cases", size=2).json()
    assert [row["id"] for row in page["rows"]] == [rows[2].pk, rows[1].pk] and page["after"] == rows[1].pk
    assert [row["id"] for row in ask(li, "cases", after=page["after"]).json()["rows"]] == [rows[0].pk]
    assert ask(li, "cases", step="accepted").json() == {"rows": [], "after": None}
    assert ask(li, "cases", since="2026-11-22").json()["rows"] == []
    assert {row["code"] for row in ask(li, "categories").json()} >= {LAMP}
    assert "dispatch" in {row["name"] for row in ask(li, "procedure").json()["moves"]}
    once = {"Idempotency-Key": str(uuid4())}
    said = {"text": "井盖没了", "place_code": cast.home.code}
    assert [do(li, "cases", headers=once, **said).status_code for _n in range(2)] == [200, 409]
    assert do(li, "cases", text="在别处", place_code=cast.next.code).status_code == 422
    assert do(li, "cases", text="", place_code=cast.home.code).status_code == 422
    assert Case.objects.count() == 4


@pytest.fixture
def kept_open():
    """The server itself would close the connection of the test after each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.covers("C07-10")
def test_no_request_that_the_description_allows_or_forbids_ends_in_a_fault(cast, kept_open):
    """Every operation of the OpenAPI, Open311 and open data among it, is asked what schemathesis thinks of."""
    secret, case = key_of(cast, "worker"), story.reported(cast)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    # In XML the same is said by the same code: of those one is asked.
    chosen = [each for each in operations if ".xml" not in each.path or each.path.endswith("requests.xml")]
    answered = [no_fault(operation, secret, case.pk) for operation in chosen]
    assert sum(200 in statuses for statuses in answered) >= 8


def no_fault(operation, secret, pk):
    """Ask an operation this and that; what it answered, and never that it broke."""
    seen = set()

    @given(asked=operation.as_strategy())
    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def asking(asked):
        if "pk" in asked.path_parameters:
            asked.path_parameters["pk"] = pk
        if isinstance(asked.body, dict) and "api_key" in asked.body:
            asked.body["api_key"] = secret
        answer = asked.call(headers={"X-API-Key": secret})
        assert answer.status_code < 500, (operation.label, asked.as_curl_command())
        seen.add(answer.status_code)

    asking()
    return seen
