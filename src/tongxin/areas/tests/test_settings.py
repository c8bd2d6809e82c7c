"""Settings hold from a day on and in one area; a preview asks the past; a calendar that comes makes dates firm."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demo.cast import Cast
from tongxin.kernel import procedures, rules, terms
from tongxin.kernel.access import anybody
from tongxin.kernel.calendars import announced_years
from tongxin.kernel.clock import CHINA, Limit
from tongxin.kernel.models import CalendarYear, Duty, Record, Rule
from tongxin.kernel.procedures import Move, Procedure, Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def errand():
    """A small procedure of the tests' own, so that no room above is needed."""
    procedures.PROCEDURES.pop("errand", None)
    made = Procedure(
        "errand", "跑腿",
        steps=[Step("asked", "已提出", holder="holder_id"), Step("done", "办好", end=True)],
        moves=[Move("finish", "asked", to="done", by=anybody, label="办好")],
    )  # fmt: skip
    yield made
    procedures.PROCEDURES.pop("errand", None)


STEP = "/settings/steps/errand/asked/"


def sent(**changes: str) -> dict[str, str]:
    return {"label": "已提出", "amount": "3", "unit": "working_day", "holder_role": "community_worker", "area": "",
            "day": "2026-12-01", "source": "玉组〔2026〕9号"} | changes  # fmt: skip


def duty(cast: Cast, laid: datetime, days: int, n: int) -> Duty:
    return Duty.objects.create(
        procedure="errand", step="asked", subject_type="areas.area", subject_id=n, title="跑腿", laid_at=laid,
        holder_id=cast.organizations["party"].pk, area_path=cast.home.path, due_at=laid + timedelta(days=30),
        closed_at=laid + timedelta(days=days), due_data={},
    )  # fmt: skip


def test_a_step_gets_a_name_a_time_and_a_holder_from_a_day_on_in_one_area(
    cast: Cast, client: Client, errand: Procedure
) -> None:
    cast.sign_in(client, "planner")
    assert "跑腿" in client.get("/settings/").content.decode()
    assert client.post(STEP, sent()).status_code == 302
    assert (
        client.post(STEP, sent(label="社区已收", amount="1", area=cast.home.name, day="2027-01-01")).status_code == 302
    )
    new_year, before = date(2027, 1, 4), date(2026, 11, 30)
    assert errand.setting("asked", on=before, path=cast.home.path) is None
    assert errand.label_of("asked", on=new_year, path=cast.home.path) == "社区已收"
    assert errand.label_of("asked", on=new_year, path=cast.next.path) == "已提出"
    held = errand.setting("asked", on=new_year, path=cast.home.path)
    assert held is not None and Limit(held.amount, held.unit) == Limit(1) and held.holder_role == "community_worker"
    assert Record.objects.filter(kind="areas.StepSet").count() == 2


def test_who_steers_a_county_sets_no_rule_for_the_whole_and_none_next_door(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "director")
    whole = client.post(STEP, sent())
    assert whole.status_code == 403 and "全域" in whole.content.decode()
    assert client.post(STEP, sent(area=cast.home.name)).status_code == 302
    assert cast.sign_in(Client(), "secretary").get("/settings/").status_code == 403


def test_a_preview_says_how_many_past_duties_would_have_been_late_and_changes_nothing(
    cast: Cast, client: Client, errand: Procedure
) -> None:
    monday = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    for n, days in enumerate((1, 2, 4, 40), start=1):
        duty(cast, monday, days, n)
    cast.sign_in(client, "planner")
    asked = client.post(STEP, sent(preview="1"))
    assert asked.status_code == 200
    assert "共 4 件：按当时的时限超期 1 件，按新时限会超期 2 件" in asked.content.decode()
    assert errand.setting("asked", on=date(2027, 1, 4)) is None


def test_a_rule_gets_a_new_value_from_a_day_on_and_the_old_one_answers_for_the_days_before(
    cast: Cast, client: Client
) -> None:
    rule = Rule.objects.get(key="account.invitation_days")
    cast.sign_in(client, "planner")
    assert "示例" in client.get("/settings/rules/?q=邀请码").content.decode()
    page = f"/settings/rules/{rule.pk}/"
    wrong = client.post(page, {"value": "七", "day": "2026-12-01", "source": "玉办1号"})
    assert wrong.status_code == 422 and "应为数字" in wrong.content.decode()
    assert client.post(page, {"value": "nan", "day": "2026-12-01", "source": "玉办1号"}).status_code == 422
    assert client.post(page, {"value": "14", "day": "2026-12-01", "source": "玉办1号"}).status_code == 302
    assert rules.value("account.invitation_days", on=date(2026, 12, 1)) == 14
    assert rules.value("account.invitation_days", on=date(2026, 11, 30)) == 7


def test_a_year_that_is_announced_makes_provisional_dates_firm_and_tells_the_holder(cast: Cast, client: Client) -> None:
    from tongxin.kernel.calendars import working_time

    year = max(announced_years()) + 1
    laid = datetime(year - 1, 12, 30, 9, tzinfo=CHINA)
    due = working_time().due(laid, Limit(3))
    assert due.provisional
    waiting = Duty.objects.create(
        procedure="errand", step="asked", subject_type="areas.area", subject_id=1, title="跑腿", laid_at=laid,
        holder_id=cast.organizations["party"].pk, area_path=cast.home.path, due_at=due.at, due_data=due.as_data(),
        provisional=True,
    )  # fmt: skip
    cast.sign_in(client, "planner")
    assert client.post(f"/settings/calendar/{year}/load").status_code == 409
    days = f"{year}-01-01 休 元旦\n{year}-01-02 休 元旦\n{year}-01-04 休 元旦\n{year}-01-05 休 元旦"
    mistaken = client.post("/settings/calendar/", {"year": year, "source": "通知", "days": f"{year}-01-01 元旦"})
    assert mistaken.status_code == 422 and "休" in mistaken.content.decode()
    assert (
        client.post("/settings/calendar/", {"year": year, "source": "国办发明电1号", "days": days}).status_code == 302
    )
    waiting.refresh_from_db()
    assert CalendarYear.objects.filter(year=year).exists() and not waiting.provisional and waiting.due_at > due.at
    assert Record.objects.filter(kind="kernel.DutyRecomputed", subject_id=waiting.pk).exists()


def test_a_year_that_was_announced_wrongly_is_loaded_anew_and_moves_firm_dates(cast: Cast, client: Client) -> None:
    from tongxin.kernel.calendars import working_time

    year = max(announced_years()) + 1
    laid = datetime(year, 3, 1, 9, tzinfo=CHINA)
    cast.sign_in(client, "planner")
    sent = {"year": year, "source": "通知", "days": f"{year}-01-01 休 元旦"}
    assert client.post("/settings/calendar/", sent).status_code == 302
    due = working_time().due(laid, Limit(3))
    assert not due.provisional
    firm = Duty.objects.create(
        procedure="errand", step="asked", subject_type="areas.area", subject_id=1, title="跑腿", laid_at=laid,
        holder_id=cast.organizations["party"].pk, area_path=cast.home.path, due_at=due.at, due_data=due.as_data(),
    )  # fmt: skip
    assert client.post("/settings/calendar/", sent).status_code == 302
    assert not Record.objects.filter(kind="kernel.DutyRecomputed").exists()
    dates = [laid.date() + timedelta(days=n) for n in range(1, 6)]
    days = "\n".join(f"{day} 休 调整" for day in dates if day.weekday() < 5)
    assert client.post("/settings/calendar/", {**sent, "days": days}).status_code == 302
    firm.refresh_from_db()
    assert firm.due_at is not None and firm.due_at > due.at
    assert Record.objects.filter(kind="kernel.DutyRecomputed", subject_id=firm.pk).exists()
    no_book = SimpleUploadedFile("放假.xlsx", b"no book")
    refused = client.post("/settings/calendar/", {**sent, "file": no_book})
    assert refused.status_code == 422 and "打不开" in refused.content.decode() and "通知" in refused.content.decode()


def test_a_module_is_switched_per_level_by_who_steers_the_whole(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "planner")
    assert client.post("/settings/modules/", {"module": "wishes", "levels": ["community"]}).status_code == 302
    terms.forget()
    assert terms.need("modules", "wishes").data["levels"] == ["community"]
    director = cast.sign_in(Client(), "director")
    assert director.post("/settings/modules/", {"module": "wishes", "levels": []}).status_code == 403
