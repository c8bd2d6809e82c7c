"""What community and units ask of each other; groups on file; threads with a moderator."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.alliance.actions import asks, bodies, groups, threads
from tongxin.alliance.models import (
    CalledIn,
    CooperationAsk,
    GroupFiling,
    Incubation,
    Message,
    PartnerRequest,
    SocietyLink,
    Thread,
)
from tongxin.alliance.tests.test_agreements import in_force
from tongxin.alliance.tests.test_pairings import held
from tongxin.exchange.tests.story import running
from tongxin.kernel import duties
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations

pytestmark = pytest.mark.django_db


@pytest.mark.covers("CD-56")
def test_an_ask_to_a_unit_has_an_owner_and_a_state(cast: Cast) -> None:
    desk, unit = as_(cast, "worker"), as_(cast, "liaison")
    told = {"unit": "明远供电服务公司", "area": cast.home.pk, "title": "迁走占道电杆", "text": "影响消防车通行"}
    assert desk.post(reverse("alliance:new-ask"), told | {"unit": "没有"}).status_code == 422
    assert desk.post(reverse("alliance:new-ask"), told).status_code == 302
    ask = CooperationAsk.objects.get()
    assert Duty.objects.open().about(ask).get().holder_id == cast.organizations["unit"].pk
    assert as_(cast, "school_liaison").get(ask.get_absolute_url()).status_code == 404
    assert unit.post(reverse("alliance:accept-ask", args=[ask.pk]), {"in_charge": " "}).status_code == 422
    unit.post(reverse("alliance:accept-ask", args=[ask.pk]), {"in_charge": "李工"})
    shown = words(desk.get(reverse("alliance:asks")))
    assert "李工" in shown and "单位办理中" in shown
    unit.post(reverse("alliance:report-ask", args=[ask.pk]), {"result": "已迁至路边"})
    desk.post(reverse("alliance:move-ask", args=[ask.pk, "confirm"]))
    ask.refresh_from_db()
    assert (ask.step, ask.in_charge) == ("closed", "李工")
    with pytest.raises(IntegrityError), transaction.atomic():
        CooperationAsk.objects.filter(pk=ask.pk).update(in_charge="")


@pytest.mark.covers("BL-07")
def test_a_partners_call_for_help_must_be_replied_to(cast: Cast) -> None:
    with pytest.raises(asks.NotAPartner):
        asks.ask_help(unit=cast.organizations["unit"], area=cast.home, title="门口堵了", text="一堆沙子",
                      by=cast.liaison, at=cast.at)  # fmt: skip
    in_force(cast)
    row = asks.ask_help(unit=cast.organizations["unit"], area=cast.home, title="门口堵了", text="一堆沙子堵住大门",
                        place="东门", by=cast.liaison, at=cast.at)  # fmt: skip
    asks.take(request=row, by=cast.worker, at=cast.at)
    asks.assign(request=row, handler=cast.organizations["committee"], by=cast.worker, at=cast.at)
    call = asks.call_in(
        request=row, organization=cast.organizations["firm"], wants="派铲车", by=cast.worker, at=cast.at
    )
    assert row in PartnerRequest.objects.visible_to(cast.counter)
    with pytest.raises(Refused):
        asks.call_in(request=row, organization=cast.organizations["firm"], wants="派铲车", by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        asks.answer_call(call=call, answer="已清走", by=cast.school_liaison, at=cast.at)
    with pytest.raises(NotYours):
        asks.answer(request=row, answer="已清走", by=cast.school_liaison, at=cast.at)
    with pytest.raises(Unfit):
        asks.answer(request=row, answer=" ", by=cast.counter, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerRequest.objects.filter(pk=row.pk).update(step="answered")
    asks.answer(request=row, answer="沙子已清走", by=cast.counter, at=cast.at)
    asks.reopen(request=row, reason="还剩一半", by=cast.liaison, at=cast.at)
    assert (row.step, row.times_reopened, row.handler_id) == ("assigned", 1, cast.organizations["committee"].pk)
    asks.answer(request=row, answer="全部清走", by=cast.worker, at=cast.at)
    # A firm that says nothing more has its matter closed when the time is over.
    duties.perform_due(at=cast.at + timedelta(days=30))
    row.refresh_from_db()
    assert row.step == "closed" and CalledIn.objects.count() == 1


@pytest.mark.covers("BL-19")
def test_a_group_is_put_on_file_which_is_no_registration(cast: Cast) -> None:
    desk = as_(cast, "worker")
    told = {"name": "老邻居合唱团", "area": cast.home.pk, "leader": "钱阿秀", "people": "18", "does": "每周二排练",
            "venue_need": "每周二下午活动室"}  # fmt: skip
    assert desk.post(reverse("alliance:file-group"), told | {"people": "0"}).status_code == 422
    desk.post(reverse("alliance:file-group"), told)
    filing = GroupFiling.objects.get()
    assert desk.post(reverse("alliance:file-group"), told).status_code == 422
    desk.post(reverse("alliance:move-group", args=[filing.pk, "accept"]))
    filing.refresh_from_db()
    assert filing.step == "on_file" and filing.organization is not None
    assert filing.organization.family == "self_governance" and "备案" in filing.organization.kind_label
    desk.post(reverse("alliance:grant", args=[filing.pk]),
              {"yuan": "500", "source": "社区工作经费", "purpose": "乐谱", "given_on": today(cast.at)})  # fmt: skip
    shown = words(desk.get(filing.get_absolute_url()))
    assert "备案不是登记" in shown and "¥500.00" in shown and "每周二下午活动室" in shown
    with pytest.raises(NotYours):
        groups.end(filing=filing, reason="解散", by=cast.neighbor, at=cast.at)
    groups.end(filing=filing, reason="解散", by=cast.resident, at=cast.at)
    assert filing.step == "ended"


@pytest.mark.covers("YX-36")
def test_an_organization_grows_up_stage_by_stage(cast: Cast) -> None:
    team, day = cast.organizations["team"], today(cast.at)
    groups.reach_stage(organization=team, stage="filed", on=day - timedelta(days=60), by=cast.worker, at=cast.at)
    groups.reach_stage(organization=team, stage="growing", on=day, by=cast.worker, at=cast.at)
    assert [(row.stage, row.valid_to) for row in Incubation.objects.order_by("pk")] == [
        ("filed", day - timedelta(days=1)), ("growing", None)
    ]  # fmt: skip
    with pytest.raises(Unfit):
        groups.reach_stage(organization=team, stage="registered", on=day, by=cast.worker, at=cast.at)
    with pytest.raises(Unfit):
        groups.reach_stage(organization=cast.organizations["unit"], stage="filed", on=day, by=cast.worker, at=cast.at)
    shown = words(as_(cast, "worker").get(reverse("alliance:incubation")))
    assert "葫芦藤志愿服务队" in shown and "培育" in shown


@pytest.mark.covers("YX-36")
def test_community_social_organization_and_social_worker_meet_in_a_project(cast: Cast) -> None:
    project, desk = running(cast), as_(cast, "worker")
    group = organizations.found(
        kind="incubated_organization", name="向阳助老服务社", area=cast.home, on=today(cast.at), by=SYSTEM, at=cast.at
    )
    told = {"project": project.pk, "organization": group.name, "worker": "钱阿秀", "on": today(cast.at)}
    address = reverse("alliance:link-societies")
    assert desk.post(address, told | {"organization": "启明小学"}).status_code == 422
    assert desk.post(address, told).status_code == 302
    link = SocietyLink.objects.get()
    assert (link.project, link.community, link.organization) == (project, project.host, group)
    assert link.worker == cast.people["resident"]
    assert desk.post(address, told).status_code == 422, "the same three once in a project"
    shown = words(desk.get(reverse("alliance:incubation")))
    assert group.name in shown and project.title in shown and "钱阿秀" in shown


@pytest.mark.covers("MHK-12")
def test_a_project_stands_under_one_line_of_an_industry(cast: Cast) -> None:
    project = running(cast)
    line, other = (
        bodies.set_line(industry=code, name="主线", brand=code, on=today(cast.at), by=cast.secretary, at=cast.at)
        for code in ("education", "health")
    )
    desk = as_(cast, "secretary")
    desk.post(reverse("alliance:tie-line-project", args=[line.pk]), {"project": project.pk})
    assert project.title in words(desk.get(reverse("alliance:line", args=[line.pk])))
    with pytest.raises(Refused):
        bodies.tie_project(line=other, project=project, by=cast.secretary, at=cast.at)


@pytest.mark.covers("CD-47")
def test_those_concerned_talk_around_an_activity_under_a_moderator(cast: Cast) -> None:
    activity = held(cast, "同上党课", (), co_hosts=("unit",))
    with pytest.raises(threads.NotConcerned):
        threads.open_thread(subject=activity, by=cast.member, at=cast.at)
    thread = threads.open_thread(subject=activity, by=cast.worker, at=cast.at)
    assert threads.open_thread(subject=activity, by=cast.liaison, at=cast.at) == thread
    message = threads.post(thread=thread, text="我们带十个人", by=cast.liaison, at=cast.at)
    with pytest.raises(threads.NotConcerned):
        threads.post(thread=thread, text="我也去", by=cast.school_liaison, at=cast.at)
    with pytest.raises(NotYours):
        threads.hide(message=message, reason="不相关", by=cast.liaison, at=cast.at)
    assert as_(cast, "neighbor").get(thread.get_absolute_url()).status_code == 404
    threads.hide(message=message, reason="人数写错了", by=cast.worker, at=cast.at)
    assert "人数写错了" in words(as_(cast, "liaison").get(thread.get_absolute_url()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(hide_reason="")
    threads.close(thread=thread, by=cast.worker, at=cast.at)
    with pytest.raises(threads.ThreadIsClosed):
        threads.post(thread=thread, text="好的", by=cast.liaison, at=cast.at)
    # There is no thread about a person: nothing but what several share can be talked about.
    opened = as_(cast, "worker").post(reverse("alliance:open-thread", args=["person", cast.people["member"].pk]))
    assert opened.status_code == 404 and Thread.objects.count() == 1
