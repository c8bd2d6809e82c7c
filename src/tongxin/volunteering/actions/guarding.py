"""Guarding: whose guardian takes the consent back leaves the seats that have not begun, and takes nobody's shift."""

from datetime import datetime

from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.people.events import GuardianConsentWithdrawn
from tongxin.people.minors import ACTIVITIES, lacking
from tongxin.people.models import Person
from tongxin.volunteering.actions import shifts
from tongxin.volunteering.models import SeatHolding, SeatOffer, Shift


@listens(GuardianConsentWithdrawn)
def hear_of_withdrawal(row: Record) -> None:
    person = Person.objects.filter(pk=row.subject_id).first()
    if person is not None:
        leave_seats(person=person, at=row.at)


def leave_seats(*, person: Person, at: datetime) -> int:
    """Give up the coming seats for whose day no consent stands, and the shifts one would have taken over."""

    def waits(shift: Shift) -> bool:
        return bool(lacking(person.born_in, person.pk, ACTIVITIES, on=shift.activity.day))

    offers = SeatOffer.objects.filter(taker=person, step="taken").select_related("holding__seat__shift__activity")
    taken = [offer for offer in offers if waits(offer.shift)]
    for offer in taken:
        shifts.leave_offer(offer=offer, by=SYSTEM, at=at)
    held = SeatHolding.objects.coming(person.pk, at).filter(seat__shift__begins_at__gt=at)
    seats = [holding for holding in held if waits(holding.seat.shift)]
    for holding in seats:
        shifts.give_up(holding=holding, by=SYSTEM, at=at)
    return len(taken) + len(seats)
