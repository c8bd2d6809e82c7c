"""Who is told of a check-in and a post: who checked in, the host that confirms, and the home organization."""

import pytest

from demo.cast import Cast
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_posts import published
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast: Cast, name: str) -> str:
    return "\n".join(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


@pytest.mark.covers("MHK-29")
def test_member_host_and_home_are_told(cast: Cast) -> None:
    enrolled(cast)
    claim = posts.claim(post=published(cast), by=cast.member, at=cast.at)
    posts.confirm(claim=claim, by=cast.worker, at=cast.at)
    for row in Record.objects.filter(kind__startswith="enrolment.").select_related("by").order_by("id"):
        engine.tell(row)
    assert "孙晓阳申请报到" in told(cast, "worker") and "孙晓阳认领了“楼道巡查”" in told(cast, "worker")
    assert "已确认您的报到，组织关系不变" in told(cast, "member") and "“楼道巡查”已确认到岗" in told(cast, "member")
    assert "本组织有人认领的岗位“楼道巡查”已确认到岗" in told(cast, "branch_secretary")
    assert not told(cast, "neighbor") and not told(cast, "school_liaison")
