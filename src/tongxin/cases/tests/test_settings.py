"""Categories and rules of routing are changed on pages, from a day on, after a look at the past."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.actions.configuring import NotTried
from tongxin.cases.models import Category, RoutingRule
from tongxin.cases.queries import proposed_lead, try_rule
from tongxin.cases.queries.preview import preview_limit
from tongxin.cases.queries.routing import fits
from tongxin.cases.tests import story
from tongxin.kernel.clock import CHINA, Limit, today
from tongxin.kernel.errors import NotYours, Unfit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


def ruled(cast, **said):
    said = {
        "label": "路灯归供电公司", "order": 10, "categories": ["component_street_lamp"], "area": cast.home,
        "lead": cast.organizations["unit"], "valid_from": today(cast.at),
    } | said  # fmt: skip
    return cases.write_routing(by=cast.planner, at=cast.at, **said)


def test_a_category_changes_from_a_day_on_and_the_row_before_ends_the_day_before(cast):
    day = today(cast.at) + timedelta(days=7)
    about = {"code": "event_rubbish", "label": "暴露垃圾", "group": "events", "handle": Limit(2, "working_hour")}
    cases.set_category(**about, on=day, by=cast.planner, at=cast.at)
    assert catalogue.find("event_rubbish", on=day).handle_limit == Limit(2, "working_hour")
    before = catalogue.find("event_rubbish", on=day - timedelta(days=1))
    assert before.handle_limit == Limit(4, "working_hour") and before.valid_to == day - timedelta(days=1)
    cases.set_category(**about, on=day, by=cast.planner, at=cast.at)
    assert Category.objects.filter(code="event_rubbish").count() == 2
    with pytest.raises(Unfit):
        cases.set_category(**about, on=today(cast.at) - timedelta(days=1), by=cast.planner, at=cast.at)
    with pytest.raises(NotYours):
        cases.set_category(**about, on=day, by=cast.secretary, at=cast.at)


def test_a_category_is_closed_on_its_page_and_not_opened_again_that_way(cast):
    row, day = catalogue.find("component_street_lamp", on=today(cast.at)), today(cast.at)
    gao, address = cast.sign_in(Client(), "planner"), reverse("cases:end-category", args=[row.pk])
    page = gao.get(row.get_absolute_url()).content.decode()
    assert address in page and "停用这个类别" in page
    for last, why in (("", "最后一天"), (f"{day - timedelta(days=9)}", "不能早于昨天")):
        wrong = gao.post(address, {"last": last, "form_key": str(uuid4())})
        assert wrong.status_code == 422 and why in wrong.content.decode()
    assert gao.post(address, {"last": f"{day}", "form_key": str(uuid4())}).status_code == 302
    assert catalogue.find(row.code, on=day) and not catalogue.find(row.code, on=day + timedelta(days=1))
    later = gao.post(address, {"last": f"{day + timedelta(days=3)}", "form_key": str(uuid4())})
    assert later.status_code == 422 and f"到 {day} 为止" in later.content.decode()
    assert cast.sign_in(Client(), "secretary").post(address, {"last": f"{day}"}).status_code == 403


def test_who_serves_a_county_sets_its_own_categories_and_not_those_of_the_whole_city(cast):
    row, day = catalogue.find("component_street_lamp", on=today(cast.at)), today(cast.at)
    with pytest.raises(NotYours):
        cases.end_category(category=row, on=day, by=cast.director, at=cast.at)
    about = {"code": row.code, "label": row.label, "group": row.group, "handle": Limit(1, "day"), "on": day}
    with pytest.raises(NotYours):
        cases.set_category(**about, by=cast.director, at=cast.at)
    cases.set_category(**about, area=cast.home, by=cast.director, at=cast.at)
    zhou = cast.sign_in(Client(), "director")
    assert "停用这个类别" not in zhou.get(row.get_absolute_url()).content.decode()
    said = {"code": row.code, "label": "路灯", "group": row.group, "day": f"{day}", "source": "县里的通知",
            "form_key": str(uuid4())}  # fmt: skip
    everywhere = zhou.post(row.get_absolute_url(), said)
    words = everywhere.content.decode()
    assert everywhere.status_code == 422 and "请选适用区域" in words and 'value="路灯"' in words
    assert catalogue.find(row.code, on=day).label == row.label


def test_a_look_at_the_past_says_how_many_would_be_late_and_changes_nothing(cast):
    case = story.handling(cast)
    cases.ask_extension(case=case, amount=1, reason="等", by=cast.liaison, at=cast.at)
    at = cast.at + timedelta(days=2)
    about = {"category": case.category, "path": "", "at": at}
    assert preview_limit(limit=Limit(1, "hour"), **about).would_be_late == 1
    assert preview_limit(limit=Limit(9, "working_day"), **about).would_be_late == 0


def test_a_rule_proposes_only_after_it_was_tried_and_switched_on(cast):
    past = story.dispatched(cast, lead="party")
    rule = ruled(cast)
    with pytest.raises(NotTried):
        cases.switch_routing(rule=rule, on=True, by=cast.planner, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingRule.objects.filter(pk=rule.pk).update(is_on=True)
    case = story.accepted(cast)
    assert proposed_lead(case, at=cast.at) is None
    trial = try_rule(rule, at=cast.at)
    assert [(each.case, each.then, each.is_changed) for each in trial.tried] == [
        (past, cast.organizations["unit"], True)
    ]
    cases.note_trial(rule=rule, cases=1, changed=1, by=cast.planner, at=cast.at)
    cases.switch_routing(rule=rule, on=True, by=cast.planner, at=cast.at)
    assert proposed_lead(case, at=cast.at) == cast.organizations["unit"]
    cases.write_routing(rule=rule, label="改了", by=cast.planner, at=cast.at)
    assert not RoutingRule.objects.get(pk=rule.pk).is_on


def test_the_bench_names_rules_that_never_fire_and_those_that_contradict(cast):
    story.dispatched(cast)
    first, second, idle = ruled(cast), ruled(cast, order=20, lead=cast.organizations["school"]), ruled(
        cast, order=30, categories=["event_poster"], label="小广告"
    )  # fmt: skip
    RoutingRule.objects.filter(is_example=False).update(tested_at=cast.at, is_on=True)
    trial = try_rule(first, at=cast.at)
    assert set(trial.dead) == {second, idle} and trial.conflicts == [(first, second, 1)]


def test_a_rule_may_name_the_nearest_body_of_a_kind(cast):
    rule = ruled(cast, lead=None, lead_kind="residents_committee")
    cases.note_trial(rule=rule, cases=0, changed=0, by=cast.planner, at=cast.at)
    cases.switch_routing(rule=rule, on=True, by=cast.planner, at=cast.at)
    assert proposed_lead(story.accepted(cast), at=cast.at) == cast.organizations["committee"]
    with pytest.raises(Unfit):
        ruled(cast, lead=None)


@pytest.mark.covers("C07-2")
def test_a_night_reaches_past_midnight_and_belongs_to_the_day_on_which_it_begins(cast):
    # The night from Saturday, November 21, to Sunday.
    rule = ruled(cast, categories=[], weekdays="6", opens=time(22), closes=time(6))

    def is_meant(day: int, hour: int, minute: int = 0) -> bool:
        at = datetime(2026, 11, day, hour, minute, tzinfo=CHINA)
        return fits(rule, category="component_street_lamp", area_path=cast.home.path, at=at, whenever=True)

    assert [is_meant(21, 22), is_meant(21, 23, 59), is_meant(22, 0), is_meant(22, 5, 59)] == [True] * 4
    assert not any([is_meant(21, 21, 59), is_meant(21, 5), is_meant(22, 6), is_meant(22, 22), is_meant(23, 1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingRule.objects.filter(pk=rule.pk).update(opens=time(6))


def test_the_pages_serve_who_may_and_nobody_else(cast):
    planner, secretary = (cast.sign_in(Client(), name) for name in ("planner", "secretary"))
    row = catalogue.find("event_rubbish", on=today(cast.at))
    story.dispatched(cast)
    rule = ruled(cast)
    addresses = [
        reverse("cases:categories"), reverse("cases:new-category"), reverse("cases:category", args=[row.pk]),
        reverse("cases:routing-rules"), reverse("cases:new-routing-rule"),
        reverse("cases:routing-rule", args=[rule.pk]), reverse("cases:routing-trial", args=[rule.pk]),
    ]  # fmt: skip
    for address in addresses:
        assert planner.get(address).status_code == 200, address
        assert secretary.get(address).status_code == 403, address
    day = today(cast.at) + timedelta(days=3)
    form = {
        "code": row.code, "label": row.label, "group": row.group, "handle_amount": 3, "handle_unit": "working_hour",
        "day": day.isoformat(), "source": "示例文件",
    }  # fmt: skip
    looked = planner.post(addresses[2], form | {"look": "1", "form_key": str(uuid4())})
    assert looked.status_code == 200 and "还没有保存" in looked.content.decode()
    assert planner.post(addresses[2], form | {"form_key": str(uuid4())}).status_code == 302
    assert catalogue.find(row.code, on=day).handle_limit == Limit(3, "working_hour")
    new = {
        "label": "摊贩", "order": 5, "categories": ["event_stall"], "area": cast.home.code, "lead": "启明小学",
        "day": today(cast.at).isoformat(), "form_key": str(uuid4()),
    }  # fmt: skip
    assert planner.post(addresses[4], new).status_code == 302
    wrong = planner.post(addresses[4], new | {"lead": "没有的单位", "form_key": str(uuid4())})
    assert wrong.status_code == 422 and "摊贩" in wrong.content.decode()
    written = RoutingRule.objects.get(label="摊贩")
    assert (
        planner.post(reverse("cases:routing-trial", args=[written.pk]), {"form_key": str(uuid4())}).status_code == 302
    )
    written.refresh_from_db()
    assert written.is_on


def test_the_examples_of_routing_are_there_and_off(cast):
    rows = RoutingRule.objects.filter(is_example=True)
    assert rows.count() == 3 and not rows.filter(is_on=True).exists()
    assert all(catalogue.find(code, on=today(cast.at)) for row in rows for code in row.categories if code[:3] != "six")
