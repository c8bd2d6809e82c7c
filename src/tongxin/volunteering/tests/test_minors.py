"""Minors as volunteers: no seat, no shift taken over and no hours without a guardian's consent."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.activities.tests.world import an_activity
from tongxin.kernel.actor import Actor
from tongxin.people import guardians
from tongxin.people.minors import GuardianNeeded
from tongxin.people.models import GuardianConsent, Person
from tongxin.people.tests.world import a_minor, agreed
from tongxin.volunteering.actions import guarding, hours, shifts
from tongxin.volunteering.models import SeatHolding, SeatOffer
from tongxin.volunteering.tests.world import BEGINS

pytestmark = pytest.mark.django_db


def oneself(person: Person) -> Actor:
    return Actor(principal_id=person.pk, name=person.name, powers=frozenset({"activities.join"}))


def test_a_seat_and_a_shift_taken_over_wait_for_the_guardian_and_end_with_the_consent(cast: Cast) -> None:
    activity, minor = an_activity(cast), a_minor(cast)
    guide = shifts.plan(activity=activity, name="引导", seats=2, by=cast.worker, at=cast.at)
    tea = an_activity(cast, begins_at=cast.at + timedelta(days=30))
    pour = shifts.plan(activity=tea, name="倒茶", seats=1, by=cast.worker, at=cast.at)
    given = shifts.take(shift=pour, person=cast.people["member"], by=cast.member, at=cast.at)
    offer = shifts.offer(holding=given, by=cast.member, at=cast.at)
    with pytest.raises(GuardianNeeded):
        shifts.take(shift=guide, person=minor, by=oneself(minor), at=cast.at)
    with pytest.raises(GuardianNeeded):
        shifts.take_offer(offer=offer, person=minor, by=oneself(minor), at=cast.at)
    row = agreed(cast, minor)
    holding = shifts.take(shift=guide, person=minor, by=oneself(minor), at=cast.at)
    shifts.take_offer(offer=SeatOffer.objects.get(), person=minor, by=oneself(minor), at=cast.at)
    guardians.withdraw(consent=row, reason="母亲来社区口头提出", by=cast.worker, at=cast.at)
    with pytest.raises(GuardianNeeded):
        shifts.confirm_offer(offer=SeatOffer.objects.get(), by=cast.worker, at=cast.at)
    assert guarding.leave_seats(person=minor, at=cast.at) == 2
    assert SeatHolding.objects.get(pk=holding.pk).ended_at == cast.at
    assert (SeatOffer.objects.get().step, SeatOffer.objects.get().taker_id) == ("offered", None)


def test_own_hours_wait_for_the_consent_of_their_day(cast: Cast) -> None:
    minor = a_minor(cast)

    def report() -> None:
        hours.report(
            person=minor, organization=cast.organizations["party"], theme="others", text="陪独居老人读报",
            begins_at=BEGINS, ends_at=BEGINS + timedelta(hours=1), freely=True, by=oneself(minor), at=cast.at,
        )  # fmt: skip

    with pytest.raises(GuardianNeeded):
        report()
    agreed(cast, minor)
    with pytest.raises(GuardianNeeded):
        report()
    GuardianConsent.objects.filter(person=minor).update(valid_from=BEGINS.date())
    report()
