"""Alliance bodies at three levels, their shared calendar and feed, the one line of an industry, phone and public."""

import threading
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.activities import actions as activities
from tongxin.alliance import feeds
from tongxin.alliance.actions import bodies
from tongxin.alliance.models import AllianceMember, IndustryLine
from tongxin.alliance.queries import bodies as queries
from tongxin.alliance.tests.test_agreements import in_force
from tongxin.alliance.tests.test_pairings import held, proposed
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization

pytestmark = pytest.mark.django_db


def alliance(cast: Cast, area: Area, parent: Organization | None = None) -> Organization:
    return organizations.found(
        kind="alliance", name=f"{area.name}党建联盟", area=area, parent=parent,
        on=today(cast.at) - timedelta(days=100), by=SYSTEM, at=cast.at,
    )  # fmt: skip


@pytest.mark.covers("MHK-53")
def test_three_levels_with_members_and_one_secretary_unit(cast: Cast) -> None:
    street = cast.home.parent
    assert street is not None and street.parent is not None
    top = alliance(cast, street.parent)
    middle = alliance(cast, street, top)
    bottom = alliance(cast, cast.home, middle)
    assert len({queries.level_of(each) for each in (top, middle, bottom)}) == 3
    day = today(cast.at)
    bodies.admit(alliance=bottom, organization=cast.organizations["unit"], part="secretary", on=day, by=cast.secretary,
                 at=cast.at)  # fmt: skip
    with pytest.raises(bodies.MemberAlready):
        bodies.admit(alliance=bottom, organization=cast.organizations["school"], part="secretary", on=day,
                     by=cast.secretary, at=cast.at)  # fmt: skip
    bodies.admit(alliance=bottom, organization=cast.organizations["school"], part="member", on=day, by=cast.secretary,
                 at=cast.at)  # fmt: skip
    with pytest.raises(NotYours):
        bodies.admit(alliance=middle, organization=cast.organizations["firm"], part="member", on=day,
                     by=cast.secretary, at=cast.at)  # fmt: skip
    with pytest.raises(Unfit):
        bodies.admit(alliance=bottom, organization=middle, part="member", on=day, by=cast.secretary, at=cast.at)
    assert [row.part for row in queries.members_of(bottom, day)] == ["secretary", "member"]
    desk = as_(cast, "secretary")
    shown = words(desk.get(reverse("alliance:body", args=[bottom.pk])))
    assert "秘书处单位" in shown and middle.name in shown
    listed = words(desk.get(reverse("alliance:bodies")))
    assert top.name in listed and bottom.name in listed
    assert as_(cast, "neighbor").get(reverse("alliance:body", args=[bottom.pk])).status_code == 404


@pytest.mark.covers("MHK-53", "MHK-14")
def test_the_shared_calendar_is_read_by_a_calendar_program(cast: Cast) -> None:
    body = alliance(cast, cast.home)
    day = today(cast.at)
    for name, part in (("unit", "secretary"), ("school", "member")):
        bodies.admit(alliance=body, organization=cast.organizations[name], part=part, on=day, by=cast.secretary,
                     at=cast.at)  # fmt: skip
    held(cast, "联盟党课", (), co_hosts=("unit", "school"))
    held(cast, "别家的活动", ())
    begins = cast.at + timedelta(days=5)
    entry = bodies.make_entry(alliance=body, title="联席会议", begins_at=begins, ends_at=begins + timedelta(hours=1),
                              by=cast.liaison, at=cast.at)  # fmt: skip
    with pytest.raises(NotYours):
        bodies.make_entry(alliance=body, title="擅自", begins_at=begins, ends_at=begins + timedelta(hours=1),
                          by=cast.school_liaison, at=cast.at)  # fmt: skip
    with pytest.raises(Unfit):
        bodies.make_entry(alliance=body, title="倒着", begins_at=begins, ends_at=begins, by=cast.liaison, at=cast.at)
    desk = as_(cast, "liaison")
    made = words(desk.post(reverse("alliance:make-feed", args=[body.pk])))
    token = made.split("/public/alliance-calendar/")[1].split(".ics")[0]
    address = reverse("alliance:feed", args=[token])
    feed = Client().get(address)
    events = icalendar.Calendar.from_ical(feed.content).walk("VEVENT")
    assert feed["Content-Type"].startswith("text/calendar")
    # The activity of two members stands there once.
    assert sorted(str(each["summary"]) for each in events) == ["联席会议", "联盟党课"]
    bodies.cancel_entry(entry=entry, by=cast.liaison, at=cast.at)
    again = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    states = {str(each["summary"]): str(each["status"]) for each in again}
    assert states == {"联席会议": "CANCELLED", "联盟党课": "CONFIRMED"}
    desk.post(reverse("alliance:make-feed", args=[body.pk]))
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("alliance:feed", args=["guess"])).status_code == 404


@pytest.mark.covers("MHK-53", "C17-1")
def test_a_calendar_program_learns_that_an_activity_was_put_off(cast: Cast) -> None:
    body, begins = alliance(cast, cast.home), cast.at + timedelta(days=4)
    bodies.admit(alliance=body, organization=cast.organizations["unit"], part="secretary", on=today(cast.at),
                 by=cast.secretary, at=cast.at)  # fmt: skip
    activity = activities.plan(
        title="联盟义诊", kinds=["volunteering"], host=cast.organizations["unit"], area=cast.home, place="门前",
        begins_at=begins, ends_at=begins + timedelta(hours=2), is_open=True, by=SYSTEM, at=cast.at,
    )  # fmt: skip

    def read() -> Any:
        text = feeds.calendar_of(body, at=cast.at, home="http://localhost/")
        assert b"METHOD" not in text and text.count(b"DTSTART:") == 1, "a calendar in UTC, and no message"
        return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]

    first, later = read(), cast.at + timedelta(hours=3)
    day = timedelta(days=1)
    activities.change(
        activity=activity, begins_at=begins + day, ends_at=activity.ends_at + day, sign_up_until=begins, by=SYSTEM,
        at=later,
    )  # fmt: skip
    second = read()
    assert (first["uid"], first["sequence"], second["sequence"]) == (second["uid"], 0, 1)
    assert second["dtstamp"].dt == second["last-modified"].dt == later > first["last-modified"].dt
    assert second["dtstart"].dt == first["dtstart"].dt + day
    activities.cancel(activity=activity, reason="下雪", by=SYSTEM, at=later + day)
    third = read()
    assert (third["status"], third["sequence"], third["last-modified"].dt) == ("CANCELLED", 2, later + day)


@pytest.mark.covers("MHK-12")
def test_an_industry_has_one_line_and_brand_on_its_page(cast: Cast) -> None:
    desk = as_(cast, "secretary")
    told = {"industry": "education", "name": "家门口的课堂", "brand": "春泥", "text": "放学后两小时"}
    assert desk.post(reverse("alliance:set-line"), told).status_code == 302
    line = IndustryLine.objects.get()
    with pytest.raises(bodies.LineTaken):
        bodies.set_line(
            industry="education", name="另一条", brand="另一个", on=today(cast.at), by=cast.secretary, at=cast.at
        )
    shown = words(desk.get(reverse("alliance:industries")))
    assert "家门口的课堂" in shown and "春泥" in shown and "卫生健康" in shown
    assert "放学后两小时" in words(desk.get(reverse("alliance:line", args=[line.pk])))


@pytest.mark.covers("GY-12")
def test_the_public_reads_only_what_both_sides_agreed_to_show(cast: Cast) -> None:
    agreement = in_force(cast)
    address = reverse("alliance:public-promises")
    shown = words(Client().get(address))
    assert "每月一次夜间巡逻" in shown and "待履行" in shown and "张文斌" not in shown
    type(agreement).objects.filter(pk=agreement.pk).update(is_public=False)
    assert "每月一次夜间巡逻" not in words(Client().get(address))


@pytest.mark.covers("CD-37")
def test_on_the_phone_a_unit_and_a_member_find_what_is_theirs(cast: Cast) -> None:
    in_force(cast)
    pairing = proposed(cast, "member", "other_member", by="worker")
    unit, member = as_(cast, "liaison"), as_(cast, "member")
    assert "每月一次夜间巡逻" in words(unit.get(reverse("alliance:partner")))
    assert "同意结对" in words(member.get(reverse("alliance:my-pairings")))
    member.post(reverse("alliance:move-pairing", args=[pairing.pk, "agree"]))
    as_(cast, "other_member").post(reverse("alliance:move-pairing", args=[pairing.pk, "agree"]))
    assert "结对中" in words(member.get(pairing.get_absolute_url()))
    assert member.get(reverse("alliance:pairings")).status_code == 403
    assert as_(cast, "resident").get(pairing.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("page", ["pairings", "campaigns", "bodies", "industries", "contributions", "groups",
                                  "incubation", "asks", "requests", "new-ask", "open-campaign", "contribute",
                                  "file-group", "reach-stage", "link-societies", "set-line"])  # fmt: skip
def test_every_page_opens_at_the_desk(cast: Cast, page: str) -> None:
    assert as_(cast, "secretary").get(reverse(f"alliance:{page}")).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("MHK-53")
def test_two_desks_name_one_secretary_unit(cast: Cast) -> None:
    body, day = alliance(cast, cast.home), today(cast.at)
    gate, outcomes = threading.Barrier(2), []

    def name_it(unit: int) -> None:
        gate.wait()
        try:
            AllianceMember.objects.create(alliance=body, organization_id=unit, part="secretary", valid_from=day)
            outcomes.append("named")
        except (IntegrityError, OperationalError):
            # Two that shut each other out may wait for each other; then PostgreSQL refuses one of them.
            outcomes.append("refused")
        finally:
            connection.close()

    units = [cast.organizations[name].pk for name in ("unit", "school")]
    threads = [threading.Thread(target=name_it, args=(unit,)) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["named", "refused"]


def test_the_line_of_an_alliance_is_for_those_who_see_the_alliance(cast: Cast) -> None:
    body = alliance(cast, cast.home)
    given = {"on": today(cast.at), "by": cast.secretary, "at": cast.at}
    codes = [code for code, _label in queries.industries_without_line(today(cast.at))]
    theirs = bodies.set_line(industry=codes[0], name="院坝课堂", brand="一号", alliance=body, **given)
    all_city = bodies.set_line(industry=codes[1], name="全市的主线", brand="二号", **given)
    address = reverse("alliance:line", args=[theirs.pk])
    near, far = as_(cast, "secretary"), as_(cast, "neighbor")
    assert near.get(address).status_code == 200 and far.get(address).status_code == 404
    assert far.get(reverse("alliance:line", args=[all_city.pk])).status_code == 200
    shown = words(far.get(reverse("alliance:industries")))
    assert "院坝课堂" in shown and address not in shown
    tie = reverse("alliance:tie-line-project", args=[theirs.pk])
    assert far.post(tie, {"project": 1}).status_code == 403
