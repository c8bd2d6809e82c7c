"""The pages of promises and cards: phone, desk, public board; what is wrong is said in words."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment.models import Enrolment, Promise, PromiseRating, PromiseRound, PublicCard
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_promises import WORDS, kept, opened, promised, published
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.mark.covers("GY-35", "GY-37")
def test_the_whole_way_on_the_pages(cast: Cast) -> None:
    desk, phone, neighbor = as_(cast, "secretary"), as_(cast, "member"), as_(cast, "resident")
    day = today(cast.at)
    told = {
        "title": "岁末承诺", "area": cast.home.pk, "begins_on": day, "make_until": day,
        "keep_until": day - timedelta(days=1), "rate_until": day + timedelta(days=60),
    }  # fmt: skip
    assert "依次" in words(desk.post(reverse("enrolment:open-promise-round"), told))
    told |= {"keep_until": day + timedelta(days=30), "form_key": str(uuid.uuid4())}
    assert desk.post(reverse("enrolment:open-promise-round"), told).status_code == 302
    round = PromiseRound.objects.get()
    assert "先向社区报到" in words(phone.get(reverse("enrolment:my-promises")))
    enrolled(cast)
    make = reverse("enrolment:make-promise", args=[round.pk, cast.home.pk])
    assert make in words(phone.get(reverse("enrolment:my-promises")))
    assert "电话" in words(phone.post(make, {"text": "有事打 13800001234 找我"}))
    sent = {"text": WORDS, "form_key": str(uuid.uuid4())}
    assert [phone.post(make, sent).status_code for _n in range(2)] == [302, 302]
    promise = Promise.objects.get()
    assert WORDS in words(desk.get(reverse("enrolment:promises"), {"step": "made"}))
    assert "审核通过" in words(desk.get(promise.get_absolute_url()))
    desk.post(reverse("enrolment:move-promise", args=[promise.pk, "approve"]))
    shown = words(phone.get(reverse("enrolment:my-promises")))
    assert "同意公开" in shown and "随时可以撤下" in shown
    phone.post(reverse("enrolment:move-my-promise", args=[promise.pk, "publish"]))
    assert WORDS in words(Client().get(reverse("enrolment:board", args=[cast.home.pk])))
    phone.post(reverse("enrolment:keep-promise", args=[promise.pk]), {"note": "巡查了六次"})
    assert "巡查了六次" in words(neighbor.get(reverse("enrolment:to-rate")))
    rate = reverse("enrolment:rate-promise", args=[promise.pk])
    assert neighbor.post(rate, {}).status_code == 422
    assert neighbor.post(rate, {"grade": "kept"}).status_code == 302
    assert "您评过的" in words(neighbor.get(reverse("enrolment:to-rate")))
    again = neighbor.post(rate, {"grade": "unseen"})
    assert again.status_code == 409 and "已经评过" in words(again)
    assert "做到了 1 人" in words(phone.get(reverse("enrolment:my-promises")))
    assert "钱阿秀" not in words(desk.get(promise.get_absolute_url()))


@pytest.mark.covers("GY-38")
def test_the_board_shows_name_branch_and_promise_only(cast: Cast) -> None:
    promise = kept(cast)
    promises.rate(promise=promise, rater=cast.people["resident"], grade="partly", by=cast.resident, at=cast.at)
    person = cast.people["member"]
    shown = words(Client().get(reverse("enrolment:board", args=[cast.home.pk])))
    row = shown.split("<tbody")[1].split("</tbody>")[0]
    for word in (person.name, cast.organizations["branch"].name, WORDS):
        assert word in row
    for hidden in (
        promise.number,
        "积分",
        "理发",
        "做到",
        "巡查了六次",
        str(PublicCard.objects.get().code),
        f"/{person.pk}/",
    ):
        assert hidden not in row
    assert cast.home.name in words(Client().get(reverse("enrolment:public-boards")))
    found = Client().get(reverse("enrolment:public-boards"), {"q": cast.home.name})
    assert found.status_code == 302 and found.url == reverse("enrolment:board", args=[cast.home.pk])
    assert Client().get(reverse("enrolment:public-boards"), {"q": "没有的社区"}).status_code == 422
    assert Client().get(reverse("enrolment:board", args=[10**9])).status_code == 404


@pytest.mark.covers("YX-47")
def test_three_lights_each_by_a_switch_and_points_are_off_until_switched_on(cast: Cast) -> None:
    published(cast)
    phone = as_(cast, "member")
    card = PublicCard.objects.get()
    shown = words(Client().get(card.public_url))
    assert "孙晓阳" in shown and WORDS in shown and "亮积分" not in shown and "办实事" not in shown
    phone.post(reverse("enrolment:switch-card", args=["points"]), {"shown": "1"})
    assert "亮积分" in words(Client().get(card.public_url))
    phone.post(reverse("enrolment:switch-card", args=["points"]), {"shown": ""})
    assert "亮积分" not in words(Client().get(card.public_url))
    phone.post(reverse("enrolment:switch-card", args=["promise"]), {"shown": ""})
    assert WORDS not in words(Client().get(card.public_url))
    enrolment = Enrolment.objects.get()
    identity = reverse("enrolment:switch-identity", args=[enrolment.pk])
    assert as_(cast, "other_member").post(identity, {"shown": ""}).status_code == 404
    phone.post(identity, {"shown": ""})
    assert Client().get(card.public_url).status_code == 404
    said = set(Record.objects.filter(kind__startswith="enrolment.Card").values_list("kind", flat=True))
    assert said == {"enrolment.CardShown", "enrolment.CardHidden"}
    assert phone.post(reverse("enrolment:switch-card", args=["salary"]), {"shown": "1"}).status_code == 404


def test_the_desk_takes_promises_and_ratings_of_who_stands_there(cast: Cast) -> None:
    desk, round = as_(cast, "worker"), opened(cast)
    address = reverse("enrolment:promise-round", args=[round.pk])
    assert "请先向社区报到" in words(desk.post(address, {"who": "孙晓阳", "text": WORDS}))
    enrolled(cast)
    assert desk.post(address, {"who": "孙晓阳", "text": WORDS}).status_code == 302
    promise = Promise.objects.get()
    for name in ("approve", "publish"):
        desk.post(reverse("enrolment:move-promise", args=[promise.pk, name]))
    desk.post(reverse("enrolment:keep-promise", args=[promise.pk]), {"note": "巡查了六次"})
    rate = reverse("enrolment:rate-promise-for", args=[promise.pk])
    assert "没有找到" in words(desk.post(rate, {"who": "查无此人", "grade": "kept"}))
    assert desk.post(rate, {"who": "钱阿秀", "grade": "kept"}).status_code == 302
    assert PromiseRating.objects.get().rater_id == cast.people["resident"].pk
    said = Record.objects.about(promise).filter(kind="enrolment.PromisePublished").get()
    assert said.on_behalf_of_id == cast.people["member"].pk


def test_a_rating_after_the_date_is_refused_in_words(cast: Cast) -> None:
    promise = kept(cast)
    round = promise.round
    day = today(cast.at) - timedelta(days=1)
    PromiseRound.objects.filter(pk=round.pk).update(begins_on=day, make_until=day, keep_until=day, rate_until=day)
    late = as_(cast, "resident").post(reverse("enrolment:rate-promise", args=[promise.pk]), {"grade": "kept"})
    assert late.status_code == 409 and "不能再评" in words(late)


def test_others_see_no_promises_that_are_not_theirs(cast: Cast) -> None:
    promise = promised(cast)
    for who in ("resident", "member", "recorder", "admin"):
        assert as_(cast, who).get(reverse("enrolment:promises")).status_code == 403, who
    for who in ("neighbor", "other_member", "school_liaison", "resident"):
        assert as_(cast, who).get(promise.get_absolute_url()).status_code == 404, who
        assert as_(cast, who).post(reverse("enrolment:keep-promise", args=[promise.pk])).status_code == 404, who
    assert WORDS in words(as_(cast, "branch_secretary").get(promise.get_absolute_url()))
    assert as_(cast, "branch_secretary").get(reverse("enrolment:change-promise", args=[promise.pk])).status_code == 403
    assert as_(cast, "member").get(promise.get_absolute_url()).url == reverse("enrolment:my-promises")
    assert as_(cast, "worker").get(reverse("enrolment:export-promises")).status_code == 200
    assert as_(cast, "worker").get(reverse("enrolment:open-promise-round")).status_code == 403
    assert promises.close_over(at=cast.at) == 0
