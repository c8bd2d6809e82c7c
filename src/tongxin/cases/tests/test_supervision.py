"""Who watches over the loop: late by level, urged and passed up by hand, acknowledged, idle bodies, second looks."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases.actions import checking
from tongxin.cases.models import Case, RoutingRule
from tongxin.cases.queries import routing, supervision
from tongxin.cases.tests import story
from tongxin.kernel import duties, procedures, rules
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.duties import NobodyAbove
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.models import Duty, Record, Seal, StepSetting
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(cast, monkeypatch):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at)
    return cast.sign_in(Client(), "worker")


def told(cast, name):
    for row in Record.objects.order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).values_list("text", flat=True))


def test_warned_before_marked_late_at_the_date_and_passed_up_after_it_each_once(cast):
    case = story.handling(cast)
    duty = Duty.objects.open().about(case).get()
    assert duty.look_at < duty.due_at
    for _n in range(2):
        duties.perform_due(at=duty.look_at)
    for _n in range(2):
        duties.perform_due(at=duty.due_at)
    kinds = Record.objects.filter(subject_type="kernel.duty").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["kernel.DutyDueSoon", "kernel.DutyLate", "kernel.DutyPassedUp"] or (
        cast.organizations["unit"].principal.superior is None
    )
    assert duty.holder_id == cast.organizations["unit"].pk
    assert any("已超期" in words for words in told(cast, "liaison"))


def test_what_is_due_soon_is_counted_to_the_end_of_a_day_as_the_list_behind_it(cast):
    case = story.handling(cast)
    due = Duty.objects.open().about(case).get().due_at
    until = supervision.soon_until(cast.at)
    moment = due - timedelta(days=1)
    for at in (moment, moment + timedelta(minutes=7), moment + timedelta(hours=3)):
        counted = sum(level.counts["soon"] for level in supervision.by_level(cast.coordinator, at))
        listed = supervision.stages_shown(cast.coordinator, at, state="soon", level="", body=None, most=9)
        assert (counted, len(listed)) == (1, 1), at
    # The same set the whole day long, whenever the count was read and the list opened.
    assert until == supervision.soon_until(cast.at + timedelta(hours=5)) and until.hour == 0


def test_what_is_late_is_seen_by_level_and_body_and_urged_in_ones_own_words(cast):
    case = story.dispatched(cast, "party")
    late = cast.at + timedelta(days=9)
    levels = {level.code: level for level in supervision.by_level(cast.coordinator, late)}
    assert levels["community"].counts["late"] == 1
    (body, counts), = levels["community"].bodies  # fmt: skip
    assert body.pk == cast.organizations["party"].pk and counts["open"] == 1
    cases.urge(case=case, text="两天了，请抓紧", by=cast.coordinator, at=late)
    assert any("两天了，请抓紧" in words for words in told(cast, "secretary"))
    with pytest.raises(NotYours):
        cases.urge(case=case, text="快点", by=cast.liaison, at=late)
    other = supervision.by_level(cast.neighbor, late)
    assert sum(level.counts["open"] for level in other) == 0


def test_passed_up_by_hand_goes_to_the_next_superior_once_and_the_clock_goes_on_from_there(cast):
    case = story.reported(cast)
    holder = Duty.objects.open().about(case).get()
    cases.escalate(case=case, reason="居民反映强烈", by=cast.secretary, at=cast.at)
    urge = Duty.objects.get(urges=holder)
    assert urge.holder_id == cast.organizations["street_committee"].pk and urge.level == 1
    assert any("居民反映强烈" in words for words in told(cast, "coordinator"))
    late = holder.due_at + timedelta(minutes=1)
    duties.perform_due(at=late)
    assert Duty.objects.filter(urges=holder, level=1).count() == 1
    assert Record.objects.filter(kind="kernel.DutyLate", subject_id=holder.pk).count() == 1
    cases.escalate(case=case, reason="仍未受理", by=cast.secretary, at=late)
    assert Duty.objects.get(urges=holder, level=2).holder_id == cast.organizations["county_committee"].pk
    cases.accept(case=case, by=cast.worker, at=late)
    assert not Duty.objects.open().filter(urges=holder).exists()
    rest = story.accepted(cast)
    for _level in range(3):
        cases.escalate(case=rest, reason="再上送", by=cast.secretary, at=cast.at)
    with pytest.raises(NobodyAbove):
        cases.escalate(case=rest, reason="再上送", by=cast.secretary, at=cast.at)


def test_each_level_has_a_limit_of_its_own_before_the_next_one_is_told(cast):
    for key, days in (("duty.escalation_working_days", 1), ("duty.escalation_working_days_2", 4)):
        rules.set_rule(key=key, value=days, source="test", valid_from=today(cast.at))
    case = story.reported(cast)
    holder = Duty.objects.open().about(case).get()
    duties.perform_due(at=holder.due_at)
    first = Duty.objects.get(urges=holder, level=1)
    duties.perform_due(at=first.due_at)
    second = Duty.objects.get(urges=holder, level=2)
    assert (first.due_data["amount"], second.due_data["amount"]) == (1, 4)


def test_each_step_is_acknowledged_once_by_the_body_that_owes_it(cast):
    case = story.dispatched(cast)
    with pytest.raises(NotYours):
        cases.acknowledge(case=case, by=cast.worker, at=cast.at)
    cases.acknowledge(case=case, by=cast.liaison, at=cast.at)
    with pytest.raises(Refused, match="已经签收过"):
        cases.acknowledge(case=case, by=cast.liaison, at=cast.at)
    assert supervision.owed(cast.coordinator).filter(supervision.seen()).count() == 1
    later = cast.at + timedelta(minutes=1)
    cases.take(case=case, by=cast.liaison, at=later)
    cases.acknowledge(case=case, by=cast.liaison, at=later)


def test_a_body_that_recorded_nothing_for_days_is_found_and_one_that_told_how_far_it_is_is_not(cast):
    idle, busy = story.handling(cast), story.dispatched(cast, "school")
    later = cast.at + timedelta(days=7)
    cases.take(case=busy, by=cast.school_liaison, at=later)
    found = {each.body.pk: each.cases for each in supervision.idle(cast.coordinator, later)}
    assert found == {cast.organizations["unit"].pk: 1}
    cases.note(case=idle, text="配件明天到", by=cast.liaison, at=later)
    assert supervision.idle(cast.coordinator, later + timedelta(minutes=1)) == []


def test_the_share_of_second_looks_is_a_rule_and_the_lot_can_be_drawn_again_from_the_record(cast):
    Seal.objects.create(root=b"root", digest=b"digest", count=0, at=cast.at)
    rules.set_rule(key="cases.second_check_percent", value=100, source="test", valid_from=today(cast.at))
    case = story.checking(cast)
    cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    assert case.step == "checking" and case.checked_by_id == cast.people["secretary"].pk
    said = Record.objects.about(case).get(kind="cases.CaseChecked").data["drawn"]
    assert said["number"] == checking.lot_of(bytes(Seal.objects.get(pk=said["seal"]).digest), said["check"]) < 100
    with pytest.raises(NotYours):
        cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    rules.set_rule(key="cases.second_check_percent", value=0, source="test", valid_from=today(cast.at))
    other = story.checking(cast)
    cases.pass_check(case=other, by=cast.secretary, at=cast.at)
    assert other.step == "closing"
    lots = [checking.lot_of(b"digest", n) for n in range(2000)]
    assert 4 <= 100 * sum(lot < 5 for lot in lots) / len(lots) <= 6.5


@pytest.mark.covers("GY-19")
def test_many_are_sent_at_once_each_to_the_body_that_the_rules_propose(cast, worker):
    RoutingRule.objects.create(
        label="路灯归供电", order=1, categories=["component_street_lamp"], area=cast.home, area_path=cast.home.path,
        lead=cast.organizations["unit"], is_on=True, tested_at=cast.at, valid_from=today(cast.at),
    )  # fmt: skip
    routing.forget_rules()
    lamps = [story.accepted(cast) for _n in range(3)]
    other = story.accepted(cast, category="five_other")
    shown = worker.get(reverse("cases:queue")).content.decode()
    assert "派遣选中的 {n} 件？" in shown and shown.count("路灯归供电") == 3 and "没有规则" in shown
    keys = [case.pk for case in (*lamps, other)]
    answer = worker.post(reverse("cases:dispatch-many"), {"id": [*keys, "x", "9" * 40]}, follow=True)
    assert "已派出 3 件。1 件没有规则提出主办单位" in answer.content.decode()
    assert {case.lead_id for case in Case.objects.filter(pk__in=keys[:3])} == {cast.organizations["unit"].pk}
    named = {"id": keys, "lead": cast.organizations["school"].name}
    answer = worker.post(reverse("cases:dispatch-many"), named, follow=True)
    assert "已派出 1 件。3 件已被别人处理" in answer.content.decode()
    assert worker.post(reverse("cases:dispatch-many"), {}).status_code == 422
    assert cast.sign_in(Client(), "liaison").get(reverse("cases:queue")).status_code == 403


def test_pages_of_supervision(cast, worker, monkeypatch):
    case = story.handling(cast)
    cases.ask_extension(case=case, amount=2, reason="等配件到货", by=cast.liaison, at=cast.at)
    late = cast.at + timedelta(days=9)
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: late)
    client = cast.sign_in(Client(), "secretary")
    shown = client.get(reverse("cases:late")).content.decode()
    assert "分级预警" in shown and case.title in shown and "迟缓的单位" in shown and "等配件到货" in shown
    answer = client.post(reverse("cases:urge-many"), {"id": [case.pk], "text": "请抓紧"}, follow=True)
    assert "已催办 1 件" in answer.content.decode()
    shown = client.get(case.get_absolute_url()).content.decode()
    assert "催办" in shown and reverse("cases:escalate", args=[case.pk]) in shown
    desk = cast.sign_in(Client(), "liaison")
    assert reverse("cases:acknowledge", args=[case.pk]) in desk.get(case.get_absolute_url()).content.decode()
    desk.post(reverse("cases:acknowledge", args=[case.pk]))
    assert reverse("cases:acknowledge", args=[case.pk]) not in desk.get(case.get_absolute_url()).content.decode()
    assert desk.get(reverse("cases:late")).status_code == 403


def test_a_changed_limit_holds_for_cases_dispatched_from_then_on(cast):
    before = story.dispatched(cast, category="five_livelihood")
    old = before.handle_limit
    cases.set_category(
        code="five_livelihood", label="民生", group=_group("five_livelihood"), on=today(cast.at), by=cast.planner,
        at=cast.at, handle=Limit(2, "working_hour"),
    )  # fmt: skip
    after = story.dispatched(cast, category="five_livelihood")
    before.refresh_from_db()
    assert (before.handle_limit, after.handle_limit) == (old, Limit(2, "working_hour"))
    cases.take(case=before, by=cast.liaison, at=cast.at)
    duty = Duty.objects.open().about(before).get()
    assert old is None or duty.due_data["amount"] == old.amount


def test_a_step_limit_that_is_changed_after_the_dispatch_leaves_the_case_alone_and_is_told_as_it_is(cast):
    case = story.dispatched(cast, category="five_other")
    said = Record.objects.about(case).get(kind="cases.CaseDispatched").data["limit"]
    assert case.handle_limit == Limit(5, "working_day") and said == str(case.handle_limit)
    StepSetting.objects.filter(procedure="case", step="handling").update(amount=90)
    procedures.forget_settings()
    cases.take(case=case, by=cast.liaison, at=cast.at)
    assert Duty.objects.open().about(case).get().due_data["amount"] == 5


def _group(code):
    from tongxin.cases.models import Category

    return Category.objects.filter(code=code).first().group


@pytest.mark.django_db(transaction=True)
def test_the_clock_leaves_what_is_being_moved_and_no_duty_to_urge_stays_behind(cast):
    moved, other = story.reported(cast), story.reported(cast)
    late = Duty.objects.open().about(moved).get().due_at + timedelta(minutes=1)
    locked, go_on = threading.Event(), threading.Event()
    worker = cast.worker

    def move():
        with transaction.atomic():
            Case.objects.select_for_update(of=("self",)).get(pk=moved.pk)
            locked.set()
            go_on.wait(30)
            cases.accept(case=Case.objects.get(pk=moved.pk), by=worker, at=late)
        connection.close()

    thread = threading.Thread(target=move)
    thread.start()
    assert locked.wait(30)
    duties.perform_due(at=late)
    about = Duty.objects.open().about
    assert [duty.kind for duty in about(moved)] == ["step"]
    assert sorted(duty.kind for duty in about(other)) == ["step", "urge"]
    go_on.set()
    thread.join()
    duties.perform_due(at=late)
    assert [duty.step for duty in about(moved)] == ["accepted"]
