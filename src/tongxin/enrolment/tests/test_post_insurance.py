"""Dangerous service posts: offered and claimed at any time, but nobody starts before the community noted a policy."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.activities.errors import PolicyElsewhere, PolicyTooShort, PolicyTooSmall
from tongxin.activities.insurance import Paper
from tongxin.activities.models import Policy
from tongxin.activities.tests.test_insurance import a_paper, dangerous
from tongxin.activities.tests.test_insurance import insured as insured_activity
from tongxin.enrolment import chores, post_insuring
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.bulk import NewClaim, claim_many
from tongxin.enrolment.errors import PostUninsured
from tongxin.enrolment.invariants import posts_are_insured_for_their_places
from tongxin.enrolment.models import PostClaim, ServicePost
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_posts import published
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db


def electric(cast: Cast, **changes: object) -> ServicePost:
    return published(cast, **({"title": "上门换灯岗", "dangers": ["electric", "height"]} | changes))


def insured(cast: Cast, post: ServicePost, paper: Paper | Policy | None = None) -> Policy:
    return post_insuring.insure(post=post, policy=paper or a_paper(), by=cast.worker, at=cast.at)


@pytest.mark.covers("MHK-30")
def test_a_dangerous_post_is_claimed_at_once_and_begun_only_with_a_policy(cast: Cast) -> None:
    enrolled(cast)
    post = electric(cast)
    claim = posts.claim(post=post, by=cast.member, at=cast.at)
    with pytest.raises(PostUninsured, match="不能确认到岗"):
        posts.confirm(claim=claim, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        post_insuring.insure(post=post, policy=a_paper(), by=cast.neighbor, at=cast.at)
    with pytest.raises(PolicyTooShort):
        insured(cast, post, a_paper(valid_to=date(2026, 11, 20)))
    with pytest.raises(PolicyTooSmall, match="只保 1 人，名额是 2 人"):
        insured(cast, post, a_paper(persons=1))
    policy = insured(cast, post, a_paper(persons=2))
    over = cast.at + timedelta(days=41)
    with pytest.raises(PostUninsured), transaction.atomic():
        posts.confirm(claim=PostClaim.objects.get(pk=claim.pk), by=cast.worker, at=over)
    posts.confirm(claim=PostClaim.objects.get(pk=claim.pk), by=cast.worker, at=cast.at)
    with pytest.raises(PolicyTooSmall):
        posts.correct(post=post, title=post.title, duties="换灯", places=3, by=cast.worker, at=cast.at)
    with pytest.raises(PolicyElsewhere):
        insured_activity(cast, dangerous(cast), a_paper(persons=9))
    assert Record.objects.filter(kind="enrolment.PostInsured").get().data["policy"] == str(policy)
    assert not list(posts_are_insured_for_their_places())
    ServicePost.objects.filter(pk=post.pk).update(places=5)
    assert list(posts_are_insured_for_their_places()) == [f"{post.number}：保单保 2 人，名额 5"]


def test_the_database_lets_nobody_start_without_a_policy_of_that_day(cast: Cast) -> None:
    enrolled(cast)
    post = electric(cast)
    claim = posts.claim(post=post, by=cast.member, at=cast.at)
    rows = PostClaim.objects.filter(pk=claim.pk)
    with pytest.raises(IntegrityError, match="post_claim_insured"), transaction.atomic():
        rows.update(step="active", active_from=date(2026, 11, 21))
    insured(cast, post)
    with pytest.raises(IntegrityError, match="post_claim_insured"), transaction.atomic():
        rows.update(step="active", active_from=date(2027, 1, 1))
    rows.update(step="active", active_from=date(2026, 11, 21))
    with pytest.raises(IntegrityError, match="service_post_held_insured"), transaction.atomic():
        ServicePost.objects.filter(pk=post.pk).update(policy=None)
    enrolled(cast, "other_member")
    bare = electric(cast, title="另一个换灯岗")
    with pytest.raises(PostUninsured):
        claim_many([NewClaim(cast.people["other_member"].pk, bare)], by=SYSTEM, at=cast.at)
    insured(cast, bare, Policy.objects.get())
    assert claim_many([NewClaim(cast.people["other_member"].pk, bare)], by=SYSTEM, at=cast.at)[0].step == "active"


def test_a_post_with_people_becomes_dangerous_only_when_insured(cast: Cast) -> None:
    enrolled(cast)
    post = published(cast)
    posts.confirm(claim=posts.claim(post=post, by=cast.member, at=cast.at), by=cast.worker, at=cast.at)
    change = {"title": post.title, "duties": "巡查路口", "places": 2, "by": cast.worker, "at": cast.at}
    with pytest.raises(Unfit, match="已经有人在岗"):
        posts.correct(post=post, dangers=["road"], **change)
    insured(cast, post)
    posts.correct(post=post, dangers=["road"], **change)
    assert post.is_insured_on(date(2026, 12, 31)) and not post.is_insured_on(date(2027, 1, 1))
    # The policy ran out: the words may still be changed, who serves stays, and nobody new starts.
    posts.correct(post=post, dangers=["road"], **change | {"at": cast.at + timedelta(days=60), "duties": "巡查"})
    assert post.dangers == ["road"]


def test_the_community_is_reminded_once_while_somebody_waits_and_before_the_end(cast: Cast) -> None:
    enrolled(cast)
    post = electric(cast)
    assert chores.remind_of_insurance(cast.at) == 0, "nobody waits yet"
    posts.claim(post=post, by=cast.member, at=cast.at)
    assert [chores.remind_of_insurance(cast.at) for _time in range(2)] == [1, 0]
    insured(cast, post)
    last = date(2026, 12, 31)
    rules.set_rule(key="activity.insurance_reminder_days", value=5, source="街道", valid_from=date(2026, 11, 22))
    assert chores.remind_of_insurance(cast.at + timedelta(days=35)) == 0
    assert chores.remind_of_insurance(cast.at + timedelta(days=36)) == 1
    said = Record.objects.filter(kind="enrolment.PostInsuranceMissing").order_by("pk")
    assert [row.data["state"] for row in said] == ["还没有登记意外险", f"意外险保到 {last}"]


def test_from_offering_to_the_policy_on_pages(cast: Cast, client: Client, at_the_story: None) -> None:
    enrolled(cast)
    cast.sign_in(client, "worker")
    given = {
        "title": "上门换灯岗", "kind": "governance", "area": cast.home.pk, "duties": "换灯泡", "hours": "2",
        "places": "2", "valid_from": "2026-11-01", "dangers": ["electric"],
    }  # fmt: skip
    client.post(reverse("enrolment:publish-post"), given)
    post = ServicePost.objects.get(title="上门换灯岗")
    shown = client.get(post.get_absolute_url()).content.decode()
    assert "还要登记意外险" in shown and "用电作业；尚未投保意外险" in shown
    listed = client.get(reverse("enrolment:posts") + "?insurance=missing").content.decode()
    assert listed.count("cell-title") == 1 and "未投保" in listed

    cast.sign_in(client, "member")
    assert "可以先认领，社区投保后才能到岗" in client.get(reverse("enrolment:my-posts")).content.decode()
    client.post(reverse("enrolment:claim-my-post", args=[post.pk]))
    claim = PostClaim.objects.get(post=post)
    address = reverse("enrolment:insure-post", args=[post.pk])
    assert client.get(address).status_code == 403

    cast.sign_in(client, "worker")
    confirm = reverse("enrolment:move-claim", args=[claim.pk, "confirm"])
    refused = client.post(confirm)
    assert refused.status_code == 409 and "请先在岗位页登记意外险" in refused.content.decode()
    wrong = client.post(address, {"number": "PA-9"})
    assert wrong.status_code == 422 and "PA-9" in wrong.content.decode()
    paper = {"insurer": "安和财险", "number": "PA-9", "covers": "每人二十万元", "valid_from": "2026-01-01",
             "valid_to": "2026-12-31"}  # fmt: skip
    assert client.post(address, paper).status_code == 302
    shown = client.get(post.get_absolute_url()).content.decode()
    assert "PA-9" in shown and "李春燕" in shown
    assert client.post(confirm).status_code == 302
    cast.sign_in(client, "neighbor")
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_start_and_a_danger_that_is_added_never_both_happen(cast: Cast) -> None:
    enrolled(cast)
    for number in range(4):
        post = published(cast, title=f"第{number}岗")
        claim = posts.claim(post=post, by=cast.member, at=cast.at)

        def start(claim: PostClaim = claim) -> str:
            posts.confirm(claim=PostClaim.objects.get(pk=claim.pk), by=cast.worker, at=cast.at)
            return "began"

        def change(post: ServicePost = post) -> str:
            mine = ServicePost.objects.get(pk=post.pk)
            posts.correct(
                post=mine, title=mine.title, duties="登高", places=2, dangers=["height"], by=cast.worker, at=cast.at
            )
            return "changed"

        outcome = all_at_once([start, change])
        assert outcome in ({"began": 1, "Unfit": 1}, {"changed": 1, "PostUninsured": 1}), outcome
