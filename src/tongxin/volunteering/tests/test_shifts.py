"""Positions with seats: one holder each, qualified, and a change of hands in three steps."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.models import Activity, SignUp
from tongxin.activities.tests.world import an_activity
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Record
from tongxin.volunteering.actions import qualifications, shifts
from tongxin.volunteering.errors import NotQualified, OfferedAlready, SeatClash, SeatsTaken, ShiftOver
from tongxin.volunteering.models import Qualification, SeatHolding, SeatOffer, Shift
from tongxin.volunteering.tests.world import in_team

pytestmark = pytest.mark.django_db


def planned(cast: Cast, *, activity: Activity | None = None, **changes: object) -> Shift:
    given = {
        "activity": activity or an_activity(cast), "name": "签到台", "seats": 1, "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    return shifts.plan(**given | changes)


def taken(cast: Cast, shift: Shift, name: str = "member") -> SeatHolding:
    return shifts.take(shift=shift, person=cast.people[name], by=cast.actor(name), at=cast.at)


@pytest.mark.covers("C05-1")
def test_a_position_asks_for_a_qualification_that_holds_on_its_day(cast: Cast) -> None:
    in_team(cast, "member")
    member, day = cast.people["member"], cast.at.date()
    shift = planned(cast, name="急救点", qualifications=["first_aid"])
    with pytest.raises(NotQualified, match="急救证"):
        taken(cast, shift)
    assert not SignUp.objects.exists()
    known = {"person": member, "kind": "first_aid", "proof": "红十字 2024-118", "valid_from": day - timedelta(days=90)}
    for stranger in ("member", "neighbor", "recorder"):
        with pytest.raises(NotYours):
            qualifications.enter(**known, by=cast.actor(stranger), at=cast.at)
    row = qualifications.enter(**known, valid_to=day + timedelta(days=3), by=cast.leader, at=cast.at)
    with pytest.raises(NotQualified):
        taken(cast, shift)  # the activity is in a week, the paper runs out before
    Qualification.objects.filter(pk=row.pk).update(valid_to=day + timedelta(days=30))
    assert taken(cast, shift).person == member and SignUp.objects.get().state == "signed"
    row.refresh_from_db()
    qualifications.end(qualification=row, reason="证书失效", by=cast.worker, at=cast.at)
    assert not Qualification.objects.on(day).exists()


def test_a_seat_has_one_holder_and_nobody_sits_on_two_at_once(cast: Cast) -> None:
    activity = an_activity(cast)
    first, second = planned(cast, activity=activity), planned(cast, activity=activity, name="引导")
    taken(cast, first)
    with pytest.raises(SeatsTaken):
        taken(cast, first, "resident")
    with pytest.raises(SeatClash):
        taken(cast, second)
    with pytest.raises(Unfit):
        planned(cast, activity=activity, begins_at=activity.begins_at - timedelta(hours=1))
    with pytest.raises(Unfit):
        planned(cast, activity=activity, name="引导")
    with pytest.raises(NotYours):
        planned(cast, activity=activity, name="保洁", by=cast.neighbor)
    with pytest.raises(ShiftOver):
        shifts.take(shift=second, person=cast.people["resident"], by=cast.resident, at=activity.begins_at)


def test_offered_taken_confirmed_and_the_giver_stays_until_then(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    shift = planned(cast, activity=activity)
    seat = taken(cast, shift)
    offer = shifts.offer(holding=seat, by=cast.member, at=cast.at)
    with pytest.raises(OfferedAlready):
        shifts.offer(holding=seat, by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        shifts.take_offer(offer=offer, person=cast.people["member"], by=cast.member, at=cast.at)
    shifts.take_offer(offer=offer, person=cast.people["resident"], by=cast.resident, at=cast.at)
    with pytest.raises(AlreadyMoved):
        shifts.take_offer(offer=offer, person=cast.people["other_member"], by=cast.other_member, at=cast.at)
    assert SeatHolding.objects.held().get().person == cast.people["member"], "nothing has changed hands yet"
    assert Duty.objects.open().about(offer).get().holder_id == activity.host_id
    for stranger in ("member", "resident", "neighbor"):
        with pytest.raises(NotYours):
            shifts.confirm_offer(offer=offer, by=cast.actor(stranger), at=cast.at)
    shifts.confirm_offer(offer=offer, by=cast.worker, at=cast.at)
    assert SeatHolding.objects.held().get().person == cast.people["resident"]
    assert dict(SignUp.objects.values_list("person__name", "state")) == {"孙晓阳": "withdrawn", "钱阿秀": "signed"}
    activity.turnout.refresh_from_db()
    assert activity.turnout.taken == 1
    assert SeatHolding.objects.count() == 2, "who sat there before stays written down"


def test_a_taker_with_another_activity_is_refused_and_nothing_moves(cast: Cast) -> None:
    shift = planned(cast)
    other = planned(cast, activity=an_activity(cast, title="别处的活动"))
    offer = shifts.offer(holding=taken(cast, shift), by=cast.member, at=cast.at)
    shifts.take_offer(offer=offer, person=cast.people["resident"], by=cast.resident, at=cast.at)
    taken(cast, other, "resident")
    with pytest.raises(SeatClash):
        shifts.confirm_offer(offer=offer, by=cast.worker, at=cast.at)
    offer.refresh_from_db()
    assert offer.step == "taken" and SeatHolding.objects.held().filter(person=cast.people["member"]).exists()
    shifts.leave_offer(offer=offer, by=cast.resident, at=cast.at)
    shifts.withdraw_offer(offer=offer, by=cast.member, at=cast.at)
    assert SeatOffer.objects.get().step == "withdrawn"


def test_an_offer_nobody_took_lapses_when_the_shift_begins(cast: Cast) -> None:
    shift = planned(cast)
    shifts.offer(holding=taken(cast, shift), by=cast.member, at=cast.at)
    assert shifts.lapse_offers(at=cast.at) == 0
    assert shifts.lapse_offers(at=shift.begins_at) == 1
    assert SeatOffer.objects.get().step == "lapsed" and SeatHolding.objects.held().exists()


def test_giving_up_a_seat_frees_it_and_withdraws_the_offer(cast: Cast) -> None:
    shift = planned(cast)
    seat = taken(cast, shift)
    shifts.offer(holding=seat, by=cast.member, at=cast.at)
    shifts.give_up(holding=seat, by=cast.member, at=cast.at)
    assert SeatOffer.objects.get().step == "withdrawn"
    assert taken(cast, shift, "resident").seat == seat.seat


def test_the_desk_takes_a_seat_for_somebody_who_came(cast: Cast, client: Client) -> None:
    shift = planned(cast, activity=an_activity(cast, begins_at=timezone.now() + timedelta(days=3), at=timezone.now()))
    resident = cast.people["resident"]
    for stranger in ("member", "neighbor", "liaison"):
        with pytest.raises(NotYours):
            by = cast.actor(stranger).for_somebody(resident.pk)
            shifts.take(shift=shift, person=resident, by=by, at=cast.at)
    with pytest.raises(NotYours):
        shifts.take(shift=shift, person=resident, by=cast.worker, at=cast.at)
    cast.sign_in(client, "worker")
    page = reverse("volunteering:shifts", args=[shift.activity_id])
    assert "代为认领" in client.get(page).content.decode()
    address = reverse("volunteering:take-seat-for", args=[shift.activity_id])
    assert client.post(address, {"who": "无此人", "shift": shift.pk}).status_code == 422
    assert client.post(address, {"who": resident.name, "shift": shift.pk}).status_code == 302
    assert SeatHolding.objects.get().person == resident and SignUp.objects.get().person == resident
    told = Record.objects.get(kind="volunteering.SeatTaken")
    assert (told.by_id, told.on_behalf_of_id) == (cast.people["worker"].pk, resident.pk)
    answer = client.post(address, {"who": cast.people["member"].name, "shift": shift.pk})
    assert answer.status_code == 422 and "席位" in answer.content.decode()
    cast.sign_in(client, "neighbor")
    assert client.post(address, {"who": "孙晓阳", "shift": shift.pk}).status_code == 404
