"""An incident from the start to its review, through the deeds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tongxin.cases.models import Case
from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.actions.calling import NobodyLeft
from tongxin.emergencies.actions.incidents import LinkedAlready, NotOfThePlace, PlanNotInForce
from tongxin.emergencies.models import CallOutEntry, EmergencyPlan, Incident, IncidentCase, LogLine, StaffCall
from tongxin.emergencies.tests import story
from tongxin.kernel import invariants
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db
OWN = (EmergencyPlan, CallOutEntry, Incident, IncidentCase, LogLine, StaffCall)


def lines(incident):
    return list(incident.lines.order_by("id").values_list("text", flat=True))


@pytest.mark.covers("GY-60")
def test_from_the_call_out_to_the_all_clear_and_the_review(cast):
    plan = story.listed(cast)
    incident = story.going_on(cast, plan)
    assert [task.text for task in incident.tasks.all()] == [step.text for step in story.STEPS]
    first, second = incident.calls.order_by("pk")
    assert [call.person_id for call in (first, second)] == [cast.people[n].pk for n in ("secretary", "counter")]
    assert Duty.objects.open().about(first).get().holder_id == cast.people["secretary"].pk
    later = cast.at + timedelta(minutes=3)
    emergencies.acknowledge(call=first, by=cast.secretary, at=later)
    emergencies.arrive(call=first, by=cast.secretary, at=later + timedelta(minutes=5))
    emergencies.miss(call=second, by=cast.worker, at=later)
    emergencies.arrive(call=second, by=cast.counter, at=later + timedelta(minutes=9))
    emergencies.tick(incident=incident, number=1, by=cast.worker, at=later)
    emergencies.log(incident=incident, text="东门通道已打开", by=cast.counter, at=later)
    end = cast.at + timedelta(hours=1)
    emergencies.clear(incident=incident, outcome="说清了，人已散", by=cast.secretary, at=end)
    assert (incident.cleared_at, incident.cleared_by_id) == (end, cast.people["secretary"].pk)
    assert {call.step for call in incident.calls.all()} == {"released"}
    assert not Duty.objects.open().filter(subject_type="emergencies.staffcall").exists()
    assert Duty.objects.open().about(incident).get().holder_id == incident.desk_id
    emergencies.review(incident=incident, text="通道钥匙要多配一把", by=cast.worker, at=end)
    assert incident.step == "closed" and incident.reviewed_at == end
    with pytest.raises(AlreadyMoved):
        emergencies.log(incident=incident, text="补一句", by=cast.worker, at=end)
    said = lines(incident)
    assert said[0].startswith("启动：") and "召集：王秀兰" in said[1] and said[-1] == "解除：说清了，人已散"
    assert "没有联系上杨小梅" in said and "完成：打 110，报清地点" in said


@pytest.mark.covers("GY-60")
def test_no_table_has_a_place_for_participants_and_numbers_do_not_stay_in_the_log(cast):
    names = {field.name for model in OWN for field in model._meta.get_fields()}
    assert not names & {"participants", "attendees", "names", "identity", "notes", "suspect", "crowd"}
    # Persons are staff: whoever is called, wrote, cleared or reviewed; nobody else has a column.
    people = {
        (model.__name__, field.name)
        for model in OWN for field in model._meta.get_fields()
        if field.is_relation and field.many_to_one and field.related_model._meta.label in ("people.Person",)
    }  # fmt: skip
    assert people == {("CallOutEntry", "person"), ("StaffCall", "person")}
    incident = story.going_on(cast)
    emergencies.log(incident=incident, text="有人留了电话 138 0013 8000", by=cast.worker, at=cast.at)
    assert "0013" not in lines(incident)[-1] and "138****00" in lines(incident)[-1]


def test_a_line_of_the_log_is_never_changed_or_deleted(cast):
    incident = story.going_on(cast)
    line = LogLine.objects.get(incident=incident)
    for change in (lambda: LogLine.objects.filter(pk=line.pk).update(text="没有这回事"), line.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert LogLine.objects.get().text == line.text


def test_an_incident_needs_no_plan_but_a_plan_must_hold_there(cast):
    assert story.going_on(cast).calls.count() == 0
    with pytest.raises(PlanNotInForce):
        story.going_on(cast, story.written(cast, title="草案"))
    elsewhere = story.in_force(cast, title="别处")
    EmergencyPlan.objects.filter(pk=elsewhere.pk).update(area=cast.next, area_path=cast.next.path)
    elsewhere.refresh_from_db()
    with pytest.raises(NotOfThePlace):
        story.going_on(cast, elsewhere)
    for said in ({"title": " "}, {"kind": "gossip"}, {"started_at": cast.at + timedelta(hours=1)}):
        with pytest.raises(Unfit):
            story.going_on(cast, **said)
    for name in ("neighbor", "resident", "liaison"):
        with pytest.raises(NotYours):
            emergencies.open_incident(
                title="不归我管", kind="fire", placed=story.here(cast), by=cast.actor(name), at=cast.at
            )


def test_calls_go_out_in_order_one_by_one_and_to_each_once(cast):
    plan = story.listed(cast)
    incident = story.going_on(cast, plan, calls=False)
    left = list(plan.entries.order_by("order"))
    emergencies.call_out(incident=incident, entries=left[:1], by=cast.worker, at=cast.at)
    assert [call.person.name for call in incident.calls.all()] == ["王秀兰"]
    emergencies.call_out(incident=incident, by=cast.worker, at=cast.at)
    assert incident.calls.count() == 2
    with pytest.raises(NobodyLeft):
        emergencies.call_out(incident=incident, entries=left, by=cast.worker, at=cast.at)
    call = incident.calls.get(person=cast.people["secretary"])
    with pytest.raises(NotYours):
        emergencies.acknowledge(call=call, by=cast.neighbor, at=cast.at)


def test_who_is_called_is_told_and_told_again_when_it_is_over(cast):
    incident = story.going_on(cast, story.listed(cast))
    emergencies.call_off(incident=incident, reason="是送货的", by=cast.worker, at=cast.at)
    for row in Record.objects.filter(kind__startswith="emergencies.").select_related("by").order_by("id"):
        engine.tell(row)
    told = list(Notice.objects.of(cast.people["counter"].pk).order_by("id"))
    assert next(said.text for said in told if "门前有人聚集" in said.text) == (
        f"应急召集：社区门前有人聚集，{incident.where}。请到场开门疏散，点开确认收到。"
    )
    assert "已解除，不用再去" in told[-1].text and told[-1].link == incident.calls.last().get_absolute_url()
    assert not Notice.objects.of(cast.people["neighbor"].pk).exists()
    assert incident.step == "false_alarm"


def test_what_remains_goes_into_the_case_loop(cast):
    incident = story.going_on(cast)
    case = emergencies.raise_case(incident=incident, text="东门护栏被挤坏，要修", by=cast.worker, at=cast.at)
    assert Case.objects.get() == case and list(incident.cases.all()) == [case]
    assert f"关联诉求 {case.number}" in lines(incident)
    with pytest.raises(LinkedAlready):
        emergencies.link_case(incident=incident, case=case, by=cast.worker, at=cast.at)


def test_the_check_finds_what_came_in_past_the_deeds(cast):
    found = {name: each for name, each in invariants.INVARIANTS.items() if ".emergencies." in name}
    assert len(found) == 4
    incident = story.going_on(cast, story.listed(cast))
    assert [said for each in found.values() for said in each.walk()] == []
    Incident.objects.filter(pk=incident.pk).update(step="cleared", outcome="好了", cleared_at=cast.at)
    plan = incident.plan
    plan.steps.all().delete()
    CallOutEntry.objects.filter(plan=plan).update(
        valid_to=plan.reviewed_on, erase_on=plan.reviewed_on - timedelta(days=400)
    )
    said = " ".join(said for each in found.values() for said in each.walk())
    for words in ("却没有处置步骤", "没有解除", "缺少启动或解除", "应在"):
        assert words in said
