"""Who works a grid: an inbox of its own; every kind of matter taken down, solved on the spot or passed up, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from demo.cast import SINCE
from tongxin.areas import actions as areas
from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.inbox import inbox_of
from tongxin.cases.models import Case, Photo
from tongxin.cases.tests import story
from tongxin.cases.tests.test_residents import jpeg
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.models import Duty, OfflineAnswer, Record
from tongxin.organizations import actions as organizations
from tongxin.people import actions as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.fixture
def tian(cast):
    return cast.sign_in(Client(), "grid_worker")


def photo():
    return SimpleUploadedFile("灯.jpg", jpeg(), "image/jpeg")


def press(client, case, name, **said):
    address = reverse("cases:act-in-grid", args=[case.pk, name])
    return client.post(address, {"form_key": str(uuid4())} | said)


def queued(cast, item, who="grid_worker", made="1000"):
    """The words in the head of a thing that a phone kept for an hour."""
    return {
        "HTTP_X_QUEUE_ITEM": str(item), "HTTP_X_QUEUE_PERSON": str(cast.people[who].pk),
        "HTTP_X_QUEUE_MADE": made, "HTTP_X_QUEUE_SENT": str(3_600_000 + 1000),
    }  # fmt: skip


def titles(cast, name="grid_worker"):
    return [matter.case.title for matter in inbox_of(cast.actor(name), at=cast.at)]


@pytest.mark.covers("GY-25")
def test_the_inbox_is_of_the_own_grid_and_the_most_urgent_comes_first(cast, tian, now):
    late = story.reported(cast, text="井盖翻了", at=now - timedelta(days=2))
    fresh = story.reported(cast, text="楼道灯暗", at=now)
    story.reported(cast, text="别处的事", area=cast.home, at=now)
    other = areas.create(
        kind="grid", name="第二网格", parent=cast.home, on=SINCE, document="示例", by=SYSTEM, at=cast.at
    )
    story.reported(cast, text="邻格的事", area=other, at=now)
    story.dispatched(cast, text="派给别的单位的事")
    mine = story.dispatched(cast, lead="committee", text="派给居委会的事")
    assert titles(cast)[0] == late.title
    assert sorted(titles(cast)) == sorted([late.title, fresh.title, mine.title])
    page = tian.get(reverse("cases:grid"))
    words = page.content.decode()
    assert page.headers["X-Keep-Offline"] == "1" and "超期" in words and "别处的事" not in words
    assert page.content.decode().index(late.title) < words.index(fresh.title)
    answers = tian.get(reverse("cases:public-knowledge"))
    assert reverse("cases:public-knowledge") in words and answers.headers["X-Keep-Offline"] == "1", "answers at hand"
    assert cast.sign_in(Client(), "worker").get(reverse("cases:grid")).status_code == 403


def test_no_name_and_no_number_of_a_resident_is_kept_on_the_phone(cast, tian):
    story.reported(
        cast,
        text="找周大年或钱阿秀13800138000，灯坏了",
        caller_name="周大年",
        caller_phone="13900139000",
        place="3栋周大年家 13700137000",
    )
    for address in (reverse("cases:grid"), reverse("cases:raise-in-grid")):
        words = tian.get(address).content.decode()
        for secret in ("13800138000", "13900139000", "13700137000", "周大年", cast.people["resident"].name):
            assert secret not in words


@pytest.mark.covers("GY-25")
def test_every_kind_of_matter_is_taken_at_the_door_and_stands_in_the_inbox(cast, tian):
    """First contact never refuses: no kind and no category of the catalogue is turned away, nor one without any."""
    asked = [(kind, "") for kind, _label in terms.choices("case_kinds")]
    asked += [("help", row.code) for row in catalogue.at(on=today(cast.at))]
    for kind, category in asked:
        form = {"text": f"门口说的事 {kind} {category}", "kind": kind, "category": category, "then": "keep"}
        answer = tian.post(reverse("cases:raise-in-grid"), form | {"form_key": str(uuid4())})
        assert answer.status_code == 302, answer.content.decode()
    made = Case.objects.filter(channel="grid_worker")
    assert made.count() == len(asked) >= 6 and set(made.values_list("area", "step")) == {(cast.grid.pk, "reported")}
    assert len(titles(cast)) == len(asked)


def test_a_neighbor_at_the_door_is_written_down_on_behalf_with_pin_and_photo(cast, tian):
    neighbor = people.register(name="吕桂花", phone="13600136000", area=cast.home, by=SYSTEM, at=cast.at)
    form = {
        "text": "三栋门口的灯不亮", "reporter": "13600136000", "then": "solve", "outcome": "换了灯泡",
        "photos": [photo()], "form_key": str(uuid4()), "where": "葫田社区3号楼门口",
    }  # fmt: skip
    for _n in range(2):
        assert tian.post(reverse("cases:raise-in-grid"), form | {"photos": [photo()]}).status_code == 302
    case = Case.objects.get()
    assert (case.area, case.step, case.channel) == (cast.grid, "appraisal", "grid_worker")
    assert case.reporter_id == neighbor.pk and case.raised_by_id == cast.people["grid_worker"].pk
    raised = Record.objects.about(case).get(kind="cases.CaseReported")
    assert raised.on_behalf_of_id == neighbor.pk and raised.by_id == cast.people["grid_worker"].pk
    assert Photo.objects.get().of == "proof"
    assert "换了灯泡" in Client().get(reverse("cases:receipt", args=[case.key])).content.decode()
    nothing = tian.post(reverse("cases:raise-in-grid"), form | {"outcome": "", "form_key": str(uuid4())})
    assert nothing.status_code == 422 and "请写明怎样解决的" in nothing.content.decode()
    assert "三栋门口的灯不亮" in nothing.content.decode()


def test_solved_on_the_spot_needs_the_photo_where_the_category_asks_for_one(cast, tian):
    case = story.reported(cast)
    none = press(tian, case, "solve", answer="换了灯泡")
    assert none.status_code == 422 and "照片证明" in none.content.decode() and "换了灯泡" in none.content.decode()
    junk = press(tian, case, "solve", answer="换了灯泡", pictures=[SimpleUploadedFile("x.jpg", b"no photo")])
    assert junk.status_code == 422 and "不是可以识别的照片" in junk.content.decode()
    assert press(tian, case, "solve", answer="换了灯泡", pictures=[photo()]).status_code == 302
    case.refresh_from_db()
    assert (case.step, case.answer, case.handled_by_id) == ("appraisal", "换了灯泡", cast.people["grid_worker"].pk)
    assert Photo.objects.get().of == "proof" and not titles(cast)
    assert press(tian, case, "solve", answer="再来", pictures=[photo()]).status_code == 409


def test_what_was_sent_to_the_own_body_is_taken_done_and_then_checked_by_somebody_else(cast, tian):
    case = story.dispatched(cast, lead="committee")
    assert press(tian, case, "take").status_code == 302
    assert press(tian, case, "solve", answer="换好了", pictures=[photo()]).status_code == 302
    case.refresh_from_db()
    assert case.step == "checking" and not titles(cast)
    other = story.checking(cast, text="楼道堆物")
    (matter,) = inbox_of(cast.grid_worker, at=cast.at)
    assert (matter.case, matter.moves) == (other, {"check"})


@pytest.mark.covers("MHK-04", "GY-19")
def test_passed_up_it_waits_for_the_community_and_then_for_the_street_and_comes_down_again(cast, tian):
    case = story.reported(cast)
    assert press(tian, case, "pass-up", reason="").status_code == 422
    assert press(tian, case, "pass-up", reason="要断电，得供电公司来").status_code == 302
    case.refresh_from_db()
    assert case.desk == cast.organizations["party"] and not titles(cast)
    row = Record.objects.about(case).get(kind="cases.CasePassedUp")
    assert row.data["reason"] == "要断电，得供电公司来" and row.by_id == cast.people["grid_worker"].pk
    assert press(tian, case, "pass-up", reason="再报一次").status_code == 409
    duty = Duty.objects.open().about(case).get()
    assert duty.holder_id == cast.organizations["party"].pk and duty.due_at is not None
    street = cast.organizations["street_committee"]
    cases.pass_on(case=case, to=street, reason="跨社区", by=cast.worker, at=cast.at)
    assert Duty.objects.open().about(case).get().holder_id == street.pk
    cases.pass_on(case=case, to=cast.organizations["party"], reason="你们就近", by=cast.coordinator, at=cast.at)
    cases.accept(case=case, by=cast.worker, at=cast.at)
    cases.dispatch(case=case, lead=cast.organizations["committee"], by=cast.worker, at=cast.at)
    assert titles(cast) == [case.title]


def test_a_grid_with_an_organization_of_its_own_hands_up_to_the_community(cast, tian):
    branch = organizations.found(
        kind="grid_branch", name="第一网格党支部", area=cast.grid, parent=cast.organizations["party"], on=SINCE,
        by=SYSTEM, at=cast.at,
    )  # fmt: skip
    case = story.reported(cast)
    assert case.desk == branch and titles(cast) == [case.title]
    cases.pass_up(case=case, reason="要断电", by=cast.grid_worker, at=cast.at)
    assert case.desk == cast.organizations["party"] and not titles(cast)
    assert Duty.objects.open().about(case).get().holder_id == cast.organizations["party"].pk
    cases.pass_on(case=case, to=branch, reason="网格能办", by=cast.worker, at=cast.at)
    assert titles(cast) == [case.title]
    with pytest.raises(NotYours):
        cases.pass_up(case=story.reported(cast, area=cast.next), reason="不是我的", by=cast.grid_worker, at=cast.at)


def test_a_point_outside_the_grid_is_written_down_but_not_solved_from_here(cast, tian):
    form = {"text": "隔壁社区的井盖", "area": cast.next.pk, "then": "solve", "outcome": "盖好了", "photos": [photo()]}
    refused = tian.post(reverse("cases:raise-in-grid"), form | {"form_key": str(uuid4())})
    assert refused.status_code == 422 and "不在您的网格里" in refused.content.decode()
    form |= {"then": "keep", "photos": [photo()], "form_key": str(uuid4())}
    assert tian.post(reverse("cases:raise-in-grid"), form).status_code == 302
    assert Case.objects.get().desk == cast.organizations["next_party"] and Photo.objects.get().of == "report"
    elsewhere = Case.objects.get()
    assert press(tian, elsewhere, "solve", answer="盖好了").status_code == 404


def test_what_waited_on_the_phone_is_done_once_and_says_when_it_was_done(cast, tian):
    """Sent three times, and once more under the same id with another text: one deed, one answer."""
    case, up = story.reported(cast), story.reported(cast, text="树枝压线")
    address = reverse("cases:act-in-grid", args=[case.pk, "solve"])
    head = queued(cast, item := uuid4())
    answers = [
        tian.post(address, {"answer": "换了灯泡", "pictures": [photo()], "form_key": str(item)}, **head)
        for _n in range(3)
    ]
    assert [each.status_code for each in answers] == [200] * 3 and len({each.content for each in answers}) == 1
    case.refresh_from_db()
    assert case.step == "appraisal" and case.answer.startswith("换了灯泡（11月21日 09:00 现场办好")
    assert Photo.objects.count() == 1 and OfflineAnswer.objects.count() == 1
    other = tian.post(address, {"answer": "别的话", "pictures": [photo()], "form_key": str(item)}, **head)
    assert other.status_code == 409
    swapped = {"answer": "换了灯泡", "pictures": [photo(), photo()], "form_key": str(item)}
    assert tian.post(address, swapped, **head).status_code == 409, "the photos belong to what was sent"
    address = reverse("cases:act-in-grid", args=[up.pk, "pass-up"])
    head = queued(cast, item := uuid4())
    for _n in range(2):
        assert tian.post(address, {"reason": "要园林来", "form_key": str(item)}, **head).status_code == 200
    assert Record.objects.about(up).filter(kind="cases.CasePassedUp").count() == 1
    head = queued(cast, item := uuid4())
    for _n in range(2):
        form = {"text": "下水道冒水", "then": "keep", "form_key": str(item)}
        assert tian.post(reverse("cases:raise-in-grid"), form, **head).status_code == 200
    assert Case.objects.filter(text="下水道冒水").count() == 1


def test_what_was_decided_meanwhile_is_told_and_signed_out_nothing_is_lost(cast, tian):
    case = story.accepted(cast)
    cases.dispatch(case=case, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    address = reverse("cases:act-in-grid", args=[case.pk, "pass-up"])
    head = queued(cast, uuid4())
    told = tian.post(address, {"reason": "要断电"}, **head).json()
    assert told["final"] and not told["done"] and told["sentence"] == str(AlreadyMoved.sentence)
    waits = Client().post(address, {"reason": "要断电"}, **queued(cast, uuid4()))
    assert waits.status_code == 401 and not waits.json()["final"]
    other = cast.sign_in(Client(), "worker").post(address, {"reason": "要断电"}, **queued(cast, uuid4()))
    assert other.status_code == 409 and not other.json()["final"]
