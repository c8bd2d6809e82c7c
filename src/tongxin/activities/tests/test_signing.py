"""Signing up: places, the waiting list that moves up by itself, clashes over the whole city."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.activities import signing
from tongxin.activities.errors import NoOffer, NotForYou, NotOpen, SignedAlready, TimeClash
from tongxin.activities.models import SignUp, Turnout
from tongxin.activities.tests.world import a_person, an_activity, held, signs_up
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C05-2")
def test_the_waiting_list_moves_up_by_itself_and_asks(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    first = signs_up(cast, "member", activity)
    second, third = signs_up(cast, "resident", activity), signs_up(cast, "other_member", activity)
    assert [row.state for row in (first, second, third)] == ["signed", "waiting", "waiting"]
    assert (second.place_in_line, third.place_in_line) == (1, 2)

    signing.withdraw(sign_up=first, by=cast.member, at=cast.at)
    second.refresh_from_db()
    assert second.state == "offered" and second.offered_until == cast.at + timedelta(hours=12)
    assert held(activity)[0] == 1, "an offered place is held"

    # The second does not answer within the rule's hours: the third is asked.
    assert signing.lapse_offers(at=cast.at + timedelta(hours=11)) == 0
    assert signing.lapse_offers(at=cast.at + timedelta(hours=13)) == 1
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("declined", "offered")
    with pytest.raises(NoOffer):
        signing.accept_place(sign_up=second, by=cast.resident, at=cast.at + timedelta(hours=13))
    signing.accept_place(sign_up=third, by=cast.other_member, at=cast.at + timedelta(hours=14))
    assert third.state == "signed" and held(activity)[0] == 1
    kinds = list(Record.objects.about(second).values_list("kind", flat=True))
    assert kinds == ["activities.PutOnWaitingList", "activities.PlaceOffered", "activities.OfferLapsed"]


def test_an_expired_offer_cannot_be_accepted_even_before_the_clock_came_by(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    first, second = signs_up(cast, "member", activity), signs_up(cast, "resident", activity)
    signing.withdraw(sign_up=first, by=cast.member, at=cast.at)
    with pytest.raises(NoOffer):
        signing.accept_place(sign_up=second, by=cast.resident, at=cast.at + timedelta(hours=12, seconds=1))


@pytest.mark.covers("C05-3")
def test_one_person_is_at_one_place_in_the_whole_city(cast: Cast) -> None:
    here = an_activity(cast)
    there = an_activity(cast, by=cast.neighbor, area=cast.next, host=cast.organizations["next_party"],
                        begins_at=here.begins_at + timedelta(minutes=90))  # fmt: skip
    right_after = an_activity(cast, begins_at=here.ends_at)
    signs_up(cast, "member", here)
    with pytest.raises(TimeClash, match="周六义务理发"):
        signs_up(cast, "member", there)
    signs_up(cast, "member", right_after)
    signs_up(cast, "resident", there)
    with pytest.raises(IntegrityError), transaction.atomic():
        row = SignUp.objects.get(activity=there)
        SignUp.objects.create(
            activity=there, person=cast.people["member"], state="signed", queued_at=cast.at, during=row.during
        )


def test_who_found_something_else_meanwhile_is_passed_over(cast: Cast) -> None:
    full, other = an_activity(cast, places=1), an_activity(cast, title="另一场")
    first = signs_up(cast, "other_member", full)
    busy, free = signs_up(cast, "member", full), signs_up(cast, "resident", full)
    signs_up(cast, "member", other)
    signing.withdraw(sign_up=first, by=cast.other_member, at=cast.at)
    busy.refresh_from_db()
    free.refresh_from_db()
    assert (busy.state, free.state) == ("waiting", "offered")


def test_sign_up_can_be_edited_withdrawn_and_repeated_by_its_own_person_only(cast: Cast) -> None:
    activity = an_activity(cast)
    row = signs_up(cast, "member", activity)
    with pytest.raises(SignedAlready):
        signs_up(cast, "member", activity)
    signing.amend(sign_up=row, note="带两把推子", by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        signing.withdraw(sign_up=row, by=cast.resident, at=cast.at)
    signing.withdraw(sign_up=row, by=cast.member, at=cast.at)
    assert not row.left_late and held(activity)[0] == 0
    again = signs_up(cast, "member", activity)
    assert again.pk == row.pk and held(activity)[0] == 1
    signing.withdraw(sign_up=row, by=cast.member, at=activity.begins_at - timedelta(hours=1))
    assert row.left_late
    with pytest.raises(NotOpen):
        signs_up(cast, "resident", activity, at=activity.ends_at)


def test_at_the_counter_somebody_is_signed_up_and_it_is_recorded_as_such(cast: Cast) -> None:
    activity = an_activity(cast)
    resident = cast.people["resident"]
    row = signing.sign_up(activity=activity, person=resident, by=cast.counter.for_somebody(resident.pk), at=cast.at)
    written = Record.objects.about(row).get()
    assert (written.by_id, written.on_behalf_of_id) == (cast.people["counter"].pk, resident.pk)
    with pytest.raises(NotYours):
        signing.sign_up(
            activity=activity, person=a_person(cast, "周大山"), at=cast.at,
            by=cast.neighbor.for_somebody(cast.people["member"].pk),
        )  # fmt: skip


def test_an_activity_for_members_takes_members(cast: Cast) -> None:
    activity = an_activity(cast, audience="members", kinds=["theme_day"])
    assert signs_up(cast, "member", activity).state == "signed"
    with pytest.raises(NotForYou):
        signs_up(cast, "resident", activity)


def test_the_table_itself_gives_no_place_twice(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    row = signs_up(cast, "member", activity)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.bulk_create([
            SignUp(activity=activity, person=cast.people["resident"], state="signed", queued_at=cast.at,
                   during=row.during),
        ])  # fmt: skip
    SignUp.objects.filter(pk=row.pk).delete()
    assert Turnout.objects.get(pk=activity.pk).taken == 0
