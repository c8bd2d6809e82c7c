"""A need from the household visit to its appraisal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tongxin.exchange import actions as exchange
from tongxin.exchange.actions.needs import DayPast, NoPlace
from tongxin.exchange.actions.offers import AskedAlready, CapacityGone
from tongxin.exchange.actions.projects import (
    AppraisedAlready,
    NobodyGives,
    NotConcerned,
    NothingCited,
    PartnerMissing,
    TermReversed,
)
from tongxin.exchange.actions.resources import NoCapacity
from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.exchange.tests import story
from tongxin.kernel import duties, terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Record, Term

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C03-5")
def test_a_need_reaches_its_appraisal(cast):
    project = story.accepted(cast)
    need = project.needs.get()
    assert need.step == "appraisal"
    assert Duty.objects.open().about(need).get().holder_id == cast.people["resident"].pk
    said = exchange.appraise(project=project, grade=5, by=cast.resident, at=cast.at)
    assert said.grade_label == "非常满意"
    with pytest.raises(AppraisedAlready):
        exchange.appraise(project=project, grade=1, by=cast.resident, at=cast.at)
    with pytest.raises(NotConcerned):
        exchange.appraise(project=project, grade=1, by=cast.member, at=cast.at)
    exchange.close_project(project=project, by=cast.worker, at=cast.at)
    need.refresh_from_db()
    assert (need.step, project.step) == ("closed", "closed")
    kinds = list(Record.objects.about(need).order_by("id").values_list("kind", flat=True))
    assert [kind.removeprefix("exchange.") for kind in kinds] == [
        "NeedRaised", "NeedVerified", "NeedMatching", "NeedProposed", "NeedCarried", "NeedCarried", "NeedCarried",
        "NeedCarried",
    ]  # fmt: skip


@pytest.mark.covers("YX-39", "GY-97")
def test_a_project_cites_a_need_and_a_resource_even_by_sql(cast):
    need, resource = story.matching(cast), story.published(cast)
    day = today(cast.at)
    said = {"title": "空的", "begins_on": day, "ends_on": day, "acceptance": "有", "by": cast.worker, "at": cast.at}
    for needs, resources in [([], [resource]), ([need], [])]:
        with pytest.raises(NothingCited):
            exchange.propose(needs=needs, resources=resources, **said)
    with pytest.raises(TermReversed):
        exchange.propose(needs=[need], resources=[resource], **said | {"ends_on": day - timedelta(days=1)})
    project = story.proposed(cast, need, resource)
    assert project.needs.get() == need and project.resources.get() == resource
    for links in (project.need_links, project.resource_links):
        with pytest.raises(IntegrityError), transaction.atomic():
            links.all().delete()
            _commit_checks()
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(ends_on=day - timedelta(days=1))


def _commit_checks():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.covers("MHK-07")
def test_a_need_has_its_channel_and_place_and_twins_join(cast):
    with pytest.raises(Unfit):
        story.raised(cast, channel="rumor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=story.raised(cast).pk).update(channel="")
    with pytest.raises(NoPlace):
        exchange.raise_need(title="无处", channel="phone", kind="repair", placed=None, by=cast.worker, at=cast.at)
    with pytest.raises(DayPast):
        story.raised(cast, wanted_by=today(cast.at) - timedelta(days=1))
    first = story.raised(cast)
    twin = story.raised(cast, "单元楼道的灯坏了", proposer_id=cast.people["member"].pk, channel="symposium")
    with pytest.raises(NotYours):
        exchange.join(need=twin, into=first, by=cast.neighbor, at=cast.at)
    exchange.join(need=twin, into=first, by=cast.worker, at=cast.at)
    first.refresh_from_db()
    assert (twin.step, first.voices) == ("joined", 2)
    assert set(first.all_proposers()) == {cast.people["resident"].pk, cast.people["member"].pk}


def test_the_proposer_edits_and_withdraws_and_a_stranger_does_not(cast):
    need = story.raised(cast)
    changed = exchange.edit_need(need=need, title="楼道灯全坏了", households=9, by=cast.resident, at=cast.at)
    assert changed == ["内容", "涉及户数"] and need.title == "楼道灯全坏了"
    for deed in (
        lambda: exchange.edit_need(need=need, title="别的", by=cast.member, at=cast.at),
        lambda: exchange.withdraw_need(need=need, reason="不是我的", by=cast.member, at=cast.at),
    ):
        with pytest.raises(NotYours):
            deed()
    with pytest.raises(Unfit, match="理由"):
        exchange.withdraw_need(need=need, reason=" ", by=cast.resident, at=cast.at)
    exchange.withdraw_need(need=need, reason="已经解决", by=cast.resident, at=cast.at)
    assert need.step == "withdrawn" and not Duty.objects.open().about(need).exists()
    carried = story.proposed(cast).needs.get()
    for deed in (
        lambda: exchange.withdraw_need(need=carried, reason="晚了", by=cast.resident, at=cast.at),
        lambda: exchange.edit_need(need=carried, title="晚了", by=cast.resident, at=cast.at),
    ):
        with pytest.raises(AlreadyMoved):
            deed()


@pytest.mark.covers("CD-52", "C03-2")
def test_capacity_is_never_promised_twice(cast):
    with pytest.raises(NoCapacity):
        story.published(cast, capacity=0)
    resource = story.published(cast, capacity=10, kind="venue", unit="座")
    assert resource.field == "social"
    offers = []
    for title, quantity in [("要六座的房间", 6), ("要八座的房间", 8)]:
        need = story.matching(cast, title, kind="venue", quantity=quantity, unit="座")
        offers.append(exchange.offer(need=need, resource=resource, by=cast.worker, at=cast.at))
        with pytest.raises(AskedAlready):
            exchange.offer(need=need, resource=resource, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        exchange.accept(offer=offers[0], by=cast.school_liaison, at=cast.at)
    exchange.accept(offer=offers[0], by=cast.liaison, at=cast.at)
    with pytest.raises(CapacityGone):
        exchange.accept(offer=offers[1], by=cast.liaison, at=cast.at)
    exchange.accept(offer=offers[1], by=cast.liaison, at=cast.at, amount=4)
    resource.refresh_from_db()
    assert (offers[1].step, resource.left) == ("partly_accepted", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(taken=11)


@pytest.mark.covers("MHK-47", "GY-91")
def test_partners_have_kinds_and_stakeholders_join(cast):
    project = story.proposed(cast)
    kinds = set(project.partners.values_list("kind", flat=True))
    assert kinds == {"community", "state_firm"}
    exchange.add_partner(project=project, organization=cast.organizations["firm"], by=cast.worker, at=cast.at)
    assert project.partners.get(organization=cast.organizations["firm"]).kind_label == "非公有制企业"
    with pytest.raises(NotYours):
        exchange.add_partner(project=project, organization=cast.organizations["school"], by=cast.neighbor, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        project.partners.update(kind="")


def test_a_refused_project_gives_needs_and_capacity_back(cast):
    project = story.proposed(cast)
    offer = Offer.objects.get()
    exchange.accept(offer=offer, by=cast.liaison, at=cast.at)
    with pytest.raises(NotYours):
        exchange.approve(project=project, by=cast.worker, at=cast.at)
    exchange.refuse(project=project, reason="标准不清", by=cast.secretary, at=cast.at)
    need = Need.objects.get()
    assert need.step == "matching" and Duty.objects.open().about(need).count() == 1
    assert Resource.objects.get().taken == 0
    story.proposed(cast, need, Resource.objects.get())


def test_a_project_is_refused_for_a_reason_and_the_open_question_keeps_as_much_of_it_as_it_holds(cast):
    project = story.proposed(cast)
    with pytest.raises(Unfit, match="理由"):
        exchange.refuse(project=project, reason="", by=cast.secretary, at=cast.at)
    exchange.refuse(project=project, reason="预算没有写清楚，" * 60, by=cast.secretary, at=cast.at)
    offer = Offer.objects.get()
    assert offer.step == "withdrawn" and offer.reason.startswith("预算没有写清楚") and len(offer.reason) == 200


def test_a_project_starts_when_somebody_gives_and_silence_is_no_praise(cast):
    project = story.proposed(cast)
    exchange.approve(project=project, by=cast.secretary, at=cast.at)
    with pytest.raises(NobodyGives):
        exchange.start_project(project=project, by=cast.worker, at=cast.at)
    done = story.accepted(cast, need=story.matching(cast, "二"), resource=story.published(cast, "二"))
    duties.perform_due(at=cast.at + timedelta(days=40))
    done.refresh_from_db()
    assert done.step == "closed" and done.appraisals.count() == 0
    closed = Record.objects.about(done).get(kind="exchange.ProjectClosed")
    assert closed.data == {"rated": 0, "unrated": 1}


@pytest.mark.parametrize(
    ("told", "roles"), [(["community_secretary"], []), (["street_coordinator"], ["street_coordinator"])]
)
def test_a_late_need_climbs_as_far_as_the_profile_says(cast, told, roles):
    Term.objects.filter(listed_in="procedures", code="need").update(data={"escalates_to": told})
    terms.forget()
    need = story.raised(cast)
    for days in range(5, 40, 3):
        duties.perform_due(at=cast.at + timedelta(days=days))
    assert list(Duty.objects.about(need).filter(kind="urge").values_list("role", flat=True)) == roles


@pytest.mark.covers("YX-04")
def test_a_late_need_climbs_from_community_to_city(cast):
    need = story.raised(cast)
    for days in range(5, 40, 3):
        duties.perform_due(at=cast.at + timedelta(days=days))
    urged = Duty.objects.about(need).filter(kind="urge").order_by("level")
    names = [duty.holder.name for duty in urged]
    assert names == [cast.organizations[key].name for key in ("street_committee", "county_committee", "city_committee")]
    assert [duty.role for duty in urged] == ["street_coordinator", "county_director", "city_planner"]
    exchange.verify(need=need, by=cast.worker, at=cast.at + timedelta(days=40))
    assert not Duty.objects.open().about(need).filter(kind="urge").exists()


def test_a_pause_has_its_reason(cast):
    need = story.matching(cast)
    with pytest.raises(NotYours):
        exchange.pause_need(need=need, reason="等材料", by=cast.resident, at=cast.at)
    with pytest.raises(Unfit):
        exchange.pause_need(need=need, reason=" ", by=cast.worker, at=cast.at)
    exchange.pause_need(need=need, reason="等待物资", by=cast.worker, at=cast.at)
    assert Duty.objects.open().about(need).get().pause_reason == "等待物资"
    exchange.resume_need(need=need, by=cast.worker, at=cast.at + timedelta(days=3))
    assert Duty.objects.open().about(need).get().paused_at is None


def test_a_project_needs_a_second_partner(cast):
    need = story.matching(cast)
    resource = story.published(cast)
    Resource.objects.filter(pk=resource.pk).update(owner=need.host)
    resource.refresh_from_db()
    with pytest.raises(PartnerMissing):
        story.proposed(cast, need, resource)


def test_a_recorder_of_activities_takes_back_no_need_of_others(cast):
    need = story.raised(cast)
    with pytest.raises(NotYours):
        exchange.withdraw_need(need=need, reason="不要了", by=cast.recorder, at=cast.at)
    exchange.withdraw_need(need=need, reason="不要了", by=cast.worker, at=cast.at)
