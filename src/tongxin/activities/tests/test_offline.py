"""What phones kept without network comes later: once each, with the first answer, held against its own moment."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import actions, passes
from tongxin.activities.models import Activity, Attendance, CodeAttempt, SignUp
from tongxin.activities.tests.phones import Sender
from tongxin.activities.tests.world import a_person, an_activity, code_of, held
from tongxin.kernel.models import OfflineAnswer, Record

pytestmark = pytest.mark.django_db

HOUR = 3600.0


def under_way(cast: Cast, **fields: Any) -> Activity:
    at = timezone.now()
    begins = fields.pop("begins_at", at - timedelta(minutes=50))
    return an_activity(cast, begins_at=begins, at=begins - timedelta(days=1), **fields)


def ago(**past: float) -> datetime:
    return timezone.now() - timedelta(**past)


def door(activity: Activity) -> str:
    return reverse("activities:in-later", args=[activity.pk])


@pytest.mark.covers("C05-5", "C17-2")
@pytest.mark.parametrize("wrong_by", [0.0, HOUR, -HOUR])
def test_a_scan_counts_at_its_own_moment_even_on_a_phone_whose_clock_is_wrong_by_an_hour(
    cast: Cast, wrong_by: float
) -> None:
    activity, scanned = under_way(cast), ago(minutes=20)
    phone = Sender(cast, "member", wrong_by=wrong_by)
    status, said = phone.send(door(activity), scanned, code=code_of(activity, scanned))
    assert (status, said["done"], said["sentence"]) == (200, True, "签到成功。")
    row = Attendance.objects.get()
    assert abs(row.checked_in_at - scanned) < timedelta(seconds=5) and row.how == "later"


def test_the_same_thing_sent_again_gets_the_first_answer_and_is_done_once(cast: Cast) -> None:
    activity, scanned = under_way(cast), ago(minutes=5)
    phone, item = Sender(cast, "member"), str(uuid.uuid4())
    code = code_of(activity, scanned)
    answers = [phone.send(door(activity), scanned, item, code=code) for _time in range(3)]
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 200
    assert held(activity) == (0, 1) and OfflineAnswer.objects.count() == 1
    assert Record.objects.filter(kind="activities.CheckedIn").count() == 1
    # A new thing about the same presence is refused in words, and that answer stays as well.
    other = str(uuid.uuid4())
    twice = [phone.send(door(activity), scanned, other, code=code) for _time in range(2)]
    assert twice[0] == twice[1] and twice[0][0] == 409 and "没有重复登记" in twice[0][1]["sentence"]
    # The id of one thing cannot carry another.
    status, said = phone.send(door(activity), scanned, item, code="000000")
    assert (status, said["final"], said["done"]) == (409, True, False)


def test_a_forged_a_replayed_and_a_late_code_are_refused_with_a_sentence(cast: Cast) -> None:
    activity, other = under_way(cast), under_way(cast, title="另一场", kinds=["visit"])
    phone, scanned = Sender(cast, "member"), ago(minutes=20)
    good = code_of(activity, scanned)
    assert phone.send(door(activity), scanned, code="12")[0] == 422
    assert phone.send(door(other), scanned, code=good)[0] == 422, "a code is of one activity"
    # The same code passed on and claimed for another moment; and for a moment just inside of the tolerance.
    assert phone.send(door(activity), ago(minutes=10), code=good)[0] == 422
    assert phone.send(door(activity), scanned + timedelta(seconds=200), code=good)[0] == 422
    assert held(activity) == (0, 0)
    assert phone.send(door(activity), scanned + timedelta(seconds=45), code=good)[0] == 200
    old = under_way(cast, begins_at=ago(hours=26))
    Activity.objects.filter(pk=old.pk).update(ends_at=ago(minutes=1))
    seen = ago(hours=25)
    status, said = Sender(cast, "resident").send(door(old), seen, code=code_of(old, seen))
    assert status == 410 and "隔了太久" in said["sentence"]


def test_signed_out_or_somebody_else_keeps_the_thing_on_the_phone(cast: Cast) -> None:
    activity, scanned = under_way(cast), ago(minutes=5)
    phone, item, code = Sender(cast, "member"), str(uuid.uuid4()), code_of(activity, scanned)
    other = Sender(cast, "resident")
    status, said = other.send(door(activity), scanned, item, whose=phone.person, code=code)
    assert (status, said["final"], said["why"]) == (409, False, "person")
    other.client.logout()
    status, said = other.send(door(activity), scanned, item, whose=phone.person, code=code)
    assert (status, said["final"], said["why"]) == (401, False, "sign-in")
    assert not OfflineAnswer.objects.exists()
    assert phone.send(door(activity), scanned, item, code=code)[0] == 200


def test_a_sign_up_made_offline_waits_its_turn_and_a_withdrawal_follows(cast: Cast) -> None:
    activity = an_activity(cast, places=1, begins_at=timezone.now() + timedelta(days=3), at=timezone.now())
    phone, other = Sender(cast, "member"), Sender(cast, "other_member")
    join = reverse("activities:deed", args=[activity.pk, "join"])
    assert other.send(join, timezone.now())[0] == 200
    item = str(uuid.uuid4())
    status, said = phone.send(join, ago(hours=1), item)
    assert status == 200 and "候补第 1 位" in said["sentence"]
    assert phone.send(join, ago(hours=1), item) == (status, said)
    leave = reverse("activities:deed", args=[activity.pk, "withdraw"])
    assert phone.send(leave, timezone.now())[1]["done"]
    assert SignUp.objects.get(person_id=phone.person).state == "withdrawn"
    actions.cancel(activity=activity, reason="下雨", by=cast.worker, at=timezone.now())
    status, said = phone.send(join, ago(hours=1))
    assert status == 409 and "不能报名" in said["sentence"]


def test_a_form_that_went_through_just_before_the_network_broke_counts_as_done(cast: Cast) -> None:
    activity = an_activity(cast, begins_at=timezone.now() + timedelta(days=3), at=timezone.now())
    phone, key = Sender(cast, "member"), str(uuid.uuid4())
    join = reverse("activities:deed", args=[activity.pk, "join"])
    assert phone.client.post(join, {"form_key": key}).status_code == 302
    status, said = phone.send(join, timezone.now(), key)
    assert (status, said["done"]) == (200, True) and SignUp.objects.count() == 1


def test_organizers_devices_at_one_door_agree_on_who_came(cast: Cast) -> None:
    activity = under_way(cast)
    paper = passes.sign(activity.pk, cast.people["member"].pk, until=activity.ends_at)
    address = reverse("activities:pass", args=[activity.pk, paper])
    recorder, worker = Sender(cast, "recorder"), Sender(cast, "worker", wrong_by=-HOUR)
    assert recorder.send(address, ago(minutes=12))[1]["sentence"] == "孙晓阳 已签到。"
    status, said = worker.send(address, ago(minutes=11))
    assert status == 409 and "没有重复登记" in said["sentence"]
    tick = reverse("activities:tick", args=[activity.pk])
    guest = a_person(cast, "周大山")
    moment = ago(minutes=30)
    assert worker.send(tick, moment, person=guest.pk)[0] == 200
    assert abs(Attendance.objects.get(person=guest).checked_in_at - moment) < timedelta(seconds=5)
    forged = address.replace(f".{cast.people['member'].pk}.", f".{cast.people['resident'].pk}.")
    assert recorder.send(forged, ago(minutes=5))[0] == 422
    assert Sender(cast, "member").send(tick, moment, person=guest.pk)[0] == 403
    assert held(activity) == (0, 2)


def test_who_tries_codes_rests_and_a_right_one_does_not_help_meanwhile(cast: Cast) -> None:
    activity = under_way(cast)
    client, at = Client(), timezone.now()
    cast.sign_in(client, "member")
    paper = passes.sign(activity.pk, cast.people["member"].pk, until=activity.ends_at)

    def tries(code: str) -> int:
        return client.post(reverse("activities:lane"), {"pass": paper, "code": code}).status_code

    wrong = f"{(int(code_of(activity, at)) + 500_000) % 1_000_000:06d}"
    assert [tries(wrong) for _time in range(6)] == [422] * 5 + [429]
    assert tries(code_of(activity, timezone.now())) == 429
    page = client.get(reverse("activities:in", args=[activity.pk]) + "?said=rest").content.decode()
    assert "错了太多次" in page
    phone = Sender(cast, "member")
    status, said = phone.send(door(activity), at, code=code_of(activity, at))
    assert (status, said["final"]) == (429, False) and "10 分钟" in said["sentence"]
    CodeAttempt.objects.update(until=ago(seconds=1))
    assert tries(code_of(activity, timezone.now())) == 200
