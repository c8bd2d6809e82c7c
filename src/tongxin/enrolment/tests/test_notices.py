"""Who is told of a check-in and a post: who checked in, the host that confirms, and the home organization."""

import pytest

from demo.cast import Cast
from tongxin.enrolment import actions as enrolments
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


@pytest.mark.covers("C02-2")
def test_the_host_hears_who_left_and_not_what_it_ended_itself(cast: Cast) -> None:
    leaves, sent_away = enrolled(cast), enrolled(cast, "other_member")
    unit = enrolments.enrol_unit(organization=cast.organizations["unit"], area=cast.home, by=cast.liaison, at=cast.at)
    enrolments.confirm(enrolment=unit, by=cast.worker, at=cast.at)
    enrolments.end(enrolment=leaves, reason="搬到外市", by=cast.member, at=cast.at)
    enrolments.end(enrolment=sent_away, reason="登记有误", by=cast.worker, at=cast.at)
    enrolments.end(enrolment=unit, reason="单位迁出", by=cast.liaison, at=cast.at)
    for row in Record.objects.filter(kind="enrolment.EnrolmentEnded").select_related("by", "in_name_of"):
        engine.tell(row)
    words = told(cast, "worker")
    assert "结束了报到：搬到外市" in words and "结束了报到：单位迁出" in words and "登记有误" not in words
