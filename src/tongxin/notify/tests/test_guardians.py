"""Of a guardian's consent that ends or was taken back the minor is told, and of its end the desk."""

from datetime import datetime, timedelta

import pytest

from demo.cast import Cast
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice
from tongxin.people import guardians
from tongxin.people.tests.world import a_minor, agreed

pytestmark = pytest.mark.django_db


def tell_all() -> None:
    for row in Record.objects.filter(kind__startswith="people.Guardian").select_related("by").order_by("id"):
        engine.tell(row)


def test_an_end_is_told_once_to_the_minor_and_the_desk(cast: Cast) -> None:
    minor = a_minor(cast)
    agreed(cast, minor)
    soon = datetime(2027, 10, 21, 9, 0, tzinfo=CHINA)
    assert guardians.warn(at=soon - timedelta(days=1)) == 0
    assert guardians.warn(at=soon) == 1 and guardians.warn(at=soon + timedelta(days=1)) == 0
    tell_all()
    told = {notice.recipient_id: notice.text for notice in Notice.objects.all()}
    assert set(told) == {minor.pk, cast.people["worker"].pk}
    assert "2027-11-20" in told[minor.pk] and "何小川" in told[cast.people["worker"].pk]

    grown = a_minor(cast, born_in=2009, name="何大川")
    agreed(cast, grown, at=datetime(2027, 1, 1, 9, 0, tzinfo=CHINA))
    assert guardians.warn(at=datetime(2027, 12, 20, 9, 0, tzinfo=CHINA)) == 0


def test_the_minor_is_told_that_the_consent_was_taken_back(cast: Cast) -> None:
    minor = a_minor(cast)
    row = agreed(cast, minor)
    guardians.withdraw(consent=row, reason="母亲来社区口头提出", by=cast.worker, at=cast.at)
    tell_all()
    [notice] = Notice.objects.all()
    assert notice.recipient_id == minor.pk and "撤回了" in notice.text and "口头" not in notice.text
