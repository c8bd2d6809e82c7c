"""Pages of minors: registering with a guardian, the paper to print, what the desk enters, what the minor reads."""

import pytest
from django.test import Client

from demo.cast import Cast
from tongxin.people import actions as people
from tongxin.people import guardians
from tongxin.people.models import GuardianConsent, Person
from tongxin.people.tests.test_minors import PASSWORD, number_of
from tongxin.people.tests.world import a_minor, agreed, with_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]

GIVEN = {
    "kind": "activities", "guardian": "周丽华", "relation": "mother", "how": "paper", "kept_where": "档案柜 3-2",
    "guardian_phone": "13887700022",
}  # fmt: skip


@pytest.mark.parametrize("age", [{"born_in": "2014"}, {"identity": number_of("20140301")}])
def test_a_childs_guardian_is_asked_for_and_nothing_typed_is_lost(cast: Cast, client: Client, age) -> None:
    cast.sign_in(client, "worker")
    sent = {"name": "何小河", "place": "葫田社区", "skills": "唱歌"} | age
    assert "监护人姓名" not in client.get("/people/register/").content.decode()
    asked = client.post("/people/register/", sent)
    text = asked.content.decode()
    assert asked.status_code == 422 and "监护人姓名" in text and "何小河" in text and "唱歌" in text
    bare = client.post("/people/register/", sent | {"guardian": "周丽华", "relation": "mother", "how": "paper"})
    assert bare.status_code == 422 and "存放在哪里" in bare.content.decode()
    assert client.post("/people/register/", sent | GIVEN).status_code == 302
    child = Person.objects.get(name="何小河")
    assert child.born_in == 2014 and GuardianConsent.objects.get(person=child).kind == "data"
    shown = client.get(f"/people/{child.pk}/").content.decode()
    assert "发开通码" not in shown and "处理个人信息" in shown
    refused = client.post(f"/people/{child.pk}/code/")
    assert refused.status_code == 403 and "窗口" in refused.content.decode()


def test_a_year_that_cannot_be_is_said_beside_its_field_and_an_adults_is_not_kept(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    sent = {"name": "何小河", "place": "葫田社区"}
    for wrong in ("2099", "12", "二〇一〇"):
        answer = client.post("/people/register/", sent | {"born_in": wrong})
        assert answer.status_code == 422 and "出生年份" in answer.content.decode()
    client.post("/people/register/", sent | {"born_in": "1980"})
    person = Person.objects.get(name="何小河")
    assert person.born_in is None
    client.post(f"/people/{person.pk}/correct/", {"name": "何小河", "born_in": "2010"})
    person.refresh_from_db()
    assert person.born_in == 2010
    assert "2010" not in client.get("/people/").content.decode()


def test_the_paper_is_for_everybody_and_says_what_the_city_says(cast: Cast) -> None:
    text = Client().get("/people/guardian-form/").content.decode()
    for words in ("监护人同意书", "玉溪", "参加活动和志愿服务", "父亲、母亲", "12 个月", "版本 1"):
        assert words in text


def test_the_desk_enters_a_consent_and_takes_it_back(cast: Cast, client: Client) -> None:
    minor = a_minor(cast)
    cast.sign_in(client, "worker")
    address = f"/people/{minor.pk}/guardian-consents"
    empty = client.post(address, {})
    assert empty.status_code == 422 and "监护人姓名" in empty.content.decode()
    bad = client.post(address, GIVEN | {"guardian_phone": "12"})
    assert bad.status_code == 422 and "11 位" in bad.content.decode() and "档案柜 3-2" in bad.content.decode()
    assert client.post(address, GIVEN).status_code == 302
    twice = client.post(address, GIVEN)
    assert twice.status_code == 422 and "已经登记过" in twice.content.decode()
    shown = client.get(f"/people/{minor.pk}/").content.decode()
    assert "周丽华" in shown and "13887700022" not in shown and "登记了监护人（母亲）的同意" in shown
    row = GuardianConsent.objects.get()
    assert client.post(f"/people/guardian-consents/{row.pk}/withdraw", {"reason": ""}).status_code == 422
    client.post(f"/people/guardian-consents/{row.pk}/withdraw", {"reason": "母亲来社区口头提出"})
    assert "母亲来社区口头提出" in client.get(f"/people/{minor.pk}/").content.decode()
    assert "监护人同意" not in client.get(f"/people/{cast.people['resident'].pk}/").content.decode()


def test_strangers_and_neighbors_find_nothing(cast: Cast) -> None:
    minor = a_minor(cast)
    row = agreed(cast, minor)
    neighbor, member = cast.sign_in(Client(), "neighbor"), cast.sign_in(Client(), "member")
    addresses = (f"/people/{minor.pk}/guardian-consents", f"/people/guardian-consents/{row.pk}/withdraw")
    for address in addresses:
        assert Client().post(address, GIVEN)["Location"].startswith("/sign-in/")
        assert neighbor.post(address, GIVEN | {"reason": "试试"}).status_code == 404
        assert member.post(address, GIVEN).status_code == 403
    phone = f"/people/guardian-consents/{row.pk}/phone/"
    assert cast.sign_in(Client(), "worker").get(phone).status_code == 403
    secretary = cast.sign_in(Client(), "secretary")
    assert secretary.post(phone, {"purpose": " "}).status_code == 422
    assert "+8613887700022" in secretary.post(phone, {"purpose": "通知活动改期"}).content.decode()
    assert secretary.get("/people/guardian-consents/999999/phone/").status_code == 404


def test_a_minor_reads_what_stands_and_who_looked(cast: Cast, client: Client) -> None:
    minor = a_minor(cast)
    with_account(minor)
    cast.sign_in(client, "minor")
    text = client.get("/account/").content.decode()
    assert "2011 年" in text and "还没有" in text and "/people/guardian-form/" in text
    row = agreed(cast, minor)
    guardians.look_at_phone(consent=row, purpose="通知活动改期", by=cast.secretary, at=cast.at)
    text = client.get("/account/").content.decode()
    assert "2027年11月20日" in text and "周丽华" not in text
    assert "监护人电话" in client.get("/account/looks/").content.decode()
    assert "监护人" not in cast.sign_in(Client(), "resident").get("/account/").content.decode()


def test_who_opens_an_account_says_the_year_only_as_a_minor(cast: Cast) -> None:
    person = people.register(name="苏小满", area=cast.home, by=cast.worker, at=cast.at)
    code = people.make_code(person=person, purpose="invitation", by=cast.worker, at=cast.at)
    sent = {"code": code, "login": "suxiaoman", "password": PASSWORD, "again": PASSWORD}
    assert "我未满 18 周岁" in Client().get("/open-account/").content.decode()
    unsaid = Client().post("/open-account/", sent | {"is_minor": "on"})
    assert unsaid.status_code == 422 and "请填出生年份" in unsaid.content.decode()
    child = Client().post("/open-account/", sent | {"is_minor": "on", "born_in": "2014"})
    assert child.status_code == 403 and "社区窗口" in child.content.decode()
    assert Client().post("/open-account/", sent | {"born_in": "2010"}).status_code == 302
    person.refresh_from_db()
    assert person.born_in is None
