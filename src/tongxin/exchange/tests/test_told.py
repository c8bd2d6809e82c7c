"""Who is told: the proposer at every move, twins' proposers too; owners and partners of what concerns them."""

import pytest

from tongxin.exchange import actions as exchange
from tongxin.exchange.tests import story
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast, name):
    for row in Record.objects.order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


@pytest.mark.covers("MHK-07")
def test_the_proposers_of_twins_are_told_at_every_move(cast):
    first = story.raised(cast)
    twin = story.raised(cast, "单元楼道的灯坏了", proposer_id=cast.people["member"].pk)
    exchange.join(need=twin, into=first, by=cast.worker, at=cast.at)
    exchange.verify(need=first, by=cast.worker, at=cast.at)
    exchange.start_matching(need=first, by=cast.worker, at=cast.at)
    exchange.pause_need(need=first, reason="等待物资", by=cast.worker, at=cast.at)
    exchange.resume_need(need=first, by=cast.worker, at=cast.at)
    first.refresh_from_db()
    project = story.accepted(cast, need=first)
    exchange.close_project(project=project, by=cast.worker, at=cast.at)
    title = first.title
    moves = [
        f"您提的需求“{title}”现在有 2 人提出。", f"您提的需求“{title}”已核实。", f"您提的需求“{title}”正在对接资源。",
        f"您提的需求“{title}”暂停办理：等待物资", f"您提的需求“{title}”恢复办理。",
        f"您提的需求“{title}”已提出项目“亮灯行动”。", f"您提的需求“{title}”：项目“亮灯行动”进入“批准”。",
        f"您提的需求“{title}”：项目“亮灯行动”进入“验收”。",
    ]  # fmt: skip
    asked = "项目“亮灯行动”已验收，请您评价。"
    for name, own in [("resident", f"您的需求“{title}”已登记。"), ("member", f"您的需求“{twin.title}”已登记。")]:
        heard = told(cast, name)
        assert heard[0] == own and asked in heard
        assert [words for words in heard if words in moves] == moves
    assert any("邀请贵单位" in words for words in told(cast, "liaison"))
    assert any("已获批" in words or "已批准" in words for words in told(cast, "liaison"))
    assert any("等待批准" in words for words in told(cast, "secretary"))
    assert told(cast, "other_member") == []
