"""Service posts: published by the community, claimed freely, confirmed; never more at a post than it has places."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from demo.cast import Cast
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.models import PostClaim, ServicePost
from tongxin.enrolment.tests.test_enrolment import enrolled, requested
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Affiliation

pytestmark = pytest.mark.django_db


def published(cast: Cast, **changes: Any) -> ServicePost:
    told = {"kind": "governance", "title": "楼道巡查", "duties": "每周巡查两次", "places": 2, "hours": 2.0}
    return posts.publish(
        area=cast.home,
        valid_from=date(2026, 1, 1),
        by=cast.worker,
        at=cast.at,
        **(told | changes),  # type: ignore[arg-type]
    )


@pytest.mark.covers("MHK-30", "MHK-29", "C02-3")
def test_a_post_is_published_claimed_confirmed_and_seen_by_home_and_host(cast: Cast) -> None:
    with pytest.raises(NotYours):
        posts.publish(
            area=cast.home, kind="law", title="普法", duties="答疑", places=1, valid_from=date(2026, 1, 1),
            by=cast.neighbor, at=cast.at,
        )  # fmt: skip
    post = published(cast)
    enrolled(cast)
    claim = posts.claim(post=post, by=cast.member, at=cast.at)
    assert claim.step == "claimed" and post.left == 1
    with pytest.raises(NotYours):
        posts.confirm(claim=claim, by=cast.member, at=cast.at)
    posts.confirm(claim=claim, by=cast.worker, at=cast.at)
    assert claim.step == "active" and claim.home_organization == cast.organizations["branch"]
    for sees in ("branch_secretary", "worker", "member"):
        assert claim in PostClaim.objects.visible_to(cast.actor(sees)), sees
    for blind in ("neighbor", "school_liaison", "other_member"):
        assert claim not in PostClaim.objects.visible_to(cast.actor(blind)), blind
    assert Affiliation.objects.get(person=cast.people["member"]).organization == cast.organizations["branch"]
    posts.release(claim=claim, reason="身体原因", by=cast.member, at=cast.at)
    post.refresh_from_db()
    assert claim.step == "released" and post.taken == 0
    with pytest.raises(AlreadyMoved):
        posts.confirm(claim=claim, by=cast.worker, at=cast.at)


def test_nobody_claims_before_checking_in_there(cast: Cast) -> None:
    post = published(cast)
    with pytest.raises(posts.NotEnrolled):
        posts.claim(post=post, by=cast.member, at=cast.at)
    requested(cast)
    with pytest.raises(posts.NotEnrolled):
        posts.claim(post=post, by=cast.member, at=cast.at)
    assert ServicePost.objects.get(pk=post.pk).taken == 0


@pytest.mark.covers("CD-35")
def test_one_member_holds_several_posts_each_once_and_a_unit_claims_too(cast: Cast) -> None:
    enrolled(cast)
    first, second = published(cast), published(cast, title="义务理发", kind="health")
    for post in (first, second):
        posts.claim(post=post, by=cast.member, at=cast.at)
    assert PostClaim.objects.held().of(cast.people["member"].pk).count() == 2
    with pytest.raises(posts.ClaimedThisPost):
        posts.claim(post=first, by=cast.member, at=cast.at)
    unit = cast.organizations["unit"]
    enrolment = enrolments.enrol_unit(organization=unit, area=cast.home, by=cast.liaison, at=cast.at)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    of_unit = posts.claim(post=first, subject_id=unit.pk, by=cast.liaison, at=cast.at)
    assert of_unit.home_organization == unit
    with pytest.raises(NotYours):
        posts.claim(post=second, subject_id=unit.pk, by=cast.school_liaison, at=cast.at)
    assert PostClaim.objects.held().from_home(unit.path).count() == 1
    first.refresh_from_db()
    assert first.taken == first.places == 2


def test_a_full_post_a_closed_post_and_a_post_out_of_term_take_nobody(cast: Cast) -> None:
    for who in ("member", "other_member", "branch_secretary"):
        enrolled(cast, who)
    post = published(cast, places=1)
    posts.claim(post=post, by=cast.member, at=cast.at)
    with pytest.raises(posts.PostFull):
        posts.claim(post=post, by=cast.other_member, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePost.objects.filter(pk=post.pk).update(taken=2)
    with pytest.raises(posts.PlacesHeld):
        wide = published(cast, title="巡查二", places=2)
        posts.claim(post=wide, by=cast.member, at=cast.at)
        posts.claim(post=wide, by=cast.other_member, at=cast.at)
        posts.correct(post=wide, title="巡查二", duties="巡查", places=1, by=cast.worker, at=cast.at)
    over = published(cast, title="去年的岗位", valid_to=date(2026, 6, 30))
    closed = published(cast, title="停招的岗位")
    posts.close(post=closed, by=cast.worker, at=cast.at)
    for post in (over, closed):
        with pytest.raises(posts.PostClosedAlready):
            posts.claim(post=post, by=cast.branch_secretary, at=cast.at)
    with pytest.raises(Unfit):
        published(cast, places=0)
    with pytest.raises(Unfit):
        published(cast, valid_to=date(2025, 1, 1))


def test_posts_end_with_the_check_in(cast: Cast) -> None:
    enrolment = enrolled(cast)
    post = published(cast)
    claim = posts.claim(post=post, by=cast.member, at=cast.at)
    posts.confirm(claim=claim, by=cast.worker, at=cast.at)
    enrolments.end(enrolment=enrolment, reason="居住地变更", by=cast.member, at=cast.at)
    claim.refresh_from_db()
    post.refresh_from_db()
    assert (claim.step, claim.end_reason, post.taken) == ("ended", "居住地变更", 0)


def test_the_desk_claims_for_a_person_and_it_is_recorded_as_such(cast: Cast) -> None:
    enrolled(cast)
    claim = posts.claim(post=published(cast), subject_id=cast.people["member"].pk, by=cast.counter, at=cast.at)
    row = Record.objects.about(claim).get()
    assert (row.by_id, row.on_behalf_of_id) == (cast.counter.principal_id, cast.people["member"].pk)
    with pytest.raises(NotYours):
        posts.claim(
            post=published(cast, title="另一岗"), subject_id=cast.people["member"].pk, by=cast.neighbor, at=cast.at
        )


@pytest.mark.covers("MHK-30")
@pytest.mark.django_db(transaction=True)
def test_twenty_members_at_once_fill_three_places_and_no_more(cast: Cast) -> None:
    from tongxin.kernel.actor import SYSTEM, Actor
    from tongxin.people import actions as people

    post = published(cast, places=3)
    claimers = []
    for n in range(20):
        person = people.register(name=f"党员{n:02d}", area=cast.home, by=SYSTEM, at=cast.at)
        organizations.affiliate(
            person=person, organization=cast.organizations["branch"], on=date(2024, 1, 1), by=SYSTEM, at=cast.at
        )
        actor = Actor(person.pk, person.name, powers=frozenset({"posts.claim", "enrolments.request"}))
        enrolment = enrolments.enrol_member(person=person, area=cast.home, basis="residence", by=actor, at=cast.at)
        enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
        claimers.append(actor)
    outcomes: list[str] = []
    barrier = threading.Barrier(len(claimers))

    def claim_one(actor: Actor) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            posts.claim(post=ServicePost.objects.get(pk=post.pk), by=actor, at=cast.at)
            outcomes.append("claimed")
        except posts.PostFull:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_one, args=(actor,)) for actor in claimers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post.refresh_from_db()
    assert (outcomes.count("claimed"), outcomes.count("full")) == (3, 17)
    assert post.taken == 3 == PostClaim.objects.held().filter(post=post).count()
