"""The pages of this room: the phone, the leader's desk, the public page, and what strangers get."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import teams
from tongxin.activities.models import Activity
from tongxin.activities.tests.world import an_activity
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA
from tongxin.organizations.models import Organization
from tongxin.points.models import HOURS
from tongxin.volunteering import queries
from tongxin.volunteering.models import (
    Adoption,
    Contribution,
    HourReport,
    LegacyService,
    Qualification,
    SeatHolding,
    SeatOffer,
    Spot,
    Story,
)
from tongxin.volunteering.tests.world import confirmed, in_team, issued

pytestmark = pytest.mark.django_db


def u(name: str, *args: object) -> str:
    return reverse(f"volunteering:{name}", args=args)


def form(cast: Cast, **changes: object) -> dict[str, object]:
    """A report of two hours, yesterday by the door's own clock."""
    begins = (timezone.now().astimezone(CHINA) - timedelta(days=1)).replace(hour=14, minute=0)
    given = {
        "organization": cast.organizations["party"].pk, "theme": "others", "text": "陪独居老人看病",
        "begins_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "freely": "on",
    }  # fmt: skip
    return given | changes


def test_hours_from_the_phone_to_the_ledger(cast: Cast, client: Client) -> None:
    phone = cast.sign_in(client, "resident")
    assert "报时长" in phone.get(u("mine")).content.decode()
    refused = phone.post(u("report"), form(cast, freely=""))
    assert refused.status_code == 422 and "自愿、无偿" in refused.content.decode()
    for wrong, words in (
        ({"hours": "-1"}, "大于 0"), ({"hours": "2.5"}, "大于 0"), ({"hours": "abc"}, "数字"),
        ({"ends_at": "2020-01-01T10:00"}, "晚于开始"), ({"theme": "none"}, "有效"), ({"begins_at": "昨天"}, "有效"),
    ):  # fmt: skip
        answer = phone.post(u("report"), form(cast, **wrong))
        text = answer.content.decode()
        assert answer.status_code == 422 and words in text and "陪独居老人看病" in text, (wrong, "what was typed stays")
    future = (timezone.now().astimezone(CHINA) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "还没有发生" in phone.post(u("report"), form(cast, ends_at=future)).content.decode()
    key = str(uuid.uuid4())
    for _click in range(2):
        assert phone.post(u("report"), form(cast, form_key=key)).status_code == 302
    row = HourReport.objects.get()
    assert phone.get(u("hour-report", row.pk))["Location"] == u("mine"), "the record page is the desk's"

    desk = cast.sign_in(Client(), "worker")
    assert "陪独居老人看病" in desk.get(u("hour-reports")).content.decode()
    assert "确认时长" in desk.get(u("hour-report", row.pk)).content.decode()
    too_much = desk.post(u("confirm-hours", row.pk), {"hours": "3"})
    assert too_much.status_code == 422 and "不超过自报" in too_much.content.decode()
    assert desk.post(u("confirm-hours", row.pk), {"hours": "1.5"}).status_code == 302
    assert HOURS.balance(holder_id=row.person_id) == 90
    again = desk.post(u("confirm-hours", row.pk), {"hours": "1.5"})
    assert again.status_code in (409, 422)
    assert "1.5" in phone.get(u("mine")).content.decode()
    assert desk.get(u("export-hours")).status_code == 200


def test_a_report_that_waited_on_the_phone_goes_up_once(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "resident")
    words = {
        "X-Queue-Item": str(uuid.uuid4()), "X-Queue-Person": str(cast.people["resident"].pk),
        "X-Queue-Made": "1000", "X-Queue-Sent": "3601000",
    }  # fmt: skip
    given = form(cast)
    for _try in range(3):
        assert client.post(u("report"), given, headers=words).status_code == 200
    assert HourReport.objects.count() == 1
    again = client.post(u("report"), given, headers=words | {"X-Queue-Item": str(uuid.uuid4())})
    assert again.status_code == 409 and "已经报过" in again.json()["sentence"]
    wrong = client.post(u("report"), form(cast, text=""), headers=words | {"X-Queue-Item": str(uuid.uuid4())})
    assert wrong.status_code == 422 and wrong.json()["sentence"]


@pytest.mark.parametrize("name", ["neighbor", "resident", "school_liaison", "recorder"])
def test_strangers_reach_neither_reports_nor_papers(cast: Cast, client: Client, name: str) -> None:
    row, paper_row = confirmed(cast, "member"), issued(cast, "member")
    cast.sign_in(client, name)
    pages = [
        u("hour-report", row.pk), u("confirm-hours", row.pk), u("certificate", paper_row.pk),
        u("certificate-pdf", paper_row.pk), u("certificate-print", paper_row.pk), u("issue-certificate", paper_row.pk),
    ]  # fmt: skip
    for page in pages:
        assert client.get(page).status_code in (403, 404), page
    assert client.post(u("move-hours", row.pk, "refuse"), {"reason": "x"}).status_code in (403, 404)
    assert client.post(u("move-certificate", paper_row.pk, "revoke"), {"reason": "x"}).status_code in (403, 404)


@pytest.mark.covers("CD-06", "CD-07", "GY-34")
def test_a_leader_sees_the_tree_below_and_founds_a_team(cast: Cast, client: Client) -> None:
    team = cast.organizations["team"]
    for name in ("member", "resident"):
        in_team(cast, name)
    cast.sign_in(client, "leader")
    assert "葫芦藤志愿服务队" in client.get(u("teams")).content.decode()
    made = client.post(u("found-below", team.pk), {"name": "理发小队"})
    assert made.status_code == 302
    below = Organization.objects.get(name="理发小队")
    assert below.parent == team and below.path.startswith(team.path)
    twice = client.post(u("found-below", team.pk), {"name": "理发小队"})
    assert twice.status_code == 422 and "同名" in twice.content.decode()
    teams.join_team(team=below, person=cast.people["resident"], on=cast.at.date(), by=SYSTEM, at=cast.at)
    text = client.get(u("team", team.pk)).content.decode()
    assert "理发小队" in text and "沈玉芳" in text
    assert queries.volunteers_below(team, on=cast.at.date()) == (1, 1), "who is in two teams is one person"
    cast.sign_in(client, "neighbor")
    assert client.get(u("team", team.pk)).status_code == 404
    assert client.post(u("found-below", team.pk), {"name": "别人的队"}).status_code == 404


def test_seats_on_pages_from_plan_to_a_change_of_hands(cast: Cast, client: Client) -> None:
    activity = an_activity(cast, begins_at=timezone.now() + timedelta(days=3))
    in_team(cast, "member")
    desk = cast.sign_in(client, "worker")
    assert desk.post(u("shifts", activity.pk), {"name": "签到台", "seats": "0"}).status_code == 422
    desk.post(u("shifts", activity.pk), {"name": "签到台", "seats": "1", "qualifications": ["road_safety"]})
    team = cast.organizations["team"].pk
    leader = cast.sign_in(Client(), "leader")
    for name in ("member", "resident"):
        in_team(cast, name) if name == "resident" else None
        given = {
            "person": cast.people[name].pk,
            "kind": "road_safety",
            "proof": "2026 年培训",
            "valid_from": "2026-03-01",
        }
        assert leader.post(u("qualify", team), given).status_code == 302, name
    twice = leader.post(u("qualify", team), given)
    assert twice.status_code == 422 and "登记过" in twice.content.decode()
    assert Qualification.objects.count() == 2

    giver, taker = cast.sign_in(Client(), "member"), cast.sign_in(Client(), "resident")
    shift = activity.positions.get()
    assert "签到台" in giver.get(u("positions", activity.pk)).content.decode()
    assert giver.post(u("take-seat", shift.pk)).status_code == 302
    seat = SeatHolding.objects.get()
    assert "签到台" in giver.get(u("my-seats")).content.decode()
    assert taker.post(u("seat-deed", seat.pk, "offer")).status_code == 404, "another's seat"
    giver.post(u("seat-deed", seat.pk, "offer"))
    offer = SeatOffer.objects.get()
    assert "签到台" in taker.get(u("my-seats")).content.decode()
    taker.post(u("offer-deed", offer.pk, "take"))
    assert "同意换人" in desk.get(u("seat-offer", offer.pk)).content.decode()
    desk.post(u("move-seat-offer", offer.pk, "confirm"))
    assert SeatHolding.objects.held().get().person == cast.people["resident"]


def test_legacy_stories_spots_and_thanks_on_pages(cast: Cast, client: Client) -> None:
    desk, secretary = cast.sign_in(client, "worker"), cast.sign_in(Client(), "secretary")
    phone, stranger = cast.sign_in(Client(), "resident"), Client()
    told = {"who": "钱阿秀", "text": "义务理发", "since_on": "1961-03-05", "until_on": "2018-03-04", "about": "on"}
    assert desk.post(u("enter-legacy"), told).status_code == 422
    desk.post(u("enter-legacy"), told | {"proof": "街道证明"})
    row = LegacyService.objects.get()
    assert desk.post(u("move-legacy", row.pk, "confirm")).status_code == 403
    assert "57 年" in secretary.get(u("legacy", row.pk)).content.decode()
    secretary.post(u("move-legacy", row.pk, "confirm"))
    assert "57 年" in phone.get(u("mine")).content.decode()

    desk.post(u("write-story"), {"who": "钱阿秀", "title": "理发五十七年", "text": "每周三", "shown_name": "阿秀师傅"})
    story = Story.objects.get()
    assert stranger.get(u("public-story", story.pk)).status_code == 404
    assert desk.post(u("move-story", story.pk, "agree")).status_code == 403
    phone.post(u("my-story-deed", story.pk, "agree"))
    text = stranger.get(u("public-story", story.pk)).content.decode()
    assert "阿秀师傅" in text and "钱阿秀" not in text
    desk.post(u("honours"), {
        "who": "钱阿秀", "title": "最美志愿者", "level": "city", "awarded_by": "市文明办", "awarded_on": "2018-03-05",
        "proof": "玉文明〔2018〕3号",
    })  # fmt: skip
    honour = cast.people["resident"].principal.honours.get()
    assert "最美志愿者" not in stranger.get(u("public-story", story.pk)).content.decode()
    phone.post(u("show-honour", honour.pk), {"shown": "1"})
    assert "最美志愿者" in stranger.get(u("public-story", story.pk)).content.decode()
    phone.post(u("my-story-deed", story.pk, "withdraw"))
    assert stranger.get(u("public-story", story.pk)).status_code == 404

    desk.post(u("spots"), {"area": cast.home.pk, "name": "三栋门前花坛", "kind": "green", "text": "浇水"})
    spot = Spot.objects.get()
    phone.post(u("adopt", spot.pk), {"shows_name": "1"})
    again = cast.sign_in(Client(), "member").post(u("adopt", spot.pk))
    assert again.status_code == 409 and "已经有人认养" in again.content.decode()
    phone.post(u("my-spots"), {"kind": "plant", "text": "三角梅六盆", "shows_name": "on"})
    gift = Contribution.objects.get()
    desk.post(u("move-contribution", gift.pk, "receive"))
    desk.post(u("move-contribution", gift.pk, "thank"), {"reason": "门前好看多了"})
    text = stranger.get(u("public")).content.decode()
    assert "三角梅六盆" in text and "钱*秀" in text and "钱阿秀" not in text
    phone.post(u("leave-spot", Adoption.objects.get().pk))
    assert "三栋门前花坛" not in stranger.get(u("public")).content.decode()


@pytest.mark.covers("YX-50")
def test_the_honour_of_a_community_is_public_when_the_community_says_so(cast: Cast, client: Client) -> None:
    desk = cast.sign_in(client, "secretary")
    told = {
        "title": "全国最美志愿服务社区", "level": "nation", "awarded_by": "中央宣传部", "awarded_on": "2018-03-05",
        "proof": "中宣发〔2018〕9号",
    }  # fmt: skip
    party = cast.organizations["party"]
    for wrong in ({}, {"organization": "没有的社区"}, {"organization": party.name, "who": "钱阿秀"}):
        assert desk.post(u("honours"), told | wrong).status_code == 422
    assert desk.post(u("honours"), told | {"organization": party.name}).status_code == 302
    honour = party.principal.honours.get()
    stranger = Client()
    assert "最美志愿服务社区" not in stranger.get(u("public")).content.decode()
    neighbor = cast.sign_in(Client(), "neighbor")
    assert neighbor.post(u("show-own-honour", honour.pk), {"shown": "1"}).status_code == 404
    desk.post(u("show-own-honour", honour.pk), {"shown": "1"})
    text = stranger.get(u("public")).content.decode()
    assert "最美志愿服务社区" in text and "国家级" in text


@pytest.mark.covers("GY-54")
def test_volunteering_is_listed_by_the_three_themes(cast: Cast, client: Client) -> None:
    soon = timezone.now() + timedelta(days=2)
    for theme, title in (("others", "探望老人"), ("society", "文明劝导"), ("nature", "河道清洁")):
        an_activity(cast, title=title, theme=theme, begins_at=soon)
    page = client.get(u("public")).content.decode()
    for label in ("关爱他人", "关爱社会", "关爱自然", "探望老人", "文明劝导", "河道清洁"):
        assert label in page
    nature = client.get(u("public") + "?theme=nature").content.decode()
    assert "河道清洁" in nature and "探望老人" not in nature
    assert client.get(u("public") + "?theme=<script>").status_code == 200


@pytest.mark.covers("YX-18")
def test_a_batch_is_one_held_session(cast: Cast) -> None:
    kinds = ["public_benefit", "volunteering"]
    held = [
        an_activity(cast, title=f"义诊{n}", kinds=kinds, begins_at=cast.at + timedelta(days=n + 1)) for n in range(3)
    ]
    an_activity(cast, title="别的", kinds=["volunteering"])
    assert queries.batches().count() == 0, "planned is not held"
    Activity.objects.filter(pk__in=[each.pk for each in held[:2]]).update(status="confirmed")
    assert queries.batches().count() == 2 == queries.batches(within=cast.home).count()
    assert queries.batches(within=cast.next).count() == 0
    assert queries.batches(until=cast.at.date() + timedelta(days=1)).count() == 1
