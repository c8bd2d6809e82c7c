"""The other side is told, and whoever did it is not."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.alliance.actions import agreements, asks
from tongxin.alliance.tests.test_agreements import drafted, in_force
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast: Cast, name: str) -> str:
    return "\n".join(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def tell() -> None:
    for row in Record.objects.filter(kind__startswith="alliance.").select_related("by").order_by("id"):
        engine.tell(row)


@pytest.mark.covers("GY-05", "BL-07")
def test_each_side_hears_of_the_other(cast: Cast) -> None:
    agreement = drafted(cast)
    agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)
    agreements.sign(agreement=agreement, by=cast.liaison, at=cast.at)
    row = asks.ask_help(
        unit=cast.organizations["unit"], area=cast.home, title="门口堵了", text="一堆沙子", by=cast.liaison, at=cast.at
    )
    asks.take(request=row, by=cast.worker, at=cast.at)
    asks.call_in(request=row, organization=cast.organizations["school"], wants="派人", by=cast.worker, at=cast.at)
    asks.answer(request=row, answer="沙子已清走", by=cast.worker, at=cast.at)
    tell()
    assert "请签署" in told(cast, "liaison") and "请签署" not in told(cast, "secretary")
    assert "双方已签署" in told(cast, "secretary")
    assert "门口堵了”，请受理" in told(cast, "worker") and "沙子已清走" in told(cast, "liaison")
    assert "请会同办理“门口堵了”：派人" in told(cast, "school_liaison")
    assert not told(cast, "neighbor") and not told(cast, "resident")


@pytest.mark.covers("GY-05")
def test_both_are_told_before_the_end(cast: Cast) -> None:
    in_force(cast, days=90)
    agreements.keep_terms(at=cast.at + timedelta(days=45))
    tell()
    for name in ("liaison", "secretary"):
        assert "到期，请商量续签" in told(cast, name)
