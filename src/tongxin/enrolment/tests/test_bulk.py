"""Many check-ins and claims at once: the same law as one at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import MEMBERS, Cast
from tongxin.enrolment import measures
from tongxin.enrolment.actions import MEMBER, UNIT
from tongxin.enrolment.bulk import NewClaim, NewEnrolment, claim_many, enrol_many
from tongxin.enrolment.errors import NotAMember
from tongxin.enrolment.invariants import enrolled_once_per_kind, places_are_counted
from tongxin.enrolment.models import Enrolment, ServicePost
from tongxin.enrolment.post_actions import NotEnrolled, PostFull
from tongxin.enrolment.tests.test_posts import published
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record

pytestmark = pytest.mark.django_db


@pytest.mark.covers("YX-38")
def test_members_and_units_check_in_by_the_hundred_under_the_same_law(cast: Cast) -> None:
    new = [NewEnrolment(cast.people[who].pk, cast.home, "residence", wishes=("law",)) for who in MEMBERS]
    new.append(NewEnrolment(cast.organizations["unit"].pk, cast.home, pledge="结对共建"))
    rows = enrol_many(new, by=SYSTEM, at=cast.at)
    assert [row.kind for row in rows] == [MEMBER] * len(MEMBERS) + [UNIT]
    assert Enrolment.objects.confirmed().filter(kind=MEMBER).count() == len(MEMBERS)
    assert all(row.home_organization_id == cast.organizations["branch"].pk for row in rows[:-1])
    assert Record.objects.filter(kind="enrolment.EnrolmentConfirmed").count() == len(rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol_many(new[:1], by=SYSTEM, at=cast.at)
    with pytest.raises(NotAMember), transaction.atomic():
        enrol_many([NewEnrolment(cast.people["resident"].pk, cast.home, "workplace")], by=SYSTEM, at=cast.at)
    waiting = enrol_many(
        [NewEnrolment(cast.people["member"].pk, cast.next, "workplace")], by=SYSTEM, at=cast.at, confirmed=False
    )
    assert Duty.objects.open().about(waiting[0]).count() == 1
    assert not list(enrolled_once_per_kind())
    day = today(cast.at)
    counted = (measures.checked_in_members(day), measures.checked_in_organisations(day))
    assert counted == (len(MEMBERS), 1)
    assert measures.checked_in_members(day - timedelta(days=1)) == 0


def test_claims_by_the_hundred_never_pass_the_places(cast: Cast) -> None:
    post = published(cast, places=3)
    new = [NewClaim(cast.people[who].pk, post) for who in MEMBERS]
    with pytest.raises(NotEnrolled):
        claim_many(new, by=SYSTEM, at=cast.at)
    enrol_many([NewEnrolment(each.subject_id, cast.home, "residence") for each in new], by=SYSTEM, at=cast.at)
    with pytest.raises(PostFull), transaction.atomic():
        claim_many(new, by=SYSTEM, at=cast.at)
    rows = claim_many(new[:3], by=SYSTEM, at=cast.at)
    post.refresh_from_db()
    assert post.taken == 3 and {row.step for row in rows} == {"active"}
    assert measures.posts_claimed(today(cast.at)) == 3
    assert not list(places_are_counted())
    ServicePost.objects.filter(pk=post.pk).update(taken=1)
    assert list(places_are_counted()) == [f"{post.number}：记着 1 个已认领，实有 3 个"]
