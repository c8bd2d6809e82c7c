"""The pages: a community worker, a liaison, a resident and a stranger, each on their own."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Appraisal, Need, Offer, Project, Resource
from tongxin.exchange.tests import story
from tongxin.kernel import profiles, terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record, Term

pytestmark = pytest.mark.django_db
KEPT = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def desk(cast, client):
    return lambda name: cast.sign_in(client, name)


@pytest.fixture(autouse=True)
def at_the_story(monkeypatch, now):
    """The door's clock stands at the moment of the story."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)


def asked(captured):
    return [row["sql"] for row in captured.captured_queries if not (row["sql"] or "").startswith(KEPT)]


def said(cast, **more):
    return {
        "title": "楼道灯不亮", "text": "坏了半个月", "channel": "household_visit", "kind": "repair",
        "area": cast.grid.pk, "households": "9", "form_key": str(uuid4()),
    } | more  # fmt: skip


@pytest.mark.covers("MHK-07")
def test_a_worker_raises_a_need_in_six_queries_and_once(cast, desk):
    li = desk("worker")
    # What every request asks (rules, step settings, the calendar) is remembered from the first.
    li.post(reverse("exchange:raise-need"), said(cast, title="更早的一条"))
    form = said(cast)
    with CaptureQueriesContext(connection) as captured:
        answer = li.post(reverse("exchange:raise-need"), form)
    need = Need.objects.get(title="楼道灯不亮")
    assert answer.status_code == 302 and answer["Location"] == need.get_absolute_url()
    assert len(asked(captured)) <= 6, asked(captured)
    assert (need.channel, need.host.name, need.area) == ("household_visit", cast.organizations["party"].name, cast.grid)
    again = li.post(reverse("exchange:raise-need"), form)
    assert again["Location"] == need.get_absolute_url()
    assert Need.objects.count() == 2


@pytest.mark.covers("C03-1")
def test_bad_input_has_a_sentence_and_loses_nothing(cast, desk):
    li, address = desk("worker"), reverse("exchange:raise-need")
    yesterday = (today(cast.at) - timedelta(days=1)).isoformat()
    for change, sentence in [
        ({"area": ""}, "地点"),
        ({"area": cast.next.pk}, "请从列表里选择您所在范围内的地点"),
        ({"channel": ""}, "从哪里听来的"),
        ({"wanted_by": yesterday}, "日期不能早于今天"),
        ({"wanted_from": "2026-12-20", "wanted_by": "2026-12-10"}, "结束日期不能早于开始日期"),
        ({"quantity": "0"}, "需要多少"),
    ]:
        answer = li.post(address, said(cast, **change))
        page = answer.content.decode()
        assert answer.status_code == 422 and sentence in page and "楼道灯不亮" in page
    assert not Need.objects.exists()
    li.post(address, said(cast, title="<script>alert(1)</script>"))
    page = li.get(Need.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_list_of_needs_takes_four_queries_and_is_exported(cast, desk):
    for n in range(3):
        story.raised(cast, f"第{n}条")
    li = desk("worker")
    li.get(reverse("exchange:needs"))
    with CaptureQueriesContext(connection) as captured:
        page = li.get(reverse("exchange:needs")).content.decode()
    assert len(asked(captured)) <= 4, asked(captured)
    assert "共 3 条" in page and "未满足 3 条，最久 0 天" in page and "剩 3 个工作日" in page
    assert "第1条" in li.get(reverse("exchange:needs"), {"q": "第1条"}).content.decode()
    assert "共 0 条" in li.get(reverse("exchange:needs"), {"stage": "project"}).content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(li.get(reverse("exchange:export-needs")).content))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()] == ["内容", "第2条", "第1条", "第0条"]


def test_a_stranger_sees_nothing_and_may_nothing(cast, desk):
    need = story.matching(cast)
    for name in ("neighbor", "member"):
        assert desk(name).get(need.get_absolute_url()).status_code == 404
        move = reverse("exchange:move-need", args=[need.pk, "withdraw"])
        assert desk(name).post(move, {"reason": "x"}).status_code == 404
    assert desk("resident").get(need.get_absolute_url()).status_code == 200
    assert desk("resident").post(reverse("exchange:ask-resource", args=[need.pk])).status_code == 403


def test_twins_are_shown_while_writing_and_joined(cast, desk):
    first = story.raised(cast)
    li = desk("worker")
    shown = li.get(reverse("exchange:need-twins"), said(cast, title="楼道的灯坏了"))
    assert first.title in shown.content.decode()
    assert (
        first.title
        not in li.get(
            reverse("exchange:need-twins"), said(cast, title="想借会议室", text="", kind="venue")
        ).content.decode()
    )
    li.post(reverse("exchange:raise-need"), said(cast, title="楼道的灯坏了", join_into=first.pk))
    first.refresh_from_db()
    assert first.voices == 2 and Need.objects.get(joined_into=first).step == "joined"


@pytest.mark.covers("YX-39", "C03-3", "C03-4")
def test_from_candidates_to_a_project_on_pages(cast, desk):
    need, resource = story.matching(cast), story.published(cast)
    story.published(cast, "小学操场开放", owner="school", kind="venue", text="塑胶跑道")
    page = desk("worker").get(need.get_absolute_url()).content.decode()
    assert "电工上门换灯修线路" in page and "类别相符" in page and "同社区" in page and "小学操场开放" not in page
    day = today(cast.at)
    form = {
        "need": need.pk, "resource": resource.pk, "title": "亮灯行动", "begins_on": day, "ends_on": day + timedelta(30),
        "acceptance": "灯都亮", "form_key": str(uuid4()),
    }  # fmt: skip
    backward = desk("worker").post(reverse("exchange:propose-project"), form | {"ends_on": day - timedelta(1)})
    assert backward.status_code == 422 and "结束日期不能早于开始日期" in backward.content.decode()
    without = desk("worker").post(reverse("exchange:propose-project"), form | {"resource": []})
    assert without.status_code == 422 and "至少要回应一条需求" in without.content.decode()
    assert (
        desk("worker").get(reverse("exchange:propose-project"), {"need": need.pk, "resource": resource.pk}).status_code
        == 200
    )
    assert desk("worker").post(reverse("exchange:propose-project"), form).status_code == 302
    project = Project.objects.get()
    offer = Offer.objects.get()
    waiting = desk("liaison").get(reverse("exchange:offers")).content.decode()
    assert need.title in waiting
    assert desk("liaison").get(offer.get_absolute_url()).status_code == 200
    assert desk("school_liaison").get(offer.get_absolute_url()).status_code == 404
    assert desk("liaison").post(reverse("exchange:answer-offer", args=[offer.pk]), {"amount": "9"}).status_code == 422
    desk("liaison").post(reverse("exchange:answer-offer", args=[offer.pk]), {"amount": "1"})
    for name, move in [("secretary", "approve"), ("worker", "start")]:
        assert desk(name).post(reverse("exchange:move-project", args=[project.pk, move])).status_code == 302
    desk("worker").post(reverse("exchange:project-deliver", args=[project.pk]), {"result": "换好了"})
    desk("secretary").post(reverse("exchange:move-project", args=[project.pk, "accept"]))
    mine = desk("resident").get(reverse("exchange:my-needs")).content.decode()
    assert "请您评价" in mine
    desk("resident").post(reverse("exchange:my-appraisal", args=[project.pk]), {"grade": "5", "text": "很好"})
    assert Appraisal.objects.get().grade == 5
    for name in ("worker", "liaison", "secretary"):
        page = desk(name).get(project.get_absolute_url())
        assert page.status_code == 200 and "5.0 / 5" in page.content.decode()
        assert "收到一份评价" in page.content.decode() and cast.people["resident"].name not in page.content.decode()


def test_a_worker_appraises_at_the_desk_for_somebody(cast, desk):
    project = story.accepted(cast)
    address = reverse("exchange:appraise-project", args=[project.pk])
    desk("worker").post(address, {"grade": "4", "somebody": cast.people["resident"].name})
    appraisal = Appraisal.objects.get()
    assert appraisal.by_id == cast.people["resident"].pk
    assert Record.objects.get(kind="exchange.ProjectAppraised").on_behalf_of_id == cast.people["resident"].pk


def test_a_liaison_enters_and_publishes_a_resource(cast, desk):
    zhang, address = desk("liaison"), reverse("exchange:enter-resource")
    form = {"title": "会议室", "kind": "venue", "capacity": "0", "reach": "street", "form_key": str(uuid4())}
    refused = zhang.post(address, form)
    assert refused.status_code == 422 and "可提供数量须大于零" in refused.content.decode()
    backward = zhang.post(address, form | {"capacity": "9", "valid_from": "2026-12-02", "valid_to": "2026-12-01"})
    assert backward.status_code == 422 and "结束日期不能早于开始日期" in backward.content.decode()
    zhang.post(address, form | {"capacity": "40", "weekdays": ["6", "7"], "publish": "1"})
    resource = Resource.objects.get()
    assert (resource.step, resource.unit, resource.weekdays) == ("published", "座", "67")
    assert resource.reach_path == cast.home.parent.path
    for page in (
        reverse("exchange:resources"),
        resource.get_absolute_url(),
        reverse("exchange:edit-resource", args=[resource.pk]),
    ):
        assert zhang.get(page).status_code == 200
    zhang.post(reverse("exchange:edit-resource", args=[resource.pk]), {"title": "大会议室", "capacity": "30"})
    zhang.post(reverse("exchange:move-resource", args=[resource.pk, "pause"]), {"reason": "装修"})
    resource.refresh_from_db()
    assert (resource.title, resource.capacity, resource.step) == ("大会议室", 30, "paused")
    assert desk("member").get(resource.get_absolute_url()).status_code == 404


def test_a_worker_enters_and_answers_at_the_desk_for_a_unit(cast, desk):
    li, school = desk("worker"), cast.organizations["school"]
    form = {"title": "操场", "kind": "venue", "capacity": "40", "reach": "street", "publish": "1", "owner": school.pk}
    li.post(reverse("exchange:enter-resource"), form | {"form_key": str(uuid4())})
    resource = Resource.objects.get()
    assert (resource.owner_id, resource.step) == (school.pk, "published")
    assert Record.objects.get(kind="exchange.ResourcePublished").on_behalf_of_id == school.pk
    far = cast.organizations["next_party"].pk
    li.post(reverse("exchange:enter-resource"), form | {"owner": far, "title": "别处的", "form_key": str(uuid4())})
    assert not Resource.objects.filter(owner_id=far).exists()
    offer = exchange.offer(need=story.matching(cast, kind="venue"), resource=resource, by=cast.worker, at=cast.at)
    answer = reverse("exchange:answer-offer", args=[offer.pk])
    assert desk("neighbor").post(answer, {"amount": "1"}).status_code == 404
    assert desk("liaison").post(answer, {"amount": "1"}).status_code == 404
    assert "替单位答复" in desk("worker").get(offer.get_absolute_url()).content.decode()
    desk("worker").post(answer, {"amount": "1"})
    offer.refresh_from_db()
    assert offer.step == "accepted"
    assert Record.objects.get(kind="exchange.OfferAccepted").on_behalf_of_id == school.pk
    edit = reverse("exchange:edit-resource", args=[resource.pk])
    assert desk("worker").get(edit).status_code == 200 and desk("neighbor").get(edit).status_code == 403


def test_a_resident_says_changes_and_withdraws_a_need_on_the_phone(cast, desk):
    qian = desk("resident")
    assert qian.get(reverse("exchange:raise-my-need")).status_code == 200
    form = {"title": "想学用手机挂号", "kind": "skill", "area": cast.home.pk, "form_key": str(uuid4())}
    answer = qian.post(reverse("exchange:raise-my-need"), form)
    need = Need.objects.get()
    assert answer["Location"] == reverse("exchange:my-need", args=[need.pk])
    assert (need.channel, need.proposer_id) == ("online", cast.people["resident"].pk)
    assert qian.get(reverse("exchange:my-need", args=[need.pk])).status_code == 200
    edit = reverse("exchange:edit-my-need", args=[need.pk])
    assert qian.get(edit).status_code == 200
    qian.post(edit, {"title": "想学用手机挂号和付款", "kind": "skill"})
    need.refresh_from_db()
    assert need.title.endswith("付款")
    assert desk("member").get(reverse("exchange:my-need", args=[need.pk])).status_code == 404
    desk("resident").post(reverse("exchange:move-my-need", args=[need.pk, "withdraw"]), {"reason": "学会了"})
    need.refresh_from_db()
    assert need.step == "withdrawn"
    assert "想学用手机" in desk("resident").get(reverse("exchange:my-needs")).content.decode()


@pytest.mark.covers("YX-23")
def test_everybody_sees_who_and_which_money_stand_behind(cast, client, desk):
    project = story.running(cast)
    public = [
        reverse("exchange:public-needs"), reverse("exchange:public-need", args=[project.needs.get().pk]),
        reverse("exchange:public-resources"), reverse("exchange:public-resource", args=[project.resources.get().pk]),
        reverse("exchange:public-projects"), reverse("exchange:public-project", args=[project.pk]),
    ]  # fmt: skip
    client.logout()
    for address in public:
        page = client.get(address)
        assert page.status_code == 200
        assert cast.people["resident"].name not in page.content.decode()
    assert client.get(reverse("exchange:needs")).status_code == 302
    desk("secretary").post(reverse("exchange:open-budget", args=[project.pk]))
    project.refresh_from_db()
    from tongxin.funds import actions as funds

    source = funds.open_source(
        kind="party_dues", name="党费", payer=cast.organizations["party"], keeper=cast.organizations["party"],
        year=cast.at.year, amount=100_000, by=cast.secretary, at=cast.at,
    )  # fmt: skip
    funds.add_line(budget=project.budget, source=source, purpose="灯具", amount=60_000, by=cast.secretary, at=cast.at)
    client.logout()
    page = client.get(reverse("exchange:public-project", args=[project.pk])).content.decode()
    assert "党费补助" in page and "¥600.00" in page and cast.organizations["party"].name in page
    assert "党费补助" in client.get(reverse("exchange:public-projects")).content.decode()


@pytest.mark.covers("MHK-06")
def test_the_register_shows_the_lists_of_the_profile(cast, desk):
    """Yuxi names three lists; where a city names four, services stand in a list of their own."""
    item = profiles.read("meihekou").tables["list_kinds"]["items"]["service"]
    story.proposed(cast, resource=story.published(cast, kind="skill"))
    story.published(cast, "大礼堂", kind="venue")
    li = desk("worker")
    assert "电工上门" in li.get(reverse("exchange:register", args=["resource"])).content.decode()
    assert li.get(reverse("exchange:register", args=["service"])).status_code == 404
    Term.objects.create(listed_in="list_kinds", code="service", label=item["label"], data=item)
    terms.forget()
    shown = {
        kind: li.get(reverse("exchange:register", args=[kind])).content.decode()
        for kind in ("need", "resource", "service", "project")
    }
    for page in shown.values():
        assert [label for label in ("需求清单", "资源清单", "服务清单", "项目清单") if label not in page] == []
    assert "大礼堂" in shown["resource"] and "大礼堂" not in shown["service"]
    told = {
        kind: b"".join(li.get(reverse("exchange:export-register", args=[kind]) + "?format=csv")).decode("utf-8-sig")
        for kind in ("resource", "service", "need", "project")
    }
    assert ["大礼堂" in told["resource"], "大礼堂" in told["service"]] == [True, False]
    assert "楼道灯不亮" in told["need"] and "亮灯行动" in told["project"]
    assert "电工上门" in shown["service"] and "电工上门" not in shown["resource"]
    assert "亮灯行动" in shown["project"] and "楼道灯不亮" in shown["need"]
    assert li.get(reverse("exchange:register", args=["duty"])).status_code == 404


@pytest.mark.covers("YX-39", "C03-6")
def test_the_funnel_says_its_denominator_and_opens_its_rows(cast, desk):
    project = story.accepted(cast)
    exchange.appraise(project=project, grade=4, by=cast.resident, at=cast.at)
    story.raised(cast, "没有着落的一条")
    exchange.withdraw_need(need=story.raised(cast, "撤回的"), reason="已经解决", by=cast.worker, at=cast.at)
    page = desk("secretary").get(reverse("exchange:figures"))
    text = page.content.decode()
    assert page.status_code == 200 and "转化率 50.0% = 已成项目的需求 1 ÷ 这一时期登记的需求 2" in text
    rows = desk("secretary").get(reverse("exchange:needs"), {"stage": "no_project"}).content.decode()
    assert "没有着落的一条" in rows and "楼道灯不亮" not in rows and "共 1 条" in rows
    assert "共 1 条" in desk("secretary").get(reverse("exchange:needs"), {"stage": "appraised"}).content.decode()
    unmet = desk("planner").get(reverse("exchange:figures"), {"stage": "unmet"}).content.decode()
    assert "1 条" in unmet and "2 条" not in unmet and "stage=unmet" in unmet
    nobody = desk("secretary").get(reverse("exchange:figures"), {"year": "2020"}).content.decode()
    assert "没有可算的转化率" in nobody
    planner = desk("planner").get(reverse("exchange:figures")).content.decode()
    assert reverse("areas:borders") in planner and "红塔区" in planner
    assert desk("member").get(reverse("exchange:figures")).status_code == 403


def test_a_person_confirms_what_the_solver_suggests(cast, desk):
    needs = [story.matching(cast, title) for title in ("三单元楼道灯坏了", "五单元楼道灯坏了")]
    resource = story.published(cast, capacity=1)
    li = desk("worker")
    page = li.get(reverse("exchange:assignments")).content.decode()
    assert page.count("电工上门换灯修线路") >= 1 and not Offer.objects.exists()
    li.post(reverse("exchange:confirm-assignments"), {"pair": f"{needs[0].pk}-{resource.pk}", "form_key": str(uuid4())})
    assert Offer.objects.get().need == needs[0]


def test_a_pause_and_a_sealed_contact(cast, desk):
    need = story.matching(cast, contact="李大爷 13900000000")
    li = desk("worker")
    li.post(reverse("exchange:pause-need", args=[need.pk]), {"reason": "weather"})
    page = li.get(need.get_absolute_url()).content.decode()
    assert "暂停" in page and "13900000000" not in page
    li.post(reverse("exchange:pause-need", args=[need.pk]), {"resume": "1"})
    address = reverse("exchange:need-contact", args=[need.pk])
    assert li.post(address, {"purpose": "回访"}).status_code == 403
    assert desk("secretary").post(address, {"purpose": ""}).status_code == 422
    assert "13900000000" in desk("secretary").post(address, {"purpose": "回访"}).content.decode()


def test_every_desk_page_opens(cast, desk):
    need, project = story.raised(cast), story.accepted(cast)
    li = desk("worker")
    for address in (
        reverse("exchange:raise-need"), reverse("exchange:edit-need", args=[need.pk]), reverse("exchange:projects"),
        reverse("exchange:need-join", args=[need.pk]), reverse("exchange:export-projects"),
        reverse("exchange:export-resources"), project.get_absolute_url(), project.needs.get().get_absolute_url(),
        project.resources.get().get_absolute_url(), Offer.objects.get().get_absolute_url(),
    ):  # fmt: skip
        assert li.get(address).status_code == 200, address
