"""A member checks in with the community, takes on a post, and the branch at home reads of it."""

from typing import Any

import pytest

from demo.cast import Cast
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.organizations.models import Affiliation

pytestmark = pytest.mark.browser


@pytest.mark.covers("GY-33", "MHK-29", "MHK-30")
def test_a_member_checks_in_and_takes_on_a_post(cast: Cast, visit: Any) -> None:
    before = list(Affiliation.objects.order_by("pk").values())
    phone = visit("member", phone=True).open("/my/enrolment/").press("去报到").looks_right()
    phone.fill(place=cast.home.name, skills="理发").page.get_by_label("社区治理岗").check()
    phone.press("申请报到").reads("等社区确认").looks_right()
    enrolment = Enrolment.objects.get()
    worker = visit("worker").open("/enrolments/").press("孙晓阳").press("确认报到").reads("组织关系不变").looks_right()

    worker.open("/service-posts/").press("发布岗位").fill(title="楼道巡查", kind="governance", duties="每周两次")
    worker.fill(places="1").press("发布").reads("已发布")
    assert ServicePost.objects.get().left == 1
    phone.open("/my/posts/").reads("楼道巡查").press("认领").reads("等社区确认").looks_right()
    worker.open(PostClaim.objects.get().get_absolute_url()).press("确认到岗").reads("派出组织也能看到")
    visit("branch_secretary").open("/enrolments/ours/").reads("孙晓阳").reads("楼道巡查")
    phone.open("/my/enrolment/").reads("认领服务岗位")
    enrolment.refresh_from_db()
    assert enrolment.step == "confirmed" and list(Affiliation.objects.order_by("pk").values()) == before
