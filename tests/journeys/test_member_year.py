"""A member's year on the phone: a promise from making to rating, what others may see, the statement and a doubt."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from demo.cast import Cast
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment import reminding
from tongxin.enrolment.models import Promise, PromiseRating, PublicCard
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_posts import published
from tongxin.enrolment.tests.test_promises import WORDS, kept, opened
from tongxin.enrolment.tests.test_year import make_agency, take_lists_of, take_rule_of
from tongxin.enrolment.tests.year import came
from tongxin.exchange.tests.test_wishes import approved
from tongxin.kernel import records
from tongxin.kernel.models import Duty
from tongxin.people.models import User
from tongxin.points import statements
from tongxin.points.models import Objection
from tongxin.points.tests.test_year import apply_rules_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_the_story")]


@pytest.mark.covers("GY-35", "GY-37", "YX-47")
def test_a_member_promises_keeps_and_decides_what_is_seen(cast: Cast, visit: Any) -> None:
    enrolled(cast)
    opened(cast)
    phone = visit("member", phone=True).open("/my/services/").press("党员：我的一年", exact=False).looks_right()
    phone.press("承诺").press("作出承诺").looks_right().fill(text=WORDS).press("交给社区").reads(
        "由您决定"
    ).looks_right()
    promise = Promise.objects.get()
    desk = visit("worker").open("/promises/").press("孙晓阳").reads("剩 5 个工作日").press("审核通过")
    desk.reads("是否公开由本人决定").looks_right()

    stranger = visit().open(f"/public/boards/{cast.home.pk}/").reads("还没有公开的承诺")
    phone.open("/my/promises/").reads("随时可以撤下").press("同意公开").reads("已按本人意见公开").looks_right()
    stranger.open(f"/public/boards/{cast.home.pk}/").reads(WORDS).reads("孙晓阳")
    phone.press("报告践诺").fill(note="巡查了六次，报修两处").press("报告").reads("已报告践诺")
    promise.refresh_from_db()
    assert promise.step == "kept"

    phone.press("公开卡").looks_right().reads("在葫田社区亮明党员身份")
    card = PublicCard.objects.get()
    assert (card.shows_promise, card.shows_points) == (True, False)
    neighbor = visit(phone=True).open(card.public_url).reads(WORDS)
    assert "亮积分" not in neighbor.page.content()
    points = phone.page.locator(".item", has_text="亮积分")
    points.get_by_role("button", name="公开", exact=True).click()
    phone.waits().reads("已公开").looks_right()
    neighbor.open(card.public_url).reads("亮积分").reads("不排名")
    points.get_by_role("button", name="不再公开").click()
    phone.waits().reads("现在就看不到了")
    neighbor.page.goto(card.public_url)
    assert WORDS in neighbor.page.content() and "亮积分" not in neighbor.page.content()
    phone.press("不再公开").reads("现在就看不到了")
    assert stranger.page.goto(card.public_url).status == 404
    stranger.open(f"/public/boards/{cast.home.pk}/").reads("还没有公开的承诺")


@pytest.mark.covers("GY-39")
def test_a_neighbor_of_seventy_five_rates_a_promise_in_large_letters(cast: Cast, visit: Any) -> None:
    kept(cast)
    User.objects.filter(person=cast.people["resident"]).update(large_type=True)
    phone = visit("resident", phone=True).open("/my/services/").press("评一评党员的承诺", exact=False).looks_right()
    phone.reads(WORDS).press("评一评").looks_right()
    phone.page.get_by_label("做到了", exact=True).check()
    phone.press("就这样评").reads("谢谢您，已经记下").reads("您评过的").looks_right()
    assert PromiseRating.objects.get().grade == "kept"


@pytest.mark.covers("MHK-34", "MHK-36", "CD-27")
def test_three_ones_and_two_minimums_remind_and_do_no_more(cast: Cast, visit: Any) -> None:
    """In a city with three "ones", 24 points a year and one service a month: the member reads it, nobody else does."""
    take_lists_of("meihekou", "enrolment_goals")
    apply_rules_of("meihekou", "points.per_activity", "points.year_minimum")
    take_rule_of("changde", "service.minimum")
    make_agency(cast)
    enrolled(cast)
    phone = visit("member", phone=True).open("/my/enrolment/year/").reads("还差 24 分，约 24 次活动").looks_right()
    phone.reads("本月到社区服务 0 次，还差 1 次。只作提醒")
    assert phone.page.locator(".checklist-done").count() == 0
    owed = Duty.objects.count()
    statements.remind_of_year(at=cast.at.replace(month=10))
    reminding.remind(at=cast.at)
    records.deliver()
    phone.open(reverse("notify:list")).reads("还差 24 分，约 24 次活动。只作提醒").reads("还差 1 次").looks_right()
    assert Duty.objects.count() == owed

    came(cast, "member", cast.at - timedelta(hours=1), kinds=["theme_day", "community_service"], title="周六主题党日")
    records.deliver()
    post = published(cast)
    posts.confirm(claim=posts.claim(post=post, by=cast.member, at=cast.at), by=cast.worker, at=cast.at)
    wish = approved(cast)
    phone.open("/my/wishes/").press(wish.title).press("认领").reads("已认领")
    phone.open("/my/enrolment/year/").reads("还差 23 分").reads("本月已到社区服务 1 次").looks_right()
    done = phone.page.locator(".checklist-done")
    for n, words in enumerate(("周六主题党日", post.title, wish.title)):
        assert words in done.nth(n).inner_text()


@pytest.mark.covers("YX-48", "MHK-36")
def test_the_statement_of_a_month_and_a_doubt_about_one_line(cast: Cast, visit: Any) -> None:
    enrolled(cast)
    came(cast, "member", cast.at - timedelta(days=7), kinds=["community_service"], title="社区大扫除")
    phone = visit("member", phone=True).open("/my/enrolment/year/").looks_right()
    phone.open("/my/year/2026/11").reads("社区大扫除").looks_right().press("有异议")
    phone.fill(reason="那天还去了下午场").press("提出异议").reads("答复后会通知您").looks_right()
    doubt = Objection.objects.get()
    assert doubt.step == "raised"
    desk = visit("secretary").open("/points/objections").reads("孙晓阳").open(doubt.get_absolute_url()).looks_right()
    desk.press("答复").page.get_by_label("维持", exact=False).first.check()
    desk.fill(text="下午场没有您的签到，记录不变。").page.locator("form#form button.btn-primary").click()
    desk.reads("并通知了提出人").looks_right()
    phone.open(doubt.get_absolute_url()).reads("下午场没有您的签到").press("我已知道").looks_right()
    doubt.refresh_from_db()
    assert doubt.step == "closed"
