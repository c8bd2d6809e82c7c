"""The hotline desk, answers at hand, letters to the secretary, and orders of 12345 in and out."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import python_calamine
import xlsxwriter
from django.test import Client
from django.urls import reverse

from tongxin.cases.actions.knowing import keep_item
from tongxin.cases.actions.petitions import sign_in
from tongxin.cases.hotline_forms import lines
from tongxin.cases.models import Case, KnowledgeItem
from tongxin.cases.tests import story
from tongxin.kernel import importing
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.fixture
def li(cast):
    return cast.sign_in(Client(), "worker")


def call(**more):
    return {
        "caller_phone": "138 0013 8000", "caller_name": "老周", "text": "3号楼门口路灯不亮", "where": "葫田社区3号楼",
        "line": "hotline", "kind": "help", "form_key": str(uuid4()),
    } | more  # fmt: skip


@pytest.mark.covers("GY-70")
def test_a_call_is_written_down_in_the_same_number_space_with_the_number_sealed(cast, li):
    answer = li.post(reverse("cases:hotline"), call(then="accept"))
    case = Case.objects.get()
    assert answer["Location"] == case.get_absolute_url() and case.channel == "hotline"
    assert (case.step, case.category, case.area) == ("accepted", "component_street_lamp", cast.home)
    assert b"138" not in bytes(case.caller_phone) and case.caller_print is not None
    online = story.reported(cast)
    assert online.pk == case.pk + 1


def test_while_the_caller_speaks_earlier_calls_categories_and_answers_are_at_hand(cast, li):
    li.post(reverse("cases:hotline"), call())
    aid = li.post(reverse("cases:hotline-aid"), call(caller_phone="+86 13800138000", text="路灯不亮找谁修"))
    words = aid.content.decode()
    assert "这个号码以前打过" in words and Case.objects.get().number in words
    assert "因为提到：路灯" in words and "可以这样答复" in words
    other = li.post(reverse("cases:hotline-aid"), call(caller_phone="13900000000", text="别的")).content.decode()
    assert "这个号码以前打过" not in other
    listed = li.get(reverse("cases:hotline-places"), {"where": "葫田"}).content.decode()
    assert cast.home.name in listed


def test_a_consultation_is_answered_and_closed_while_the_caller_waits(cast, li):
    said = call(kind="consultation", text="老年人优待证怎么办", said_back="带身份证到窗口，不收费。")
    assert li.post(reverse("cases:hotline"), said | {"grade": "5"})["Location"] == reverse("cases:hotline")
    case = Case.objects.get()
    assert (case.step, case.grade, case.answer) == ("closed", 5, "带身份证到窗口，不收费。")
    li.post(reverse("cases:hotline"), call(kind="consultation", said_back="明天来电告知"))
    assert Case.objects.latest("pk").step == "appraisal"
    wrong = li.post(reverse("cases:hotline"), call(grade="5"))
    assert wrong.status_code == 422 and "不能登记评价" in wrong.content.decode()
    bad = li.post(reverse("cases:hotline"), call(caller_phone="12", line="nothing", text=""))
    assert bad.status_code == 422 and Case.objects.count() == 2


def test_the_desk_is_for_the_desk(cast):
    assert cast.sign_in(Client(), "resident").get(reverse("cases:hotline")).status_code == 403
    assert Client().post(reverse("cases:hotline-aid"), call()).status_code == 302
    counter = cast.sign_in(Client(), "counter")
    assert counter.get(reverse("cases:hotline")).status_code == 200


@pytest.mark.covers("GY-20")
def test_numbers_of_lines_are_data_and_a_city_without_a_number_has_no_such_line(cast):
    said = dict(lines())
    assert said["city_hotline"].endswith("12345") and "former_hotline" not in said


# Answers at hand


@pytest.mark.covers("GY-25")
def test_answers_are_public_revised_from_a_day_on_and_read_as_they_were(cast, li, now):
    KnowledgeItem.objects.filter(code="street_lamp").update(scope_path=cast.home.path)
    item = KnowledgeItem.objects.get(code="street_lamp")
    page = Client().get(reverse("cases:public-knowledge"), {"q": "路灯"}).content.decode()
    assert item.answer in page
    assert li.get(reverse("cases:knowledge")).status_code == 200
    day = today(now) + timedelta(days=1)
    address = reverse("cases:knowledge-item", args=[item.pk])
    form = {"question": item.question, "answer": "24 小时内修好。", "valid_from": str(day), "is_public": "on"}
    assert li.post(address, form | {"form_key": str(uuid4())}).status_code == 302
    item.refresh_from_db()
    fresh = KnowledgeItem.objects.get(code="street_lamp", valid_to=None)
    assert (item.valid_to, fresh.valid_from) == (today(now), day)
    assert fresh.answer not in Client().get(reverse("cases:public-knowledge")).content.decode()
    again = li.post(reverse("cases:knowledge-item", args=[fresh.pk]), form | {"form_key": str(uuid4())})
    assert again.status_code == 422 and "晚于" in again.content.decode()
    assert li.post(reverse("cases:end-knowledge", args=[fresh.pk])).status_code == 302
    with pytest.raises(NotYours):
        keep_item(question="问", answer="答", valid_from=day, by=cast.resident, at=now)


def test_an_answer_of_the_whole_city_is_not_changed_by_one_community(cast, li, now):
    item = KnowledgeItem.objects.get(code="street_lamp")
    page = li.get(reverse("cases:knowledge-item", args=[item.pk]))
    assert item.answer in page.content.decode() and 'name="answer"' not in page.content.decode()
    form = {"question": item.question, "answer": "改了", "valid_from": str(today(now) + timedelta(days=1))}
    for address in ("cases:knowledge-item", "cases:end-knowledge"):
        sent = li.post(reverse(address, args=[item.pk]), form | {"form_key": str(uuid4())})
        assert sent.status_code == 403
    item.refresh_from_db()
    assert item.valid_to is None
    li.post(reverse("cases:new-knowledge"), form | {"form_key": str(uuid4())})
    assert KnowledgeItem.objects.get(answer="改了").scope_path == cast.home.path


# Letters


@pytest.mark.covers("GY-69")
def test_a_letter_has_a_number_a_day_of_reply_and_a_page_to_follow_it(cast):
    form = {"text": "希望小区多装几个充电桩", "where": "葫田社区", "form_key": str(uuid4())}
    assert Client().get(reverse("cases:mailbox")).status_code == 200
    answer = Client().post(reverse("cases:mailbox"), form)
    case = Case.objects.get()
    assert (case.channel, case.kind) == ("mailbox", "suggestion")
    page = Client().get(answer["Location"]).content.decode()
    assert case.number in page and "来信答复" in page and "5 个工作日" in page and "待受理" in page


def test_what_belongs_to_the_petition_office_is_recognized_with_reasons_and_handed_over(cast, li):
    text = "我家征地补偿一直没有说法，已经上访过两次"
    assert sign_in(text).because == ["征地补偿"] and sign_in("路灯不亮") is None
    case = story.reported(cast, text=text, channel="mailbox", category="", reporter_id=None)
    page = li.get(case.get_absolute_url()).content.decode()
    assert "因为提到：征地补偿" in page
    assert li.post(reverse("cases:hand-over-letter", args=[case.pk]), {"sort": "nothing"}).status_code == 422
    assert li.post(reverse("cases:hand-over-letter", args=[case.pk]), {"sort": "land"}).status_code == 302
    case.refresh_from_db()
    told = Client().get(reverse("cases:receipt", args=[case.key])).content.decode()
    assert case.step == "declined" and "信访工作机构" in told and "15 日内" in told and case.number in told
    assert Record.objects.filter(kind="cases.LetterHandedOver", subject_id=case.pk).count() == 1
    twice = li.post(reverse("cases:hand-over-letter", args=[case.pk]), {"sort": "land"})
    assert twice.status_code == 409


# Orders of 12345

HEAD = ["工单流水号", "工单标题", "问题描述", "属地", "详细地址", "市民姓名", "来电号码"]


def sheet(*rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("工单")
        for n, row in enumerate([HEAD, *rows]):
            page.write_row(n, 0, row)
    return target.getvalue()


def received(cast, *rows):
    return importing.receive(
        kind="case-orders", filename="12345.xlsx", content=sheet(*rows), by=cast.worker, at=cast.at,
    )  # fmt: skip


def order(number, **more):
    said = {"text": "路灯不亮", "area": "葫田社区", "place": "3号楼", "name": "老周", "phone": "13800138000"} | more
    return [number, "路灯", said["text"], said["area"], said["place"], said["name"], said["phone"]]


def test_orders_of_12345_come_in_once_and_their_results_go_back(cast):
    run = received(cast, order("YX001"), order("YX002", text="井盖松动"), order("YX001"), order("YX003", area="火星"))
    faults = {fault.line: fault.sentence for fault in importing.try_dry(run=run, by=cast.worker, at=cast.at).faults}
    assert faults.keys() == {4, 5} and "重复" in faults[4] and "没有认出" in faults[5]
    run = received(cast, order("YX001"), order("YX002", text="井盖松动"))
    assert not importing.try_dry(run=run, by=cast.worker, at=cast.at).faults
    importing.bring_in(run=run, by=cast.worker, at=cast.at)
    first = Case.objects.get(outside_number="YX001")
    assert (first.channel, first.category, first.desk) == (
        "city_hotline", "component_street_lamp", cast.organizations["party"],
    )  # fmt: skip
    assert b"138" not in bytes(first.caller_phone)
    again = received(cast, order("YX002"))
    assert "已经导入过" in importing.try_dry(run=again, by=cast.worker, at=cast.at).faults[0].sentence
    secretary = cast.sign_in(Client(), "secretary")
    answer = secretary.get(reverse("cases:outside-results"))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert any("YX001" in row for row in rows) and "13800138000" not in str(rows)
    assert cast.sign_in(Client(), "resident").get(reverse("cases:outside-results")).status_code == 403
