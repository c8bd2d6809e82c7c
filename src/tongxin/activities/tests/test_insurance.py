"""Accident insurance before dangerous tasks: without a policy nobody starts, whichever door they come by."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.activities import actions, attending, chores, insuring, nearby, passes
from tongxin.activities.bulk import Came, Held, hold_many
from tongxin.activities.errors import (
    NotCounted,
    PolicyElsewhere,
    PolicyTooShort,
    PolicyTooSmall,
    Settled,
    Uninsured,
)
from tongxin.activities.insurance import Paper
from tongxin.activities.invariants import insured_for_days_and_places
from tongxin.activities.models import Activity, Attendance, Policy
from tongxin.activities.tests.test_nearby import north, pinned
from tongxin.activities.tests.test_notices import told
from tongxin.activities.tests.test_rosters import MORNING, a_roster
from tongxin.activities.tests.world import an_activity, code_of, held, signs_up
from tongxin.kernel import rules
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def a_paper(number: str = "PA-2026-0018", persons: int | None = None, **fields: Any) -> Paper:
    given = {"insurer": "安和财险", "covers": "意外身故和伤残每人二十万元", "valid_from": YEAR[0], "valid_to": YEAR[1]}
    return Paper(number=number, persons=persons, **(given | fields))


def dangerous(cast: Cast, **fields: Any) -> Activity:
    return an_activity(cast, **({"title": "河堤汛期巡查", "dangers": ["water"]} | fields))


def insured(cast: Cast, activity: Activity, paper: Paper | None = None) -> Policy:
    return insuring.insure(activity=activity, policy=paper or a_paper(), by=cast.worker, at=cast.at)


@pytest.mark.covers("C05-1")
def test_nobody_starts_a_dangerous_task_before_its_host_noted_a_policy(cast: Cast) -> None:
    activity = pinned(cast, title="河堤汛期巡查", dangers=["water", "height"])
    signs_up(cast, "member", activity)
    person, at, by = cast.people["member"], activity.begins_at, cast.member

    def by_code(**more: Any) -> Attendance:
        code = code_of(activity, more.get("scanned_at", at))
        return attending.check_in(activity=activity, person=person, code=code, by=by, at=at, **more)

    doors = [
        by_code,
        lambda: by_code(scanned_at=at),
        lambda: nearby.check_in(activity=activity, person=person, position=north(0), by=by, at=at),
        lambda: attending.record_attendance(activity=activity, person=person, by=cast.recorder, at=at),
        lambda: attending.record_attendance(
            activity=activity, person=person, by=cast.counter, at=at, how=Attendance.How.COUNTER
        ),
        lambda: attending.record_pass(
            activity=activity,
            paper=passes.sign(activity.pk, person.pk, until=activity.ends_at),
            by=cast.recorder,
            at=at,
        ),
    ]
    for door in doors:
        with pytest.raises(Uninsured, match="暂不能上岗签到"):
            door()
    with pytest.raises(Uninsured, match="不能确认"):
        attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    insured(cast, activity)
    assert by_code().how == "code"
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    with pytest.raises(Settled):
        insured(cast, activity, a_paper("PA-2"))
    said = Record.objects.get(kind="activities.ActivityInsured")
    assert said.data["policy"] == "安和财险 PA-2026-0018" and said.by_id == cast.people["worker"].pk
    policy = Policy.objects.get()
    assert (policy.seen_by_id, policy.noted_at) == (cast.people["worker"].pk, cast.at)


def test_the_database_refuses_whoever_goes_around_the_deeds(cast: Cast) -> None:
    activity, row = dangerous(cast), {"how": "recorder", "checked_in_at": cast.at}
    for name in ("member", "resident"):
        with pytest.raises(IntegrityError, match="attendance_insured"), transaction.atomic():
            Attendance.objects.bulk_create([Attendance(activity=activity, person=cast.people[name], **row)])
    with pytest.raises(IntegrityError, match="activity_confirmed_insured"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(status="confirmed")
    safe = an_activity(cast, title="读报")
    came = Attendance.objects.create(activity=safe, person=cast.people["member"], **row)
    with pytest.raises(IntegrityError, match="attendance_insured"), transaction.atomic():
        Attendance.objects.filter(pk=came.pk).update(activity=activity)
    with pytest.raises(IntegrityError, match="activity_attended_insured"), transaction.atomic():
        Activity.objects.filter(pk=safe.pk).update(dangers=["water"])
    insured(cast, activity)
    Attendance.objects.create(activity=activity, person=cast.people["resident"], **row)
    with pytest.raises(IntegrityError, match="activity_attended_insured"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(policy=None)
    assert held(activity) == (0, 1)


def test_a_policy_holds_on_every_day_for_every_place_and_is_the_hosts_own(cast: Cast) -> None:
    activity = dangerous(cast, places=6, ends_at=cast.at + timedelta(days=9))
    with pytest.raises(PolicyTooShort, match="2026-11-29"):
        insured(cast, activity, a_paper(valid_to=date(2026, 11, 29)))
    with pytest.raises(PolicyTooSmall, match="只保 5 人，名额是 6 人"):
        insured(cast, activity, a_paper(persons=5))
    with pytest.raises(PolicyTooSmall, match="要先定名额"):
        insured(cast, dangerous(cast, title="另一场"), a_paper(persons=5))
    with pytest.raises(NotYours):
        insuring.insure(activity=activity, policy=a_paper(), by=cast.neighbor, at=cast.at)
    with pytest.raises(Unfit, match="写明保险公司"):
        insured(cast, activity, a_paper(" "))
    assert not Policy.objects.exists(), "what was refused leaves nothing"
    policy = insured(cast, activity, a_paper(persons=6))
    strange = dangerous(cast, host=cast.organizations["team"], by=cast.leader)
    with pytest.raises(Unfit, match="不是“葫芦藤志愿服务队”投保的"):
        insuring.insure(activity=strange, policy=policy, by=cast.leader, at=cast.at)

    for places in (7, None):
        with pytest.raises(PolicyTooSmall):
            actions.change(activity=activity, places=places, by=cast.worker, at=cast.at)
    actions.change(activity=activity, places=4, by=cast.worker, at=cast.at)
    signs_up(cast, "member", activity)
    with pytest.raises(NotCounted):
        attending.record_attendance(
            activity=activity, person=cast.people["resident"], by=cast.recorder, at=activity.begins_at
        )
    attending.record_attendance(
        activity=activity, person=cast.people["member"], by=cast.recorder, at=activity.begins_at
    )
    assert not list(insured_for_days_and_places())
    Policy.objects.update(persons=3)
    assert "只保 3 人" in "".join(insured_for_days_and_places())


def test_a_moved_activity_loses_a_policy_that_no_longer_holds_and_its_host_is_told(cast: Cast) -> None:
    activity = dangerous(cast)
    insured(cast, activity)
    later = {"begins_at": activity.begins_at + timedelta(days=40), "ends_at": activity.ends_at + timedelta(days=40)}
    actions.change(activity=activity, by=cast.worker, at=cast.at, **later)
    activity.refresh_from_db()
    assert activity.is_uninsured
    assert "不在保单“安和财险 PA-2026-0018”的保期内" in told(cast, "worker")[-1]

    begun = dangerous(cast, title="已经开始的")
    insured(cast, begun)
    at = begun.begins_at
    attending.record_attendance(activity=begun, person=cast.people["member"], by=cast.recorder, at=at)
    with pytest.raises(Unfit, match="已经有人签到"):
        actions.change(activity=begun, ends_at=begun.ends_at + timedelta(days=60), by=cast.worker, at=at)
    safe = an_activity(cast, title="读报", begins_at=cast.at + timedelta(days=3))
    attending.record_attendance(activity=safe, person=cast.people["member"], by=cast.recorder, at=safe.begins_at)
    with pytest.raises(Unfit, match="已经有人签到"):
        actions.change(activity=safe, dangers=["road"], by=cast.worker, at=cast.at)
    with pytest.raises(Unfit, match="可选清单"):
        actions.change(activity=activity, dangers=["boredom"], by=cast.worker, at=cast.at)


def test_what_was_written_wrong_is_corrected_while_no_other_task_stands_on_it(cast: Cast) -> None:
    first, second = dangerous(cast), dangerous(cast, title="第二场")
    policy = insured(cast, first)
    assert insured(cast, first, a_paper(valid_to=date(2027, 3, 31))) == policy
    policy.refresh_from_db()
    assert policy.valid_to == date(2027, 3, 31)
    assert Record.objects.filter(kind="activities.PolicyCorrected").count() == 1
    insuring.insure(activity=second, policy=policy, by=cast.worker, at=cast.at)
    with pytest.raises(PolicyElsewhere):
        insured(cast, first, a_paper(persons=3))
    same = a_paper(valid_to=date(2027, 3, 31))
    assert insured(cast, second, same) == policy and Policy.objects.count() == 1


def test_the_host_is_reminded_once_and_by_the_rule(cast: Cast) -> None:
    activity, safe = dangerous(cast, begins_at=cast.at + timedelta(days=3)), an_activity(cast)
    far = dangerous(cast, title="下周的", begins_at=cast.at + timedelta(days=5))
    done = dangerous(cast, title="投了保的", begins_at=cast.at + timedelta(days=2))
    insured(cast, done)
    assert [chores.remind_of_insurance(cast.at) for _time in range(2)] == [1, 0]
    said = Record.objects.get(kind="activities.InsuranceMissing")
    assert said.subject_id == activity.pk not in (safe.pk, far.pk)
    assert told(cast, "worker")[-1].startswith("“河堤汛期巡查”有人身危险，还没有登记意外险")
    rules.set_rule(key="activity.insurance_reminder_days", value=6, source="街道", valid_from=date(2026, 11, 20))
    assert chores.remind_of_insurance(cast.at) == 1
    far.refresh_from_db()
    assert far.insurance_reminded_at == cast.at
    insured(cast, far)
    assert far.insurance_reminded_at is None


@pytest.mark.covers("MHK-51")
def test_the_shifts_of_a_roster_stand_on_one_policy(cast: Cast) -> None:
    policy = insured(cast, dangerous(cast, places=2), a_paper(persons=2))
    shifts = a_roster(cast, days=[date(2026, 11, 24)], bands=[MORNING], dangers=["road"], policy=policy)
    assert {shift.policy for shift in shifts} == {policy}
    with pytest.raises(PolicyTooSmall):
        a_roster(cast, days=[date(2026, 11, 25)], bands=[MORNING], dangers=["road"], policy=policy, needed=3)


def test_histories_obey_the_same_law(cast: Cast) -> None:
    policy = insured(cast, dangerous(cast))
    young = insured(cast, dangerous(cast), a_paper("PA-2", valid_from=cast.at.date()))
    begins = cast.at - timedelta(days=20)
    who = cast.people["member"]
    told_of: dict[str, Any] = {
        "title": "雨后疏通排水口", "kinds": ["volunteering"], "host": cast.organizations["party"], "area": cast.home,
        "place": "河堤", "begins_at": begins, "ends_at": begins + timedelta(hours=2), "by": cast.worker,
        "planned_at": begins - timedelta(days=9), "came": [Came(who.pk, who.name, begins, "recorder", cast.worker)],
        "confirmed_at": begins + timedelta(hours=5), "dangers": ["water"],
    }  # fmt: skip
    with pytest.raises(Uninsured):
        hold_many([Held(**told_of)], at=cast.at)
    with pytest.raises(PolicyTooShort):
        hold_many([Held(**told_of, policy=young)], at=cast.at)
    (row,) = hold_many([Held(**told_of, policy=policy)], at=cast.at)
    row.refresh_from_db()
    assert (row.policy, row.dangers, held(row)) == (policy, ["water"], (0, 1))
    assert Record.objects.about(row).filter(kind="activities.ActivityInsured").count() == 1


def u(name: str, *args: object) -> str:
    return reverse(f"activities:{name}", args=args)


def test_from_planning_to_the_policy_on_pages(cast: Cast, client: Client, at_the_story: None) -> None:
    begins = datetime(2026, 11, 28, 9, 0)
    cast.sign_in(client, "worker")
    given = {
        "title": "河堤汛期巡查", "kinds": ["volunteering"], "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}", "area": cast.home.pk, "place": "东门河堤",
        "host": cast.organizations["party"].pk, "audience": "everybody", "open": "1", "places": 5,
        "dangers": ["water", "height"],
    }  # fmt: skip
    client.post(u("plan"), given)
    activity = Activity.objects.get()
    page = client.get(u("activity", activity.pk)).content.decode()
    assert "还要登记意外险" in page and "登记意外险" in page and "登高作业、涉水与防汛；尚未投保意外险" in page
    assert "有人身危险，还没有登记意外险" in client.get(u("activities")).content.decode()
    assert client.get(u("activities") + "?insurance=missing").content.decode().count("cell-title") == 1
    assert "尚未投保意外险" in client.get(u("public-activity", activity.pk)).content.decode()

    cast.sign_in(client, "member")
    assert "主办方还没有登记意外险" in client.get(u("my-activity", activity.pk)).content.decode()
    assert client.post(u("deed", activity.pk, "join")).status_code == 302
    assert client.get(u("insure", activity.pk)).status_code == 403

    cast.sign_in(client, "worker")
    wrong = client.post(u("insure", activity.pk), {"insurer": "安和财险", "valid_from": "2026-01-01"})
    assert wrong.status_code == 422 and wrong.content.decode().count("登记新的保单，请填写这一项。") >= 3
    assert "安和财险" in wrong.content.decode(), "what was typed stays"
    paper = {
        "insurer": "安和财险", "number": "PA-7", "covers": "每人二十万元", "persons": 3, "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    }  # fmt: skip
    small = client.post(u("insure", activity.pk), paper)
    assert small.status_code == 422 and "只保 3 人，名额是 5 人" in small.content.decode()
    assert client.post(u("insure", activity.pk), paper | {"persons": ""}).status_code == 302
    page = client.get(u("activity", activity.pk)).content.decode()
    assert "PA-7" in page and "李春燕" in page and "已投保意外险" in page
    public = client.get(u("public-activity", activity.pk)).content.decode()
    assert "已投保意外险" in public and "PA-7" not in public

    other = dangerous(cast, begins_at=cast.at + timedelta(days=9))
    assert "安和财险 PA-7 · 不限人数" in client.get(u("insure", other.pk)).content.decode()
    both = client.post(u("insure", other.pk), paper | {"policy": activity.policy_id or Policy.objects.get().pk})
    assert both.status_code == 422
    assert client.post(u("insure", other.pk), {"policy": Policy.objects.get().pk}).status_code == 302
    exported = client.get(u("export") + "?insurance=danger&format=csv")
    assert exported.status_code == 200


def test_the_check_in_page_says_why_nobody_can_start(cast: Cast, client: Client, at_the_story: None) -> None:
    activity = dangerous(cast, begins_at=cast.at + timedelta(minutes=10))
    cast.sign_in(client, "member")
    page = client.get(u("in", activity.pk)).content.decode()
    assert "暂不能上岗签到。请找主办方" in page and 'name="code"' not in page
    paper = passes.sign(activity.pk, cast.people["member"].pk, until=activity.ends_at)
    refused = client.post(u("lane"), {"pass": paper, "code": code_of(activity, cast.at)})
    assert (refused.status_code, refused.json()) == (409, {"said": "uninsured"})
    assert client.get(u("in", activity.pk) + "?said=uninsured").content.decode().count("暂不能上岗签到") == 1
    insured(cast, activity)
    assert 'name="code"' in client.get(u("in", activity.pk)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_check_in_and_a_change_that_takes_the_policy_off_never_both_happen(cast: Cast) -> None:
    for number in range(4):
        begins = cast.at + timedelta(days=7 + number)
        activity = dangerous(cast, title=f"第{number}场", begins_at=begins)
        insured(cast, activity)
        away = {"begins_at": begins + timedelta(days=60), "ends_at": begins + timedelta(days=60, hours=1)}

        def move(activity: Activity = activity, away: dict[str, Any] = away) -> str:
            mine = Activity.objects.get(pk=activity.pk)
            actions.change(activity=mine, by=cast.worker, at=cast.at, **away)
            return "moved"

        def come(activity: Activity = activity) -> str:
            # As a deed that read the activity just before it was moved.
            attending.enter(activity, cast.people["member"], "recorder", cast.recorder, activity.begins_at)
            return "came"

        outcome = all_at_once([move, come])
        assert outcome in ({"moved": 1, "Uninsured": 1}, {"came": 1, "Unfit": 1}), outcome
        Attendance.objects.all().delete()
