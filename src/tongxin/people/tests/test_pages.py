"""Persons at the desk: who sees whom, codes shown once, looks with a purpose."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.cast import Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Look
from tongxin.people.bulk import NewPerson, register_many
from tongxin.people.models import AccessCode, Person

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"


def register(client: Client, **changes: str) -> Person:
    sent = {"name": "苏小满", "place": "葫田社区", "phone": "13887700011", "identity": NUMBER, "skills": "理发、电工"}
    answer = client.post("/people/register/", sent | changes)
    assert answer.status_code == 302, answer.content.decode()
    return Person.objects.latest("pk")


def test_a_person_is_registered_once_and_listed_by_name_and_place_only(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    person = register(client)
    assert person.area == cast.home and person.skills == ["理发", "电工"]
    shown = client.get("/people/").content.decode()
    assert "苏小满" in shown and "13887700011" not in shown and NUMBER not in shown and "理发" not in shown
    again = client.post("/people/register/", {"name": "苏满", "place": "葫田社区", "identity": NUMBER})
    assert again.status_code == 409 and "已经登记过" in again.content.decode()
    bad = client.post(
        "/people/register/", {"name": "何一", "place": "别处", "phone": "12", "identity": NUMBER[:-1] + "1"}
    )
    text = bad.content.decode()
    assert bad.status_code == 422 and "末位校验不符" in text and "11 位" in text and "没有找到" in text


def test_the_neighbor_sees_nothing_and_a_number_finds_its_person_without_standing_in_the_address(
    cast: Cast, client: Client
) -> None:
    cast.sign_in(client, "worker")
    person = register(client)
    found = client.post("/people/find/", {"number": "138 8770 0011"}).content.decode()
    assert "苏小满" in found
    assert "苏小满" in client.post("/people/find/", {"number": NUMBER}).content.decode()
    neighbor = cast.sign_in(Client(), "neighbor")
    assert neighbor.get(f"/people/{person.pk}/").status_code == 404
    assert "苏小满" not in neighbor.post("/people/find/", {"number": NUMBER}).content.decode()
    assert "苏小满" not in neighbor.get("/people/").content.decode()
    assert cast.sign_in(Client(), "member").get("/people/").status_code == 403


def test_a_code_is_shown_once_and_kept_only_as_a_hash(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    person = register(client)
    shown = client.post(f"/people/{person.pk}/code/").content.decode()
    code = AccessCode.objects.get(person=person)
    assert "只显示这一次" in shown and code.purpose == "invitation" and len(bytes(code.code_print)) == 32
    assert "只显示这一次" not in client.get(f"/people/{person.pk}/").content.decode()
    reset = client.post(f"/people/{cast.people['member'].pk}/code/").content.decode()
    assert "重设密码" in reset


def test_a_sealed_number_opens_for_a_purpose_for_a_minute_and_the_person_reads_who_looked(
    cast: Cast, client: Client
) -> None:
    person = register(cast.sign_in(Client(), "worker"))
    assert cast.sign_in(Client(), "worker").get(f"/people/{person.pk}/look/phone/").status_code == 403
    cast.sign_in(client, "secretary")
    without = client.post(f"/people/{person.pk}/look/phone/", {"purpose": " "})
    assert without.status_code == 422 and "8613887700011" not in without.content.decode()
    shown = client.post(f"/people/{person.pk}/look/phone/", {"purpose": "联系入户安装扶手"})
    assert "+8613887700011" in shown.content.decode() and shown["Refresh"].startswith("60;")
    assert "no-store" in shown["Cache-Control"]
    assert Look.objects.get(concerns_id=person.pk).purpose == "联系入户安装扶手"


def test_a_correction_leaves_a_record_and_keeps_the_phone_when_none_is_given(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    person = register(client)
    before = bytes(person.phone)
    answer = client.post(f"/people/{person.pk}/correct/", {"name": "苏小漫", "phone": "", "skills": "电工"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.name == "苏小漫" and bytes(person.phone) == before and person.skills == ["电工"]
    assert "更正了人员资料" in client.get(f"/people/{person.pk}/").content.decode()


@pytest.mark.covers("C01-6")
def test_the_list_goes_from_page_to_page_by_name_and_asks_for_no_number(cast: Cast) -> None:
    worker = cast.sign_in(Client(), "worker")
    new = [NewPerson(f"苏{sign}", cast.home, phone="13887700011") for sign in "一二三四五六七八九十" * 6]
    register_many(new, by=SYSTEM, at=cast.at)
    asked, keys = {"order": "pinyin"}, []
    worker.get("/people/", asked)
    for _page in range(2):
        with CaptureQueriesContext(connection) as queries:
            listed = worker.get("/people/", asked).content.decode()
        assert len(queries) <= 3 and not any("phone" in query["sql"] for query in queries)
        keys += list(dict.fromkeys(map(int, re.findall(r'"/people/(\d+)/"', listed))))
        asked = {"order": "pinyin", "after": "".join(re.findall(r"after=([\w-]+)", listed)[-1:])}
    seen = Person.objects.visible_to(cast.actor("worker")).order_by("pinyin", "pk")
    assert keys == list(seen.values_list("pk", flat=True)[:100]) and len(keys) > 60
    assert worker.get("/people/", {"q": "苏一"}).content.decode().count(">苏一<") == 6
