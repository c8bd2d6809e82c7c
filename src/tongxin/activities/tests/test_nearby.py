"""Check-in by position: held once against the place, within a radius and a window of time, and kept nowhere."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import actions, attending, nearby, placing
from tongxin.activities.errors import CheckedInAlready, NotByPosition, NotNow, NotSignedUp, PositionTooVague, TooFar
from tongxin.activities.models import Activity, Attendance
from tongxin.activities.nearby import Position
from tongxin.activities.tests.phones import Sender
from tongxin.activities.tests.world import an_activity, code_of, held
from tongxin.areas.finding import find_area
from tongxin.kernel import datum, rules
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import OfflineAnswer, Record
from tongxin.venues import managing
from tongxin.venues.models import Venue

pytestmark = pytest.mark.django_db

#: A place in the test's city; a thousandth of a degree to the north is about 111 metres.
HERE = (102.546093, 24.351867)
HOUR = 3600.0


def pinned(cast: Cast, **fields: Any) -> Activity:
    activity = an_activity(cast, **{"takes_position": True} | fields)
    Activity.objects.filter(pk=activity.pk).update(longitude=HERE[0], latitude=HERE[1])
    activity.refresh_from_db()
    return activity


def under_way(cast: Cast, **fields: Any) -> Activity:
    begins = timezone.now() - timedelta(minutes=30)
    return pinned(cast, begins_at=begins, at=begins - timedelta(days=1), **fields)


def north(metres: float, accuracy: float = 20.0) -> Position:
    return Position(HERE[0], HERE[1] + metres / 111_195, accuracy)


def words(position: Position) -> dict[str, str]:
    given = {"longitude": position.longitude, "latitude": position.latitude, "accuracy": position.accuracy}
    return {f"here_{name}": str(value) for name, value in given.items()}


def comes(cast: Cast, name: str, activity: Activity, position: Position, **late: int) -> Attendance:
    at = activity.begins_at + timedelta(**late)
    person = cast.people[name]
    return nearby.check_in(activity=activity, person=person, position=position, by=cast.actor(name), at=at)


@pytest.mark.covers("C05-4")
def test_within_the_radius_and_the_window_one_is_in_and_only_that_is_kept(cast: Cast) -> None:
    activity = pinned(cast)
    with pytest.raises(NotNow):
        comes(cast, "member", activity, north(10), minutes=-31)
    with pytest.raises(NotNow):
        comes(cast, "member", activity, north(10), hours=2, minutes=31)
    with pytest.raises(TooFar):
        comes(cast, "member", activity, north(250))
    row = comes(cast, "member", activity, north(190), minutes=-30)
    rule = rules.find("activity.position_metres", on=activity.day, path=activity.area_path)
    assert (row.how, row.within, row.within_by, held(activity)) == ("near", 200, rule, (0, 1))
    with pytest.raises(CheckedInAlready):
        comes(cast, "member", activity, north(0))
    with pytest.raises(NotYours):
        nearby.check_in(
            activity=activity, person=cast.people["resident"], position=north(0), by=cast.member, at=activity.begins_at
        )
    nothing_is_kept_of(north(190))
    assert "24.35" not in repr(north(190)) + str(north(190))


def nothing_is_kept_of(position: Position) -> None:
    """No table holds the numbers, with as few as four decimals; not the record either."""
    for number in (position.longitude, position.latitude):
        digits = f"{number:.4f}"
        for kind in (Record, OfflineAnswer, Attendance):
            assert digits not in serializers.serialize("json", kind.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'activities_attendance'")
        columns = {name for (name,) in cursor.fetchall()}
    assert not columns & {"longitude", "latitude", "accuracy", "datum", "distance"}


@pytest.mark.covers("C05-4")
def test_a_phone_that_is_not_sure_is_told_so_and_the_code_still_works(cast: Cast) -> None:
    activity = pinned(cast)
    with pytest.raises(PositionTooVague) as vague:
        comes(cast, "member", activity, north(10, accuracy=101))
    assert "签到码" in str(vague.value) and "记录员" in str(vague.value)
    with pytest.raises(PositionTooVague):
        comes(cast, "member", activity, north(240, accuracy=60))
    with pytest.raises(TooFar):
        comes(cast, "member", activity, north(1500, accuracy=900))
    begins = activity.begins_at
    code = code_of(activity, begins)
    row = attending.check_in(activity=activity, person=cast.people["member"], code=code, by=cast.member, at=begins)
    assert (row.how, row.within) == ("code", None)


@pytest.mark.covers("C05-4")
def test_radius_and_window_are_rules_with_dates_and_an_activity_may_have_its_own(cast: Cast) -> None:
    activity = pinned(cast, begins_at=cast.at + timedelta(days=40))
    changed = activity.day - timedelta(days=1)
    before = rules.find("activity.position_metres", on=changed - timedelta(days=1))
    after = rules.set_rule(key="activity.position_metres", value=80, source="街道", valid_from=changed)
    with pytest.raises(TooFar):
        comes(cast, "member", activity, north(150))
    assert comes(cast, "member", activity, north(70)).within_by == after
    early = pinned(cast, title="早一天的", kinds=["visit"], begins_at=activity.begins_at - timedelta(days=5))
    row = comes(cast, "member", early, north(150))
    assert (row.within, row.within_by) == (200, before)

    actions.change(activity=activity, radius=400, opens_before=90, closes_after=0, by=cast.worker, at=cast.at)
    with pytest.raises(NotNow):
        comes(cast, "resident", activity, north(390), hours=2, minutes=1)
    row = comes(cast, "resident", activity, north(390, accuracy=5), minutes=-90)
    assert (row.within, row.within_by) == (400, None)
    said = Record.objects.filter(kind="activities.ActivityChanged").latest("pk").data["changes"]
    assert "多少米内算到场" in said and "开始前几分钟可签到" in said


def test_it_is_offered_only_where_switched_on_and_pinned_and_to_who_may_come(cast: Cast) -> None:
    off = pinned(cast, takes_position=False)
    with pytest.raises(NotByPosition):
        comes(cast, "member", off, north(0))
    bare = an_activity(cast, title="没标位置的", kinds=["visit"], takes_position=True)
    assert not nearby.is_offered(bare)
    with pytest.raises(NotByPosition):
        comes(cast, "member", bare, north(0))
    limited = pinned(cast, title="限额的", kinds=["party_class"], places=1)
    with pytest.raises(NotSignedUp):
        comes(cast, "member", limited, north(0))


def test_the_booked_room_says_where_it_is_or_the_house_it_is_in(cast: Cast) -> None:
    owner, by = cast.organizations["next_party"], cast.neighbor
    given: dict[str, Any] = {"owner": owner, "area": cast.next, "by": by, "at": cast.at}
    house = managing.register(name="党群服务中心", kind="service_center", capacity=60, **given)
    room = managing.register(name="二楼会议室", kind="meeting_room", capacity=30, parent=house, **given)
    for venue in (house, room):
        managing.set_hours(venue=venue, hours={day: [(480, 1320)] for day in range(1, 10)}, by=by, at=cast.at)
        managing.open_up(venue=venue, by=by, at=cast.at)
    Venue.objects.filter(pk=house.pk).update(longitude=HERE[0], latitude=HERE[1])
    activity = an_activity(cast, takes_position=True)
    placing.book_place(activity=activity, venue=room, by=cast.worker, at=cast.at)
    activity.refresh_from_db()
    assert activity.ground == HERE and comes(cast, "member", activity, north(50)).within == 200


def test_the_database_wants_a_radius_for_each_check_in_by_position_and_for_no_other(cast: Cast) -> None:
    activity = pinned(cast)
    row = comes(cast, "member", activity, north(0))
    for change in ({"within": None, "within_by": None}, {"how": "code"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.filter(pk=row.pk).update(**change)


@pytest.mark.covers("C05-4", "C05-5")
@pytest.mark.parametrize("wrong_by", [0.0, HOUR, -HOUR])
def test_kept_without_network_it_is_judged_at_its_own_moment_even_by_a_wrong_clock(cast: Cast, wrong_by: float) -> None:
    activity = under_way(cast)
    Activity.objects.filter(pk=activity.pk).update(ends_at=timezone.now() - timedelta(minutes=1), closes_after=0)
    taken = timezone.now() - timedelta(minutes=20)
    phone, item, address = Sender(cast, "member", wrong_by=wrong_by), str(uuid.uuid4()), door(activity)
    answers = [phone.send(address, taken, item, **words(north(30))) for _time in range(2)]
    assert answers[0] == answers[1] and answers[0][0] == 200
    row = Attendance.objects.get()
    assert (row.how, row.within) == ("near_later", 200) and abs(row.checked_in_at - taken) < timedelta(seconds=5)
    nothing_is_kept_of(north(30))
    # Not even the digest of what was sent tells the position: another one under the same id is the same thing.
    assert phone.send(address, taken, item, **words(north(9000))) == answers[0]
    now = timezone.now()
    assert Sender(cast, "resident", wrong_by=wrong_by).send(address, now, **words(north(30)))[0] == 409


def door(activity: Activity) -> str:
    return reverse("activities:in-near", args=[activity.pk])


def test_refused_the_page_says_why_and_shows_the_other_ways(cast: Cast, client: Client) -> None:
    activity = under_way(cast)
    cast.sign_in(client, "member")
    page = client.get(reverse("activities:in", args=[activity.pk])).content.decode()
    assert "不保存您在哪里" in page and "200 米内" in page and "记录员" in page and 'name="code"' in page
    for given, status, sentence in (
        ({}, 422, "没有拿到手机的位置"),
        (words(north(10)) | {"here_latitude": "nan"}, 422, "没有拿到手机的位置"),
        (words(north(10)) | {"here_longitude": "1e400"}, 422, "没有拿到手机的位置"),
        (words(north(10, accuracy=5000)), 422, "不够准"),
        (words(north(900)), 409, "不在活动地点附近"),
    ):
        answer = client.post(door(activity), given)
        said = answer.content.decode()
        assert answer.status_code == status and sentence in said and 'name="code"' in said
        assert "24.35" not in said
    assert held(activity) == (0, 0) and not Record.objects.filter(kind="activities.CheckedIn").exists()
    answer = client.post(door(activity), words(north(10)), follow=True)
    assert "签到成功" in answer.content.decode() and held(activity) == (0, 1)
    assert client.post(door(activity), words(north(10))).status_code == 409
    assert Client().post(door(activity), words(north(10))).status_code == 302


def test_the_organizer_switches_it_on_and_pins_the_place(cast: Cast, client: Client) -> None:
    activity = an_activity(cast, begins_at=timezone.now() + timedelta(hours=1), at=timezone.now())
    cast.sign_in(client, "worker")
    address = reverse("activities:change", args=[activity.pk])
    begins = timezone.localtime(activity.begins_at)
    given: dict[str, object] = {
        "title": activity.title, "kinds": ["volunteering"], "place": "东门", "audience": "everybody",
        "begins_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "takes_position": "on", "radius": "120", "opens_before": "45",
    }  # fmt: skip
    assert client.post(address, given | {"radius": "3"}).status_code == 422
    assert client.post(address, given).status_code == 302
    shown = client.get(reverse("activities:activity", args=[activity.pk])).content.decode()
    assert "120 米内" in shown and "还没有活动地点的位置" in shown
    place = find_area(*HERE, on=date.today())
    assert place.name
    gcj = datum.from_wgs84(*HERE, "gcj02")
    pin = reverse("activities:pin", args=[activity.pk])
    assert client.get(pin).status_code == 200
    said = client.post(pin, {"longitude": gcj[0], "latitude": gcj[1], "datum": "gcj02"})
    assert said.status_code == 302
    activity.refresh_from_db()
    assert datum.metres(activity.ground or (0, 0), HERE) < 1 and nearby.is_offered(activity)
    cast.sign_in(client, "member")
    assert client.get(pin).status_code == 403
    mine = client.get(reverse("activities:my-activity", args=[activity.pk])).content.decode()
    assert ("用手机位置签到" in mine) == (timezone.now() >= activity.begins_at - timedelta(minutes=45))
