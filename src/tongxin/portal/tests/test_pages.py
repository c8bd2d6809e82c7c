"""Where everybody comes in: the desk by due date, the phone, the public front, search within one's scope, feedback."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.tests.world import an_activity
from tongxin.areas.models import Area
from tongxin.exchange.tests import story
from tongxin.kernel import terms
from tongxin.kernel.models import Record
from tongxin.organizations.models import Organization
from tongxin.portal.models import Feedback

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(cast: Cast) -> Any:
    return story.raised(cast)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.covers("CD-46")
@pytest.mark.parametrize(
    ("who", "level"), [("worker", "community"), ("coordinator", "street"), ("director", "county"), ("planner", "city")]
)
def test_each_of_four_levels_has_its_desk_in_the_name_of_its_post(
    cast: Cast, client: Client, who: str, level: str, need: Any
) -> None:
    post = cast.actor(who)
    assert Area.objects.get(path=post.area_path).kind == level
    assert cast.sign_in(client, who).get("/").headers["Location"] == "/desk/"
    page = text_of(client, "/desk/?of=area")
    named = f"{Organization.objects.get(pk=post.organization_id).name} · {terms.label('roles', post.role)}"
    assert named in page and need.title in page
    assert client.get("/my/").status_code == 200, "whoever has a desk is somebody with a phone too"


@pytest.mark.covers("CD-46")
def test_members_and_residents_have_the_phone_and_a_stranger_the_portal(cast: Cast, client: Client) -> None:
    for who, first_page in (("", "/public/"), ("member", "/my/"), ("resident", "/my/")):
        if who:
            cast.sign_in(client, who)
        assert client.get("/").headers["Location"] == first_page
        text_of(client, "/")


@pytest.mark.covers("CD-50")
def test_one_asks_applies_joins_and_reads_oneself_and_the_counter_does_it_for_those_who_do_not(
    cast: Cast, client: Client
) -> None:
    need, activity = story.matching(cast), an_activity(cast, begins_at=timezone.now() + timedelta(days=3))
    asked = {"title": "想学用手机挂号", "kind": "education", "area": cast.home.pk}
    cast.sign_in(client, "resident")
    assert need.title in text_of(client, "/public/needs/?q=楼道灯")
    assert client.post("/my/needs/raise/", asked).status_code == 302
    assert client.post(f"/my/activities/{activity.pk}/join/").status_code == 302
    assert "想学用手机挂号" in text_of(client, "/my/needs/") and activity.title in text_of(
        client, "/my/activities/mine/"
    )
    text_of(client, "/my/year")
    # The same for somebody without a phone, by who stands at the counter; written down as such.
    cast.sign_in(client, "counter")
    member = cast.people["member"]
    told = asked | {"title": "想找人修收音机", "channel": "phone", "proposer": member.name}
    assert client.post("/needs/raise/", told).status_code == 302
    assert client.post(f"/activities/{activity.pk}/sign-ups/", {"who": member.name}).status_code == 302
    assert member.name in text_of(client, f"/points/persons/{member.pk}")
    deeds = Record.objects.filter(by_id=cast.people["counter"].pk, on_behalf_of_id=member.pk)
    assert set(deeds.values_list("kind", flat=True)) == {"exchange.NeedRaised", "activities.SignedUp"}
    assert "想找人修收音机" in text_of(cast.sign_in(client, "member"), "/my/needs/")


def test_a_duty_stands_on_the_desk_of_its_holder_only(cast: Cast, client: Client, need: Any) -> None:
    assert need.title in text_of(cast.sign_in(client, "worker"), "/desk/")
    assert need.title not in text_of(cast.sign_in(client, "neighbor"), "/desk/")
    assert need.title in text_of(cast.sign_in(client, "coordinator"), "/desk/?of=area")


def test_the_desk_counts_what_is_late_in_its_own_words(cast: Cast, client: Client, need: Any) -> None:
    from tongxin.portal import duties

    soon, late = cast.at + timedelta(hours=1), cast.at + timedelta(days=30)
    assert duties.counts(cast.worker, soon) == {"mine": 1, "mine_late": 0, "area_late": 0}
    assert duties.counts(cast.worker, late) == {"mine": 1, "mine_late": 1, "area_late": 1}


def test_the_way_to_a_thing_is_open_to_those_who_see_it(cast: Cast, client: Client, need: Any) -> None:
    address = f"/go/exchange.need/{need.pk}/"
    assert cast.sign_in(client, "worker").get(address).headers["Location"] == need.get_absolute_url()
    assert cast.sign_in(client, "neighbor").get(address).status_code == 404
    assert cast.sign_in(client, "worker").get("/go/auth.user/1/").status_code == 404


def test_search_finds_by_number_name_and_place_within_scope(cast: Cast, client: Client, need: Any) -> None:
    cast.sign_in(client, "worker")
    assert need.title in text_of(client, f"/search/?q={need.number}")
    assert need.title in text_of(client, "/search/?q=楼道灯")
    assert cast.home.name in text_of(client, f"/search/?q={cast.home.name}")
    assert need.title not in text_of(cast.sign_in(client, "neighbor"), "/search/?q=楼道灯")


def test_feedback_from_any_page_gets_an_answer(cast: Cast, client: Client) -> None:
    client.post("/feedback/", {"text": "字太小了 <b>", "page": "/public/"}, follow=True)
    given = Feedback.objects.get()
    assert given.by is None and given.page == "/public/"
    assert client.post("/feedback/", {"text": ""}).status_code == 422
    cast.sign_in(client, "secretary")
    assert "&lt;b&gt;" in text_of(client, "/feedback/all/")
    client.post(f"/feedback/{given.pk}/answer/", {"answer": "可以切换大字版。"})
    given.refresh_from_db()
    assert given.answer == "可以切换大字版。"
    assert cast.sign_in(client, "resident").get("/feedback/all/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/public/", "/public/about/", "/public/privacy/", "/help/", "/my/services/", "/my/add/"]
)
def test_standing_pages_open(cast: Cast, client: Client, address: str) -> None:
    text_of(cast.sign_in(client, "member"), address)
