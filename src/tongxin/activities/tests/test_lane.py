"""The crowd's lane on real connections: the same answers as the page, in groups, never twice."""

import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import actions, codes, passes
from tongxin.activities.lane import ADDRESS, Lane, before
from tongxin.activities.models import Activity, Attendance
from tongxin.activities.tests.world import a_person, an_activity, held, signs_up
from tongxin.kernel.models import Record
from tongxin.kernel.records import sentence
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def activity(cast: Cast) -> Activity:
    return an_activity(cast, begins_at=timezone.now() + timedelta(minutes=10), at=timezone.now())


@pytest.fixture
def lanes() -> Iterator[tuple[Lane, Lane]]:
    """The lanes of two processes."""
    opened = Lane(), Lane()
    yield opened
    for lane in opened:
        lane.close()


def knock(lane: Lane, paper: str, code: str, accept: str = "*/*") -> tuple[int, str]:
    body = urlencode({"pass": paper, "code": code}).encode()
    environ = {
        "PATH_INFO": ADDRESS, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "HTTP_ACCEPT": accept,
    }  # fmt: skip
    told: list[tuple[str, list[tuple[str, str]]]] = []
    answer = b"".join(lane(environ, lambda status, headers: told.append((status, headers))))
    status = int(told[0][0][:3])
    return status, json.loads(answer)["said"] if answer else dict(told[0][1])["Location"]


def paper(activity: Activity, person: Person) -> str:
    return passes.sign(activity.pk, person.pk, until=activity.ends_at)


def digits(activity: Activity, seconds_ago: int = 0) -> str:
    return codes.code_at(activity.pk, timezone.now() - timedelta(seconds=seconds_ago), seconds=30).digits


def test_the_lane_says_what_the_page_says(cast: Cast, activity: Activity, lanes: tuple[Lane, Lane]) -> None:
    lane, member = lanes[0], cast.people["member"]
    good = paper(activity, member)
    assert knock(lane, good, digits(activity, 100)) == (410, "expired")
    assert knock(lane, good, "12") == (422, "wrong")
    assert knock(lane, good.replace(f".{member.pk}.", f".{cast.people['resident'].pk}."), digits(activity))[0] == 403
    assert knock(lane, passes.sign(activity.pk, member.pk, until=timezone.now() - timedelta(1)), "1")[0] == 403
    assert held(activity) == (0, 0)
    assert knock(lane, good, digits(activity)) == (200, "in")
    assert knock(lane, good, digits(activity)) == (409, "already")
    assert knock(lane, good, digits(activity), "text/html") == (303, f"/in/{activity.pk}/?said=already")
    row = Attendance.objects.get()
    written = Record.objects.about(row).select_related("by").get()
    assert sentence(written) == f"孙晓阳在“{activity.title}”签到（现场动态码）" and written.by_id == member.pk
    assert held(activity) == (0, 1)


def test_limited_places_membership_and_cancelled_activities_hold_in_the_lane_too(
    cast: Cast, lanes: tuple[Lane, Lane]
) -> None:
    at = timezone.now()
    limited = an_activity(cast, places=1, begins_at=at + timedelta(minutes=10), at=at)
    closed = an_activity(cast, audience="members", begins_at=at + timedelta(minutes=10), at=at, kinds=["theme_day"])
    off = an_activity(cast, begins_at=at + timedelta(minutes=10), at=at)
    later = an_activity(cast, begins_at=at + timedelta(hours=10), at=at)
    bare = an_activity(cast, dangers=["water"], begins_at=at + timedelta(minutes=10), at=at)
    signs_up(cast, "member", limited, at=at)
    actions.cancel(activity=off, reason="下雨", by=cast.worker, at=at)
    lane, member, resident = lanes[0], cast.people["member"], cast.people["resident"]
    said = [
        knock(lane, paper(each, who), digits(each))[1]
        for each, who in (
            (limited, resident), (limited, member), (closed, resident), (closed, member),
            (off, member), (later, member), (bare, member),
        )
    ]  # fmt: skip
    assert said == ["no-place", "in", "no-place", "in", "closed", "closed", "uninsured"]


def test_a_crowd_is_let_in_once_each_however_often_it_knocks(
    cast: Cast, activity: Activity, lanes: tuple[Lane, Lane]
) -> None:
    crowd = [a_person(cast, f"来宾{'甲乙丙丁戊己庚辛'[n % 8]}{'一二三四五'[n // 8]}") for n in range(40)]
    code = digits(activity)
    papers = [paper(activity, person) for person in crowd for _time in range(3)]
    barrier, said = threading.Barrier(len(papers)), Counter[str]()

    def come(n: int) -> None:
        barrier.wait()
        said[knock(lanes[n % 2], papers[n], code)[1]] += 1

    threads = [threading.Thread(target=come, args=(n,)) for n in range(len(papers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"in": 40, "already": 80}
    assert held(activity) == (0, 40)
    assert Attendance.objects.count() == Record.objects.filter(kind="activities.CheckedIn").count() == 40


@pytest.mark.covers("C05-6")
def test_who_guesses_codes_rests_in_the_lane_too_and_a_burst_of_guesses_finds_nothing(
    cast: Cast, activity: Activity, lanes: tuple[Lane, Lane]
) -> None:
    lane, good = lanes[0], paper(activity, cast.people["member"])
    wrong = f"{(int(digits(activity)) + 500_000) % 1_000_000:06d}"
    assert [knock(lane, good, wrong) for _try in range(6)] == [(422, "wrong")] * 5 + [(429, "rest")]
    assert knock(lanes[1], good, digits(activity)) == (429, "rest"), "a right code may have been guessed"
    assert knock(lane, paper(activity, cast.people["resident"]), digits(activity)) == (200, "in")
    assert knock(lane, good, digits(activity), "text/html")[1].endswith("?said=rest")

    burst, said = paper(activity, cast.people["other_member"]), Counter[str]()
    threads = [threading.Thread(target=lambda: said.update([knock(lane, burst, wrong)[1]])) for _try in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said["rest"] >= 20 and said["wrong"] + said["rest"] == 40
    assert knock(lane, burst, digits(activity)) == (429, "rest") and held(activity) == (0, 1)


def test_everything_else_goes_on_to_the_house() -> None:
    asked: list[str] = []

    def house(environ, start):
        asked.append(environ["PATH_INFO"])
        return [b""]

    door = before(house)
    door({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}, lambda *_: None)
    door({"PATH_INFO": ADDRESS, "REQUEST_METHOD": "GET"}, lambda *_: None)
    assert asked == ["/", ADDRESS]
