"""Who acts: powers and reach come from posts and end with them."""

from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory

from demo.cast import SINCE, Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations.appointments import appoint, end_post
from tongxin.organizations.door import POST_KEY
from tongxin.organizations.models import Post
from tongxin.people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C01-2")
def test_a_post_gives_powers_and_reach_and_takes_them_along(cast: Cast) -> None:
    worker = cast.worker
    assert worker.holds("needs.verify") and worker.steers.covers(cast.grid.path)
    assert not worker.steers.covers(cast.next.path)
    assert worker.post_id
    post = Post.objects.get(pk=worker.post_id)
    end_post(post=post, on=date(2026, 11, 20), reason="调任", by=cast.secretary, at=cast.at)
    gone = cast.actor("worker")
    assert not gone.holds("needs.verify") and gone.post_id is None
    assert cast.actor("worker", at=cast.at - timedelta(days=1)).holds("needs.verify")


def test_a_member_without_a_post_acts_as_a_member_and_a_resident_as_a_resident(cast: Cast) -> None:
    assert cast.member.role == "member" and cast.member.holds("posts.claim")
    assert cast.resident.role == "resident" and not cast.resident.holds("posts.claim")


def test_one_query_fills_in_the_actor(cast: Cast, django_assert_num_queries: object, client: object) -> None:
    from tongxin.kernel.web import actor_of

    request = RequestFactory().get("/")
    request.session = cast.sign_in(client, "worker").session  # type: ignore[arg-type,attr-defined]
    request.at = cast.at  # type: ignore[attr-defined]
    dict(request.session.items())
    assert cast.worker  # the lists of the profile are remembered from here on
    with django_assert_num_queries(1):  # type: ignore[operator]
        actor = actor_of(request)
    assert actor is not None and actor.name == "李春燕"


def test_who_holds_two_posts_acts_in_the_name_of_the_chosen_one_and_of_no_other(cast: Cast, client: Client) -> None:
    worker = cast.people["worker"]
    second = appoint(
        person=worker, organization=cast.organizations["unit"], role="unit_liaison", on=SINCE, by=SYSTEM, at=cast.at
    )
    foreign = Post.objects.get(person=cast.people["secretary"])
    cast.sign_in(client, "worker")
    assert client.post("/switch-post", {"post": second.pk}).status_code == 302
    assert client.session[POST_KEY] == second.pk
    assert client.post("/switch-post", {"post": foreign.pk}).status_code == 403
    assert client.session[POST_KEY] == second.pk


def test_a_security_administrator_unlocks_an_account_and_lets_one_rest(cast: Cast, client: Client) -> None:
    appoint(
        person=cast.people["planner"], organization=cast.organizations["county_committee"], role="security_admin",
        on=SINCE, by=SYSTEM, at=cast.at,
    )  # fmt: skip
    end_post(post=Post.objects.get(person=cast.people["planner"], role="city_planner"), on=SINCE, reason="调任",
             by=SYSTEM, at=cast.at)  # fmt: skip
    member = User.objects.get(login="member")
    for _n in range(5):
        answer = Client().post("/sign-in/", {"username": "member", "password": "不对"})
    assert answer.status_code == 429
    cast.sign_in(client, "planner")
    assert "试错暂停中" in client.get("/accounts/").content.decode()
    client.post(f"/accounts/{member.pk}/unlock")
    assert Client().post("/sign-in/", {"username": "member", "password": "不对"}).status_code == 422
    own = cast.sign_in(Client(), "member")
    assert own.get("/account/").status_code == 200
    client.post(f"/accounts/{member.pk}/switch")
    assert own.get("/account/").status_code == 302
    me = User.objects.get(login="planner")
    assert client.post(f"/accounts/{me.pk}/switch").status_code == 403
    assert own.get("/accounts/").status_code == 302


def test_what_everybody_may_do_for_oneself_is_no_power_over_others(cast: Cast) -> None:
    recorder = cast.recorder
    assert recorder.holds("needs.withdraw") and "needs.withdraw" not in recorder.office
    assert "needs.withdraw" in cast.worker.office
