"""Who is told: every reporter at every move, whoever was joined too; the body that is sent and the desk."""

import pytest

from tongxin.cases import actions as cases
from tongxin.cases.tests import story
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast, name):
    for row in Record.objects.order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def test_all_reporters_of_joined_cases_are_told_at_every_move(cast):
    twin = story.reported(cast, "门口的路灯坏了", reporter_id=cast.people["member"].pk, by=cast.member)
    case = story.accepted(cast, category="five_livelihood")
    cases.join(case=twin, into=case, by=cast.worker, at=cast.at)
    cases.dispatch(case=case, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    cases.take(case=case, by=cast.liaison, at=cast.at)
    cases.pause_case(case=case, reason="等待物资", by=cast.liaison, at=cast.at)
    cases.resume_case(case=case, by=cast.liaison, at=cast.at)
    cases.report_done(case=case, answer="修好了", by=cast.liaison, at=cast.at)
    title = case.title
    moves = [
        f"您反映的“{title}”已派给明远供电服务公司办理，时限 5 个工作日。", f"您反映的“{title}”正在办理。",
        f"“{title}”暂停办理：等待物资", f"“{title}”恢复办理。", f"您反映的“{title}”报告办妥，等待核查：修好了",
    ]  # fmt: skip
    for name in ("resident", "member"):
        assert [words for words in told(cast, name) if words in moves] == moves
    assert any("派给您单位" in words for words in told(cast, "liaison"))
    assert any("待受理" in words for words in told(cast, "worker"))
    assert told(cast, "other_member") == []


@pytest.mark.covers("GY-69")
def test_a_letter_gets_a_number_a_date_for_the_reply_and_the_writer_follows_it(cast):
    letter = story.reported(cast, "王书记您好，想请社区看看门口的台阶。", channel="mailbox", kind="suggestion")
    from tongxin.kernel.models import Duty

    duty = Duty.objects.open().about(letter).get()
    assert letter.number.startswith("案 2026-") and duty.holder_id == cast.organizations["party"].pk and duty.due_at
    cases.answer(case=letter, answer="台阶下周加扶手。", category="five_other", by=cast.secretary, at=cast.at)
    assert any("已答复：台阶下周加扶手。" in words for words in told(cast, "resident"))
