"""The pages of the desk, the handling body and the checker, each on their own."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.cases.tests import story
from tongxin.kernel.records import Event, record
from tongxin.ui import showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


class LampLooked(Event):
    case: Case
    reason: str
    says = "{by} looked at the lamp"


@pytest.fixture
def desk(cast):
    return lambda name: cast.sign_in(Client(), name)


def said(cast, **more):
    return {
        "text": "小区门口路灯不亮三天了", "channel": "hotline", "kind": "help", "category": "component_street_lamp",
        "area": cast.grid.pk, "caller_phone": "138 0013 8000", "form_key": str(uuid4()),
    } | more  # fmt: skip


def sent(client, case, name, **more):
    return client.post(reverse(f"cases:{name}", args=[case.pk]), {"form_key": str(uuid4())} | more)


def test_a_call_is_written_down_dispatched_handled_checked_and_closed_on_the_pages(cast, desk):
    li = desk("worker")
    answer = li.post(reverse("cases:new-case"), said(cast))
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == case.get_absolute_url()
    assert "13800138000" not in li.get(case.get_absolute_url()).content.decode()
    assert li.get(reverse("cases:cases")).status_code == 200
    for name in ("accept", "decline", "answer"):
        assert li.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 200, name
    assert sent(li, case, "accept", category="five_livelihood").status_code == 302
    unknown = sent(li, case, "dispatch", lead="没有这个单位")
    assert unknown.status_code == 422 and "没有找到" in unknown.content.decode()
    assert sent(li, case, "dispatch", lead="明远供电服务公司", unit="working_day").status_code == 302
    zhang = desk("liaison")
    page = zhang.get(case.get_absolute_url())
    assert page.status_code == 200 and "接单" in page.content.decode()
    zhang.post(reverse("cases:move-case", args=[case.pk, "take"]), {"form_key": str(uuid4())})
    assert sent(zhang, case, "report-done", answer="换好了").status_code == 302
    li = desk("worker")
    assert li.get(reverse("cases:check", args=[case.pk])).status_code == 403
    wang = desk("secretary")
    assert sent(wang, case, "check", on_site="on", note="亮了").status_code == 302
    case.refresh_from_db()
    assert case.step in ("closing", "checking")


def asked(client, method, *arguments):
    kept = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(*arguments)
    rows = [row["sql"] for row in captured.captured_queries if not (row["sql"] or "").startswith(kept)]
    return answer, rows


def test_hot_pages_ask_little(cast, desk):
    case = story.accepted(cast)
    li, address = desk("worker"), reverse("cases:new-case")
    # What every request asks (rules, lists, the calendar) is remembered from the first.
    li.post(address, said(cast))
    li.get(case.get_absolute_url())
    li.get(reverse("cases:cases"))
    answer, rows = asked(li, "post", address, said(cast))
    assert answer.status_code == 302 and len(rows) <= 5, rows
    answer, rows = asked(li, "get", case.get_absolute_url())
    assert answer.status_code == 200 and len(rows) == 2, rows
    answer, rows = asked(li, "get", reverse("cases:cases"))
    assert answer.status_code == 200 and len(rows) == 2, rows
    form = {"form_key": str(uuid4()), "lead": "明远供电服务公司", "unit": "working_day"}
    answer, rows = asked(li, "post", reverse("cases:dispatch", args=[case.pk]), form)
    assert answer.status_code == 302 and len(rows) == 5, rows


def test_a_form_sent_twice_is_one_case_and_nothing_typed_is_lost(cast, desk):
    li, form = desk("worker"), said(cast)
    for _n in range(2):
        assert li.post(reverse("cases:new-case"), form)["Location"] == Case.objects.get().get_absolute_url()
    wrong = li.post(reverse("cases:new-case"), said(cast, area="", caller_phone="12", text="楼道里很黑"))
    words = wrong.content.decode()
    assert wrong.status_code == 422 and "楼道里很黑" in words and "7 到 15 位" in words
    assert Case.objects.count() == 1


def test_what_lies_elsewhere_is_not_there_and_what_is_not_ones_own_is_refused(cast, desk):
    case = story.accepted(cast)
    zhao = desk("neighbor")
    for name in ("accept", "dispatch", "join", "livelihood"):
        assert zhao.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 404, name
    assert zhao.get(case.get_absolute_url()).status_code == 404
    qian = desk("resident")
    assert qian.get(reverse("cases:cases")).status_code == 403
    assert qian.get(reverse("cases:dispatch", args=[case.pk])).status_code == 403
    assert qian.get(case.get_absolute_url()).status_code == 200
    # Who keeps settings and accounts of the whole city reads no case.
    assert desk("admin").get(case.get_absolute_url()).status_code == 403
    moved = desk("worker").get(reverse("cases:accept", args=[case.pk]))
    assert moved.status_code == 409


def test_why_something_was_refused_is_told_once(cast, desk):
    case = story.dispatched(cast)
    cases.send_back(case=case, reason="归园林管", by=cast.liaison, at=cast.at)
    assert desk("worker").get(case.get_absolute_url()).content.decode().count("归园林管") == 1
    # Where the sentence does not say why, the line below it does.
    record(LampLooked(case=case, reason="夜里才看得出"), by=cast.worker, at=cast.at)
    assert showing.timeline(case)[0].detail == "夜里才看得出"


def test_the_caller_is_opened_with_a_purpose_and_never_for_the_body_that_handles(cast, desk):
    case = story.handling(cast, caller_name="老周", caller_phone="13800138000")
    address = reverse("cases:caller", args=[case.pk])
    opened = desk("secretary").post(address, {"purpose": "回电核实"}).content.decode()
    assert "老周" in opened and "13800138000" in opened
    assert desk("secretary").post(address, {"purpose": ""}).status_code == 422
    assert desk("liaison").post(address, {"purpose": "想知道是谁"}).status_code == 403


def test_calls_extensions_and_pauses_are_answered_on_the_page(cast, desk):
    case = story.handling(cast)
    li = desk("worker")
    assert sent(li, case, "call-bodies", bodies="启明小学、安捷物流公司", asks="来看看").status_code == 302
    call = case.calls.get(organization=cast.organizations["school"])
    chen = desk("school_liaison")
    page = chen.get(case.get_absolute_url()).content.decode()
    assert "报到" in page and "老周" not in page

    def press(client, name, **more):
        address = reverse("cases:move-call", args=[case.pk, call.pk, name])
        return client.post(address, {"form_key": str(uuid4())} | more)

    assert press(chen, "report_in").status_code == press(chen, "answer", reason="来过了").status_code == 302
    assert press(desk("worker"), "grade", grade="x").status_code == 422
    assert press(desk("worker"), "grade", grade="5").status_code == 302
    assert press(desk("worker"), "grade", grade="5").status_code == 409
    zhang = desk("liaison")
    assert sent(zhang, case, "ask-extension", amount="2", reason="等配件").status_code == 302
    assert sent(zhang, case, "pause-case", reason="weather").status_code == 302
    assert sent(zhang, case, "pause-case", resume="1").status_code == 302
    wang = desk("secretary")
    assert sent(wang, case, "answer-extension", grant="1").status_code == 302
    assert case.extensions.get().is_granted
    for name, more in (("note", {"text": "灯杆扶正了"}), ("split", {"text": "再补一盏"})):
        assert sent(desk("worker"), case, name, **more).status_code == 302
    assert sent(zhang, case, "livelihood", problem="路灯", money="12.5").status_code == 302
