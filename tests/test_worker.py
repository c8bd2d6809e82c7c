"""One round of the worker: late duties climb, those concerned are told, records are sealed, and all still holds."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.kernel import chores, invariants, records
from tongxin.kernel.models import Duty, Record, Seal
from tongxin.notify.models import Notice
from tongxin.points import actions as points
from tongxin.points.models import POINTS


def told(cast: Cast, name: str) -> str:
    return "\n".join(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_objection_that_nobody_answers_climbs_and_everybody_concerned_is_told(cast: Cast) -> None:
    member = cast.people["member"]
    entry = POINTS.credit(holder_id=member.pk, amount=1, key="turn", on=cast.at.date(), at=cast.at, note="楼道巡逻")
    objection = points.object_to(movement=entry, person=member, reason="去了两场", by=cast.member, at=cast.at)

    chores.perform_all(at=cast.at)
    assert "有人对“楼道巡逻”提出异议" in told(cast, "secretary")
    chores.perform_all(at=cast.at + timedelta(days=12))
    assert "已超期，请尽快办理" in told(cast, "secretary")
    assert "下级超期未办，请督促" in told(cast, "coordinator")
    assert "楼道巡逻" not in told(cast, "member") and told(cast, "neighbor") == ""
    assert Duty.objects.open().about(objection).filter(kind=Duty.Kind.URGE).count() == 1

    points.answer(
        objection=objection, answer="rejected", text="名单无误", by=cast.secretary, at=cast.at + timedelta(days=13)
    )
    chores.perform_all(at=cast.at + timedelta(days=13))
    assert "您的异议已答复：维持原记录。名单无误" in told(cast, "member")
    assert not Duty.objects.open().about(objection).filter(kind=Duty.Kind.URGE).exists()

    chores.perform_all(at=cast.at + timedelta(days=13))
    texts = list(Notice.objects.values_list("recipient_id", "text"))
    assert len(texts) == len(set(texts))
    assert not Record.objects.filter(seal=None).exists() and Seal.objects.exists()
    assert list(records.broken_seals()) == []
    assert [sentence for _each, found in invariants.walk() for sentence in found] == []
