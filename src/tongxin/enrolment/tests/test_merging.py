"""A community is merged: check-ins, posts, claims and promises follow it with notice; what was done still counts."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.enrolment import merging, queries
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.models import Enrolment, FormerPlace, PostClaim, Promise, ServicePost
from tongxin.enrolment.tests.test_enrolment import enrolled, requested
from tongxin.enrolment.tests.test_posts import published
from tongxin.enrolment.tests.test_promises import promised
from tongxin.enrolment.tests.year import came
from tongxin.kernel import records
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def merged(cast: Cast, days: int = 20) -> None:
    on = today(cast.at) - timedelta(days=days)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例〔2026〕1号", by=cast.planner, at=cast.at)


@pytest.mark.covers("MHK-29", "MHK-33")
def test_what_stands_there_follows_with_its_duties_and_a_notice(cast: Cast) -> None:
    confirmed, waiting, promise = enrolled(cast), requested(cast, "other_member"), promised(cast)
    post = published(cast)
    claim = posts.claim(post=post, by=cast.member, at=cast.at)
    home, branch = cast.home, confirmed.home_organization_id
    merged(cast)
    assert merging.follow_merges(at=cast.at) == 1 and merging.follow_merges(at=cast.at) == 0
    new = cast.organizations["next_party"]
    for thing in (confirmed, waiting, promise):
        thing.refresh_from_db()
        assert (thing.area_id, thing.area_path, thing.host_id) == (cast.next.pk, cast.next.path, new.pk)
    assert (confirmed.step, waiting.step, confirmed.home_organization_id) == ("confirmed", "requested", branch)
    post.refresh_from_db()
    claim.refresh_from_db()
    assert (post.area_id, claim.host_id, claim.area_path) == (cast.next.pk, new.pk, cast.next.path)
    for thing in (waiting, claim, promise):
        duty = Duty.objects.open().about(thing).get()
        assert (duty.holder_id, duty.area_path) == (new.pk, cast.next.path)
    assert [each.area_id for each in FormerPlace.objects.filter(enrolment=confirmed)] == [home.pk]
    assert Record.objects.about(confirmed).filter(kind="enrolment.CheckInMoved").count() == 1
    posts.confirm(claim=claim, by=cast.neighbor, at=cast.at)
    assert (claim.step, ServicePost.objects.get().taken) == ("active", 1)
    assert Enrolment.objects.visible_to(cast.neighbor).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_merger_is_heard_and_everybody_is_told(cast: Cast) -> None:
    enrolled(cast)
    merged(cast)
    records.deliver()
    records.deliver()
    told = Notice.objects.filter(text__contains="并入")
    assert {each.recipient_id for each in told} == {cast.people["member"].pk, cast.people["neighbor"].pk}
    assert "组织关系不变" in told.get(recipient=cast.people["member"].pk).text


def test_what_was_done_before_the_merger_still_counts(cast: Cast) -> None:
    enrolment = enrolled(cast)
    came(cast, "member", cast.at)
    before = queries.services_under(enrolment).count()
    claim = posts.claim(post=published(cast), by=cast.member, at=cast.at)
    posts.release(claim=claim, reason="身体原因", by=cast.member, at=cast.at)
    merged(cast)
    merging.follow_merges(at=cast.at)
    enrolment = Enrolment.objects.get()
    assert queries.services_under(enrolment).count() == before == 1
    assert queries.service_of([enrolment])[enrolment.pk].times == 1
    assert list(queries.claims_under(enrolment)) == [claim]
    assert PostClaim.objects.get().area_path == cast.home.path


def test_a_later_merger_waits_for_its_day_and_a_chain_is_followed_to_its_end(cast: Cast) -> None:
    enrolment = enrolled(cast)
    promised(cast)
    merged(cast, days=-3)
    assert merging.follow_merges(at=cast.at) == 0
    later = cast.at + timedelta(days=4)
    third = areas.create(
        kind="community", name="新丰社区", parent=cast.next.parent, on=today(cast.at), document="示例", by=cast.planner,
        at=cast.at,
    )  # fmt: skip
    areas.merge(areas=[cast.next], into=third, on=today(later), document="示例", by=cast.planner, at=later)
    assert merging.follow_merges(at=later) == 1
    enrolment.refresh_from_db()
    assert enrolment.area_id == third.pk and Promise.objects.get().area_id == third.pk
