"""Plans and their lists: put in force by another, reviewed within the year, phones sealed and gone on their day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.actions.listing import ListedAlready, NotStaff
from tongxin.emergencies.actions.plans import NamedAlready, NewStep, NoSteps
from tongxin.emergencies.models import CallOutEntry, EmergencyPlan
from tongxin.emergencies.tests import story
from tongxin.kernel import duties, rules
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Look
from tongxin.organizations.models import Post

pytestmark = pytest.mark.django_db


def owed(plan):
    return Duty.objects.open().about(plan).get(kind="step")


@pytest.mark.covers("GY-60")
def test_a_plan_is_reviewed_every_year_and_what_was_not_is_late_with_its_keeper(cast):
    plan = story.in_force(cast)
    days = rules.value("emergencies.review_days", on=today(cast.at))
    assert days == plan.review_days == 365
    # The anniversary is a Sunday: what falls on a day of rest is due on the working day after it.
    assert plan.review_on == today(cast.at) + timedelta(days=366)
    duty = owed(plan)
    assert duty.holder_id == cast.organizations["party"].pk
    assert duty.due_at.astimezone(CHINA).date() == plan.review_on
    on_time = cast.at + timedelta(days=300)
    emergencies.review_plan(plan=plan, note="名单换了两位，沙袋补足", by=cast.secretary, at=on_time)
    assert plan.step == "in_force" and plan.review_on >= today(on_time) + timedelta(days=365)
    late = on_time + timedelta(days=375)
    duties.perform_due(at=late)
    assert owed(plan).is_late(late) and owed(plan).due_at.astimezone(CHINA).date() == plan.review_on
    emergencies.review_plan(plan=plan, note="晚了五天", by=cast.secretary, at=late)
    assert not owed(plan).is_late(late)


def test_a_plan_needs_steps_and_a_kind_and_is_put_in_force_by_somebody_else(cast):
    with pytest.raises(NoSteps):
        story.written(cast, steps=[])
    for said in ({"kinds": []}, {"kinds": ["riot_list"]}, {"title": " "}):
        with pytest.raises(Unfit):
            story.written(cast, **said)
    with pytest.raises(NotYours):
        story.written(cast, by=cast.neighbor)
    own = story.written(cast, by=cast.secretary, title="自己写的")
    with pytest.raises(NotYours):
        emergencies.approve(plan=own, by=cast.secretary, at=cast.at)
    plan = story.written(cast)
    with pytest.raises(NamedAlready):
        story.written(cast)
    with pytest.raises(NotYours):
        emergencies.approve(plan=plan, by=cast.worker, at=cast.at)
    emergencies.approve(plan=plan, by=cast.secretary, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyPlan.objects.filter(pk=plan.pk).update(review_on=None)


def test_what_is_in_force_is_revised_before_it_is_changed(cast):
    plan = story.in_force(cast)
    change = {"title": plan.title, "kinds": ["crowd", "fire"], "purpose": "", "steps": [NewStep("先打 119")]}
    with pytest.raises(AlreadyMoved):
        emergencies.change_plan(plan=plan, by=cast.worker, at=cast.at, **change)
    emergencies.revise(plan=plan, reason="演练后要改", by=cast.worker, at=cast.at)
    emergencies.change_plan(plan=plan, by=cast.worker, at=cast.at, **change)
    assert [step.text for step in plan.steps.all()] == ["先打 119"]
    emergencies.approve(plan=plan, by=cast.secretary, at=cast.at)
    assert plan.kinds == ["crowd", "fire"]


@pytest.mark.covers("GY-60")
def test_the_list_takes_staff_only_and_its_phones_are_sealed_seen_and_erased(cast):
    plan = story.listed(cast)
    with pytest.raises(NotStaff):
        emergencies.list_staff(
            plan=plan, person=cast.people["resident"], order=3, task="围观", by=cast.worker, at=cast.at
        )
    with pytest.raises(ListedAlready):
        emergencies.list_staff(
            plan=plan, person=cast.people["secretary"], order=3, task="带班", by=cast.worker, at=cast.at
        )
    entry = plan.entries.get(person=cast.people["secretary"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM emergencies_calloutentry WHERE id = %s", [entry.pk])
        assert story.PHONE.encode() not in bytes(cursor.fetchone()[0])
    with pytest.raises(Unfit):
        emergencies.see_phone(entry=entry, purpose=" ", by=cast.worker, at=cast.at)
    for name in ("neighbor", "liaison", "resident"):
        with pytest.raises(NotYours):
            emergencies.see_phone(entry=entry, purpose="好奇", by=cast.actor(name), at=cast.at)
    assert emergencies.see_phone(entry=entry, purpose="核对号码", by=cast.worker, at=cast.at) == f"+86{story.PHONE}"
    look = Look.objects.get(subject_id=entry.pk, subject_type="emergencies.calloutentry")
    assert (look.concerns_id, look.purpose) == (cast.people["secretary"].pk, "核对号码")
    emergencies.unlist(entry=entry, by=cast.worker, at=cast.at)
    entry.refresh_from_db()
    days = int(rules.value("emergencies.phone_days", on=today(cast.at)))
    assert entry.erase_on == entry.valid_to + timedelta(days=days)
    assert emergencies.erase_phones(at=cast.at + timedelta(days=days - 2)) == 0
    assert emergencies.erase_phones(at=cast.at + timedelta(days=days + 1)) == 1
    entry.refresh_from_db()
    assert entry.phone is None


def test_who_holds_no_post_any_more_is_not_called_and_leaves_the_list(cast):
    plan = story.listed(cast)
    assert emergencies.unlist_departed(at=cast.at) == 0
    Post.objects.filter(person=cast.people["counter"]).update(valid_to=today(cast.at) - timedelta(days=1))
    incident = story.going_on(cast, plan)
    assert [call.person.name for call in incident.calls.all()] == ["王秀兰"]
    assert emergencies.unlist_departed(at=cast.at) == 1
    entry = plan.entries.get(person=cast.people["counter"])
    assert entry.valid_to is not None and entry.erase_on is not None
    assert emergencies.erase_phones(at=cast.at + timedelta(days=60)) == 1


def test_a_plan_that_ends_lets_everybody_off_its_list(cast):
    plan = story.listed(cast)
    emergencies.end_plan(plan=plan, reason="并入街道预案", by=cast.secretary, at=cast.at)
    assert not CallOutEntry.objects.filter(plan=plan, valid_to=None).exists()
    assert not CallOutEntry.objects.filter(plan=plan, erase_on=None).exists()
