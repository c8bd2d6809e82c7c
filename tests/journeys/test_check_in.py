"""A member checks in with the community and takes on a post; unit and community check in with each other."""

from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.enrolment.models import Enrolment, PostClaim, PublicCard, ServicePost
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.year import came
from tongxin.kernel import records
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
    # The second of the five steps is to show that one is a member: by choice, and seen by everybody.
    assert phone.open("/my/enrolment/").page.locator(".checklist-done").count() == 3
    phone.press("亮身份、填意愿").looks_right().page.get_by_label("愿意在社区亮明党员身份").check()
    phone.press("保存").reads("已更新").looks_right()
    came(cast, "member", timezone.now())
    phone.open("/my/enrolment/").press("公开卡").reads("在葫田社区亮明党员身份").looks_right()
    visit().open(PublicCard.objects.get().public_url).reads("孙晓阳").reads("葫田社区").looks_right()
    assert phone.open("/my/enrolment/").page.locator(".checklist-done").count() == 5
    enrolment.refresh_from_db()
    assert enrolment.step == "confirmed" and list(Affiliation.objects.order_by("pk").values()) == before

    # The one place is taken; a neighbor who would like it waits until it is given back.
    enrolled(cast, "other_member")
    other = visit("other_member", phone=True).open("/my/posts/").reads("楼道巡查").reads("已满")
    assert other.page.get_by_role("button", name="认领", exact=True).count() == 0
    phone.open("/my/posts/").page.locator("summary", has_text="放弃岗位").click()
    phone.fill(reason="腿伤了，要养三个月").press("放弃岗位").reads("已放弃").looks_right()
    other.open("/my/posts/").reads("每次约 2 小时").reads("还有 1 个名额").press("认领").reads("等社区确认")
    steps = dict(PostClaim.objects.values_list("subject__name", "step"))
    assert steps == {"孙晓阳": "released", "郑丽萍": "claimed"} and ServicePost.objects.get().left == 0


@pytest.mark.covers("CD-34", "C02-2")
def test_unit_and_community_check_in_with_each_other(cast: Cast, visit: Any) -> None:
    """The unit comes to the community with contact and pledge; the head of the community comes to the unit."""
    unit = visit("liaison", phone=True).open("/enrolments/").press("登记报到").looks_right()
    unit.fill(contact="张文斌", pledge="每季度一次用电安全检查").press("登记", exact=True).reads(
        "已登记报到"
    ).looks_right()
    records.deliver()
    head = (
        visit("secretary")
        .open("/desk/")
        .press("明远供电服务公司 · 驻区单位党组织", exact=False)
        .reads("每季度一次用电安全检查")
    )
    head.press("确认报到").reads("组织关系不变")

    head.open("/enrolments/record/").press("社区负责人到单位").looks_right()
    head.fill(unit="没有登记的单位").press("登记", exact=True).reads("没有找到这个组织")
    head.fill(unit="明远供电服务公司").press("登记", exact=True).reads("已登记报到").looks_right()
    records.deliver()
    unit.open("/my/").press("王秀兰 · 社区党组织负责人", exact=False).reads("王秀兰").press("确认报到").looks_right()
    found = dict(Enrolment.objects.values_list("kind", "step"))
    assert found == {"unit_to_community": "confirmed", "community_head_to_unit": "confirmed"}
    assert Enrolment.objects.get(kind="community_head_to_unit").host == cast.organizations["unit"]
