"""Who is told of a wish: wisher, claimer and the community; what the wisher was told goes with the name."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.exchange.models import Wish
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast: Cast, name: str) -> list[str]:
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def hear(wish: Wish) -> None:
    for row in Record.objects.about(wish).select_related("by").order_by("id"):
        engine.tell(row)


@pytest.mark.covers("MHK-46", "C19-2")
def test_wisher_claimer_and_community_are_told_and_the_wishers_notices_are_erased(cast: Cast) -> None:
    wish = wishes.record_wish(
        title="一副老花镜", kind="daily_goods", area=cast.home, name="钱阿秀", address="5 幢 101", channel="online",
        wisher=cast.people["resident"], by=cast.resident, at=cast.at,
    )  # fmt: skip
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    wishes.confirm(wish=wish, by=cast.resident, at=cast.at)
    wishes.thank(wish=wish, thanks="看得清了", by=cast.resident, at=cast.at)
    hear(wish)
    assert "等待审核" in told(cast, "secretary")[0]
    assert [text[-6:] for text in told(cast, "resident")] == [
        "通过，正等人认领。"[-6:],
        "已有人认领。",
        "送达，请确认。"[-6:],
    ]
    assert any("看得清了" in text for text in told(cast, "member"))
    assert not any("钱阿秀" in text for name in ("member", "secretary", "worker") for text in told(cast, name))
    wishes.erase_due(at=cast.at + timedelta(days=60))
    assert told(cast, "resident") == [] and told(cast, "member")
