"""Open311 GeoReport v2 as the public specification tells it, in JSON and XML, from outside (C07-10)."""

import threading
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from tongxin.cases import actions as cases
from tongxin.cases.models import Arrival, Case
from tongxin.cases.tests import story
from tongxin.notify import keys
from tongxin.notify.models import ApiKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]
ROOT = "/open311/v2"
LAMP = "component_street_lamp"


@pytest.fixture
def key(cast):
    _key, secret = keys.make_key(
        organization=cast.organizations["party"], label="城管热线", may=["submit"], post=None, by=cast.secretary,
        at=cast.at,
    )  # fmt: skip
    return secret


def get(address, **asked):
    return Client().get(f"{ROOT}/{address}", asked)


def post(form="json", **given):
    body = urlencode(given)
    kind = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post(f"{ROOT}/requests.{form}", body, content_type=kind)


def said(cast, key, **more):
    given = {
        "api_key": key, "service_code": LAMP, "address_string": f"{cast.home.name}门口",
        "description": "路灯不亮三天了", "first_name": "阿秀", "last_name": "钱", "phone": "13800138000",
    } | more  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.covers("C07-10")
def test_services_and_their_definition_in_both_formats(cast):
    listed = get("services.json")
    assert listed["Content-Type"] == "application/json; charset=utf-8"
    lamp = next(row for row in listed.json() if row["service_code"] == LAMP)
    assert lamp["service_name"] == "路灯不亮" and lamp["metadata"] is False and lamp["type"] == "realtime"
    assert "component_utilities" not in {row["service_code"] for row in listed.json()}
    document = get("services.xml")
    assert document["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(document.content)
    assert tree.tag == "services" and len(tree.findall("service")) == len(listed.json())
    assert tree.find("service/metadata").text == "false"
    assert get(f"services/{LAMP}.json").json() == {"service_code": LAMP, "attributes": []}
    found = ElementTree.fromstring(get(f"services/{LAMP}.xml").content)
    assert found.tag == "service_definition" and found.findtext("service_code") == LAMP
    assert get("services.json", jurisdiction_id=cast.home.code).status_code == 200
    assert get("services.json", jurisdiction_id="").status_code == 200
    assert Client().get("/open311/discovery.json").json()["endpoints"][0]["url"].endswith(ROOT)


@pytest.mark.covers("C07-10")
def test_a_request_goes_in_and_is_read_again_by_its_number(cast, key):
    answer = post(**said(cast, key))
    assert answer.status_code == 200, answer.content.decode()
    case = Case.objects.get()
    assert answer.json()[0]["service_request_id"] == str(case.pk) and case.number in answer.json()[0]["service_notice"]
    assert (case.channel, case.category, case.area, case.step) == ("open311", LAMP, cast.home, "reported")
    assert "13800138000" not in str(Case.objects.values().get()) and case.has_caller
    # A stranger learns that there is something; the words are shown once somebody at the desk has read them.
    seen = get(f"requests/{case.pk}.json").json()[0]
    assert seen["status"] == "open" and seen["description"] is None and seen["service_code"] == LAMP
    assert get(f"requests/{case.pk}.json", api_key=key).json()[0]["description"] == "路灯不亮三天了"
    cases.accept(case=case, by=cast.worker, at=cast.at)
    tree = ElementTree.fromstring(get(f"requests/{case.pk}.xml").content)
    assert tree.tag == "service_requests" and tree.findtext("request/description") == "路灯不亮三天了"
    assert tree.findtext("request/requested_datetime") == "2026-11-21T10:00:00+08:00"
    assert get(f"tokens/{case.key}.json").json() == [{"service_request_id": str(case.pk), "token": case.key}]
    in_xml = ElementTree.fromstring(post("xml", **said(cast, key)).content)
    assert in_xml.findtext("request/service_request_id") == str(Case.objects.latest("pk").pk)


@pytest.mark.covers("C07-10")
def test_errors_are_arrays_of_code_and_words(cast, key):
    def problem(answer):
        assert [set(row) for row in answer.json()] == [{"code", "description"}] * len(answer.json())
        return answer.status_code, " ".join(row["description"] for row in answer.json())

    status, words = problem(post(**said(cast, None)))
    assert status == 403 and "密钥" in words
    assert problem(post(**said(cast, "tx_nothing")))[0] == 403
    status, words = problem(post(api_key=key, description="什么都没填"))
    assert status == 400 and "service_code" in words and "lat" in words and len(post(api_key=key).json()) == 2
    assert problem(post(**said(cast, key, service_code="no_such")))[0] == 404
    assert problem(post(**said(cast, key, service_code="component_utilities")))[0] == 404
    status, words = problem(post(**said(cast, key, address_string="月球背面")))
    assert status == 400 and "地点" in words
    for point in ({"lat": "north", "long": "1"}, {"lat": "nan", "long": "102.5"}, {"lat": "0", "long": "0"}):
        assert problem(post(**said(cast, key, **point)))[0] == 400
    status, words = problem(post(**said(cast, key, description="长" * 40_000)))
    assert status == 400 and "64 KB" in words
    assert problem(post(**said(cast, key, description="长" * 4001)))[0] == 400
    # The specification allows 4,000 characters.
    assert post(**said(cast, key, description="长" * 4000)).status_code == 200
    assert problem(post(**said(cast, key, jurisdiction_id="nowhere")))[0] == 404
    assert problem(Client().post(f"{ROOT}/requests.json", "{", content_type="application/json"))[0] == 400
    assert problem(Client().put(f"{ROOT}/requests.json"))[0] == 405
    assert problem(get("services/no_such.json"))[0] == 404
    assert problem(get("requests/999999.json"))[0] == problem(get("tokens/x.json"))[0] == 404
    assert Case.objects.count() == 1
    tree = ElementTree.fromstring(post("xml").content)
    assert tree.tag == "errors" and tree.findtext("error/code") == "403" and tree.findtext("error/description")


def test_requests_are_filtered_and_paged(cast):
    old = story.reported(cast, at=cast.at - timedelta(days=100))
    rows = [story.accepted(cast, at=cast.at - timedelta(days=day)) for day in (3, 2, 1)]
    closed = rows[2]
    Case.objects.filter(pk=closed.pk).update(step="closed")

    def numbers(**asked):
        return [int(row["service_request_id"]) for row in get("requests.json", **asked).json()]

    assert numbers() == [row.pk for row in reversed(rows)]
    assert numbers(status="open") == [rows[1].pk, rows[0].pk] and numbers(status="closed") == [closed.pk]
    assert numbers(status="open,closed", page_size=1, page=2) == [rows[1].pk]
    assert numbers(service_request_id=f"{old.pk},{rows[0].pk}", status="closed") == [rows[0].pk, old.pk]
    assert numbers(service_code="event_rubbish") == [] and len(numbers(service_code=f"{LAMP},event_rubbish")) == 3
    span = {"start_date": "2026-08-01T00:00:00Z", "end_date": "2026-08-20T00:00:00Z"}
    assert numbers(**span) == [old.pk] and numbers(jurisdiction_id=cast.next.code) == []
    for wrong in (
        {"start_date": "gestern"}, {"status": "late"}, {"page_size": "0"}, {"page": "x"},
        {"start_date": "2025-01-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"start_date": "0001-01-01T00:00:00Z"}, {"end_date": "9999-12-31T23:59:59Z"},
    ):  # fmt: skip
        assert get("requests.json", **wrong).status_code == 400, wrong
    assert get("requests.json", service_code="no_such").status_code == 404


def test_strangers_read_no_person_and_no_door(cast, key):
    text = "我是老周，电话13800138000，住3栋2单元501室，见 http://x.example/p.jpg"
    case = story.accepted(cast, text=text, place="幸福小区3栋2单元501室", longitude=102.123456789, latitude=24.1)
    row = get(f"requests/{case.pk}.json").json()[0]
    for private in ("13800138000", "501", "2单元", "x.example"):
        assert private not in str(row), private
    assert row["long"] == 102.1235 and "幸福小区3栋" in row["address"]
    for hidden in (
        story.accepted(cast, hides_caller=True), story.accepted(cast, category="five_livelihood", is_public=False),
    ):  # fmt: skip
        assert (
            get(f"requests/{hidden.pk}.json").status_code
            == get(f"requests/{hidden.pk}.json", api_key=key).status_code
            == 404
        )


def test_a_revoked_key_and_one_in_a_hurry_are_told_so(cast, key):
    ApiKey.objects.update(per_minute=1)
    assert post(**said(cast, key)).status_code == 200
    late = post(**said(cast, key))
    assert late.status_code == 429 and "太频繁" in late.json()[0]["description"]
    assert 0 < int(late["Retry-After"]) <= 60
    keys.revoke_key(key=ApiKey.objects.get(), by=cast.secretary, at=cast.at)
    assert post(**said(cast, key)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_one_number_of_theirs_is_one_case_even_when_sent_at_once(cast, key):
    given, answers = said(cast, key, external_id="FMS-1"), []
    gate = threading.Barrier(4)

    def send():
        gate.wait()
        answers.append(post(**given))
        connection.close()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()[0]["service_request_id"] for answer in answers}) == 1
    assert Case.objects.count() == Arrival.objects.count() == 1
