"""The pages: check in on the phone or at the counter, confirm at the desk, claim posts, read at home."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.areas import actions as areas
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.models import Enrolment, PostClaim, PublicCard, ServicePost
from tongxin.enrolment.tests.test_enrolment import enrolled, requested
from tongxin.enrolment.tests.test_posts import published
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db


@pytest.mark.covers("GY-33", "MHK-33")
def test_a_member_walks_the_five_steps_on_the_phone(cast: Cast) -> None:
    phone, desk = as_(cast, "member"), as_(cast, "worker")
    assert "去报到" in words(phone.get(reverse("enrolment:my-enrolment")))
    told = {"basis": "residence", "place": cast.home.name, "form_key": str(uuid.uuid4())}
    assert [phone.post(reverse("enrolment:check-in"), told).status_code for _n in range(2)] == [302, 302]
    enrolment = Enrolment.objects.get()
    shown = words(phone.get(reverse("enrolment:my-enrolment")))
    for step in ("报到", "亮明身份", "登记服务意愿", "认领服务岗位", "参加志愿服务"):
        assert step in shown
    assert "已完成" not in shown.split('<ol class="checklist">')[1].split("</ol>")[0]
    desk.post(reverse("enrolment:move-enrolment", args=[enrolment.pk, "confirm"]))
    offer = {"wishes": ["law"], "skills": "普法，理发", "shows_identity": "on"}
    phone.post(reverse("enrolment:my-offer", args=[enrolment.pk]), offer)
    post = published(cast)
    assert post.title in words(phone.get(reverse("enrolment:my-posts")))
    phone.post(reverse("enrolment:claim-my-post", args=[post.pk]))
    shown = words(phone.get(reverse("enrolment:my-enrolment"))).split('<ol class="checklist">')[1].split("</ol>")[0]
    assert shown.count("已完成") == 4
    assert Client().get(PublicCard.objects.get().public_url).status_code == 200, "who shows the identity has a card"
    phone.post(reverse("enrolment:my-offer", args=[enrolment.pk]), {"wishes": ["law"], "skills": "普法，理发"})
    assert Client().get(PublicCard.objects.get().public_url).status_code == 404, "and takes it back at once"
    enrolment.refresh_from_db()
    assert enrolment.skills == ["普法", "理发"] and enrolment.step == "confirmed"
    again = phone.post(reverse("enrolment:check-in"), told | {"form_key": str(uuid.uuid4())})
    assert again.status_code == 422 and enrolment.number in words(again)


def test_a_merged_community_is_refused_beside_its_field(cast: Cast) -> None:
    merged_on = today(cast.at) - timedelta(days=20)
    areas.merge(
        areas=[cast.home], into=cast.next, on=merged_on, document="示例〔2026〕1号", by=cast.planner, at=cast.at
    )
    told = {"basis": "residence", "place": cast.home.name}
    answer = as_(cast, "member").post(reverse("enrolment:check-in"), told)
    assert answer.status_code == 422 and f"请向“{cast.next.name}”报到" in words(answer)
    nowhere = as_(cast, "member").post(reverse("enrolment:check-in"), told | {"place": "没有的社区"})
    assert nowhere.status_code == 422 and "没有找到" in words(nowhere)


@pytest.mark.covers("CD-34")
def test_the_counter_checks_in_a_member_a_unit_and_a_head(cast: Cast) -> None:
    counter, desk = as_(cast, "counter"), as_(cast, "secretary")
    address = reverse("enrolment:record-enrolment-of", args=["member"])
    assert "没有找到" in words(
        counter.post(address, {"who": "查无此人", "basis": "residence", "place": cast.home.name})
    )
    counter.post(address, {"who": "孙晓阳", "basis": "workplace", "place": cast.home.name})
    member = Enrolment.objects.get(kind=enrolments.MEMBER)
    assert Record.objects.about(member).get().on_behalf_of_id == cast.people["member"].pk
    unit = {"organization": "明远供电服务公司", "area": cast.home.pk, "contact": "张文斌", "pledge": "用电检查"}
    desk.post(reverse("enrolment:record-enrolment-of", args=["unit"]), unit)
    desk.post(reverse("enrolment:record-enrolment-of", args=["head"]), {"who": "王秀兰", "unit": "明远供电服务公司"})
    head = Enrolment.objects.get(kind=enrolments.HEAD)
    liaison = as_(cast, "liaison")
    assert "确认报到" in words(liaison.get(head.get_absolute_url()))
    liaison.post(reverse("enrolment:move-enrolment", args=[head.pk, "confirm"]))
    assert set(Enrolment.objects.values_list("kind", "step")) == {
        (enrolments.MEMBER, "requested"),
        (enrolments.UNIT, "requested"),
        (enrolments.HEAD, "confirmed"),
    }
    listed = words(desk.get(reverse("enrolment:enrolments")))
    assert member.number in listed and head.number in listed
    only = words(desk.get(reverse("enrolment:enrolments"), {"kind": enrolments.UNIT}))
    assert member.number not in only


def test_two_workers_confirm_at_once_and_a_double_click_does_nothing_twice(cast: Cast) -> None:
    enrolment = requested(cast)
    address = reverse("enrolment:move-enrolment", args=[enrolment.pk, "confirm"])
    first, second, key = as_(cast, "worker"), as_(cast, "secretary"), {"form_key": str(uuid.uuid4())}
    assert first.post(address, key).status_code == 302
    late = second.post(address)
    assert late.status_code == 409 and "刷新" in words(late)
    first.post(address, key)
    assert Record.objects.filter(kind="enrolment.EnrolmentConfirmed").count() == 1


def test_of_two_browsers_one_gets_the_last_place(cast: Cast) -> None:
    for who in ("member", "other_member"):
        enrolled(cast, who)
    post = published(cast, places=1)
    address = reverse("enrolment:claim-my-post", args=[post.pk])
    first, second = as_(cast, "member"), as_(cast, "other_member")
    assert first.post(address).status_code == 302
    late = second.post(address)
    assert late.status_code == 409 and "名额刚刚认领完了" in words(late)
    claim = PostClaim.objects.get()
    assert "在岗" not in words(first.get(reverse("enrolment:my-posts"))).split("可以认领")[0].replace("确认到岗", "")
    first.post(reverse("enrolment:move-my-claim", args=[claim.pk, "release"]), {"reason": "身体原因"})
    assert second.post(address).status_code == 302


@pytest.mark.covers("MHK-29", "MHK-30")
def test_the_desk_publishes_confirms_and_the_home_branch_reads_it(cast: Cast) -> None:
    desk, home = as_(cast, "worker"), as_(cast, "branch_secretary")
    told = {
        "title": "楼道巡查", "kind": "governance", "area": cast.home.pk, "duties": "每周两次", "hours": "2",
        "places": "2", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert desk.post(reverse("enrolment:publish-post"), told | {"valid_to": "2025-01-01"}).status_code == 422
    desk.post(reverse("enrolment:publish-post"), told)
    post = ServicePost.objects.get()
    enrolled(cast)
    refused = desk.post(reverse("enrolment:claim-post-for", args=[post.pk]), {"who": "郑丽萍"})
    assert refused.status_code == 422 and "请先向该社区报到" in words(refused)
    desk.post(reverse("enrolment:claim-post-for", args=[post.pk]), {"who": "孙晓阳"})
    claim = PostClaim.objects.get()
    desk.post(reverse("enrolment:move-claim", args=[claim.pk, "confirm"]))
    shown = words(home.get(reverse("enrolment:ours")))
    assert "孙晓阳" in shown and "楼道巡查" in shown and cast.home.name in shown
    assert claim.post.title in words(home.get(reverse("enrolment:claim", args=[claim.pk])))
    assert "孙晓阳" in words(desk.get(reverse("enrolment:post", args=[post.pk])))
    assert as_(cast, "school_liaison").get(reverse("enrolment:claim", args=[claim.pk])).status_code == 404
    assert "孙晓阳" not in words(as_(cast, "school_liaison").get(reverse("enrolment:ours")))
    assert as_(cast, "neighbor").get(reverse("enrolment:post", args=[post.pk])).status_code == 404


@pytest.mark.covers("MHK-30", "CD-35")
def test_a_liaison_claims_a_post_in_the_name_of_the_unit(cast: Cast) -> None:
    liaison, post, unit = as_(cast, "liaison"), published(cast), cast.organizations["unit"]
    address = reverse("enrolment:claim-unit-post", args=[post.pk])
    assert "还没有在社区报到" in words(liaison.get(reverse("enrolment:unit-posts")))
    assert liaison.post(address).status_code == 409
    enrolment = enrolments.enrol_unit(organization=unit, area=cast.home, by=cast.liaison, at=cast.at)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    assert post.title in words(liaison.get(reverse("enrolment:unit-posts")))
    assert liaison.post(address).status_code == 302
    claim = PostClaim.objects.get()
    assert (claim.subject_id, claim.home_organization_id) == (unit.pk, unit.pk)
    assert claim.post.title in words(liaison.get(claim.get_absolute_url()))
    assert as_(cast, "worker").get(reverse("enrolment:unit-posts")).status_code == 403


def test_posts_are_changed_closed_and_exported(cast: Cast) -> None:
    desk, post = as_(cast, "worker"), published(cast)
    enrolled(cast)
    posts.claim(post=post, by=cast.member, at=cast.at)
    changed = {"title": "楼道巡查岗", "duties": "每周一次", "hours": "1.5", "places": "3"}
    desk.post(reverse("enrolment:correct-post", args=[post.pk]), changed)
    post.refresh_from_db()
    assert (post.title, post.places) == ("楼道巡查岗", 3)
    desk.post(reverse("enrolment:close-post", args=[post.pk]))
    post.refresh_from_db()
    assert post.closed_on
    assert "停止认领" in words(desk.get(reverse("enrolment:posts"), {"state": "closed"}))
    for name in ("enrolments", "posts", "claims"):
        assert desk.get(reverse(f"enrolment:export-{name}")).status_code == 200
    assert as_(cast, "branch_secretary").get(reverse("enrolment:export-ours")).status_code == 200
    assert "孙晓阳" in words(desk.get(reverse("enrolment:claims")))
    for name in ("enrolments", "claims", "posts"):
        for who in ("resident", "member", "admin", "recorder"):
            assert as_(cast, who).get(reverse(f"enrolment:{name}")).status_code == 403, (who, name)
    assert as_(cast, "admin").get(Enrolment.objects.get().get_absolute_url()).status_code == 404


def test_the_desk_fills_in_what_a_member_shows_and_the_record_page_says_so(cast: Cast) -> None:
    enrolment, desk = enrolled(cast), as_(cast, "worker")
    desk.post(reverse("enrolment:complete-enrolment", args=[enrolment.pk]), {"wishes": ["law"], "skills": "普法"})
    shown = words(desk.get(enrolment.get_absolute_url()))
    assert "法律服务岗" in shown and "报到不改变组织关系" in shown and "孙晓阳" in shown
    desk.post(reverse("enrolment:move-enrolment", args=[enrolment.pk, "renew"]))
    desk.post(reverse("enrolment:move-enrolment", args=[enrolment.pk, "end"]), {"reason": "工作变动"})
    enrolment.refresh_from_db()
    assert (enrolment.step, enrolment.end_reason) == ("ended", "工作变动")


def test_a_list_page_takes_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for who in ("member", "other_member", "branch_secretary", "liaison"):
        requested(cast, who)
    desk, home = as_(cast, "worker"), as_(cast, "branch_secretary")
    desk.get(reverse("enrolment:enrolments"))
    with django_assert_max_num_queries(7):
        desk.get(reverse("enrolment:enrolments"))
    with django_assert_max_num_queries(8):
        home.get(reverse("enrolment:ours"))
