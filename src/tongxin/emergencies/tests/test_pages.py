"""The pages of the desk and of who is called, each guarded, each keeping what was typed."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.models import EmergencyPlan, Incident
from tongxin.emergencies.tests import story
from tongxin.kernel.models import Look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.fixture
def desk(cast):
    return lambda name: cast.sign_in(Client(), name)


def sent(client, view, *args, **said):
    return client.post(reverse(f"emergencies:{view}", args=args), {"form_key": str(uuid4())} | said)


def words(client, view, *args):
    answer = client.get(reverse(f"emergencies:{view}", args=args))
    assert answer.status_code == 200, view
    return answer.content.decode()


@pytest.mark.covers("GY-60")
def test_a_plan_is_written_approved_listed_and_reviewed_on_the_pages(cast, desk):
    li, wang = desk("worker"), desk("secretary")
    said = {"title": "暴雨内涝处置预案", "kinds": ["flood"], "area": cast.home.pk, "purpose": "橙色预警时"}
    refused = sent(li, "new-plan", **said, steps="")
    assert refused.status_code == 422 and "橙色预警时" in refused.content.decode()
    assert sent(li, "new-plan", **said, steps="网格员：查低洼院落\n开泵").status_code == 302
    plan = EmergencyPlan.objects.get()
    assert [(s.by_whom, s.text) for s in plan.steps.order_by("number")] == [("网格员", "查低洼院落"), ("", "开泵")]
    assert "不登记" in words(li, "plan", plan.pk) and "写岗位，不写姓名" in words(li, "change-plan", plan.pk)
    assert sent(li, "move-plan", plan.pk, "approve").status_code == 403
    assert sent(wang, "move-plan", plan.pk, "approve").status_code == 302
    assert "2027" in words(li, "plan", plan.pk)
    nobody = sent(li, "list-staff", plan.pk, person="钱阿秀", task="看水位", order=1)
    assert nobody.status_code == 422 and "只列有任职的工作人员" in nobody.content.decode()
    assert (
        sent(li, "list-staff", plan.pk, person="杨小梅", task="看水位", order=1, phone=story.PHONE).status_code == 302
    )
    assert story.PHONE not in words(li, "plan", plan.pk)
    entry = plan.entries.get()
    assert sent(li, "entry-phone", plan.pk, entry.pk, purpose="").status_code == 422
    assert story.PHONE in sent(li, "entry-phone", plan.pk, entry.pk, purpose="核对").content.decode()
    assert Look.objects.filter(concerns_id=cast.people["counter"].pk).count() == 1
    assert sent(wang, "review-plan", plan.pk, note="沙袋补到 200 只").status_code == 302
    assert "沙袋补到 200 只" in words(wang, "plan", plan.pk) and "暴雨内涝" in words(wang, "plans")
    assert sent(li, "unlist", plan.pk, entry.pk).status_code == 302


@pytest.mark.covers("GY-60")
def test_an_incident_from_start_to_review_on_the_pages(cast, desk):
    plan = story.listed(cast)
    li, wang, yang = desk("worker"), desk("secretary"), desk("counter")
    assert "没有正在处置的事件" in words(li, "emergencies")
    said = {"title": "门前有人聚集", "kind": "crowd", "area": cast.grid.pk, "where": "东门", "plan": plan.pk}
    wrong = sent(li, "start", **(said | {"title": ""}))
    assert wrong.status_code == 422 and "不登记参与群众" in wrong.content.decode()
    assert sent(li, "start", **said).status_code == 302
    incident = Incident.objects.get()
    assert "门前有人聚集" in words(wang, "emergencies") and "门前有人聚集" in words(wang, "incidents")
    sent(li, "log", incident.pk, text="东门已开，电话 13912345678")
    shown = words(li, "incident", incident.pk)
    assert "东门已开" in shown and "13912345678" not in shown and "打 110，报清地点" in shown
    fragment = li.get(incident.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert 'id="now"' in fragment and "<html" not in fragment and 'name="text" maxlength="500"' not in fragment
    mine = incident.calls.get(person=cast.people["counter"])
    assert "收到，马上去" in words(yang, "my-call", mine.pk) and "门前有人聚集" in words(yang, "my-calls")
    assert sent(yang, "move-my-call", mine.pk, "acknowledge").status_code == 302
    assert sent(yang, "say", mine.pk, text="人已到会议室").status_code == 302
    assert desk("member").get(reverse("emergencies:my-call", args=[mine.pk])).status_code == 404
    other = incident.calls.get(person=cast.people["secretary"])
    assert li.get(other.get_absolute_url())["Location"] == incident.get_absolute_url()
    assert story.PHONE in sent(li, "staff-phone", incident.pk, other.pk).content.decode()
    assert Look.objects.get(concerns_id=cast.people["secretary"].pk).purpose == "应急召集：门前有人聚集"
    for name in ("miss", "arrive"):
        assert sent(li, "move-staff-call", incident.pk, other.pk, name).status_code == 302
    assert sent(li, "tick", incident.pk, 2).status_code == 302
    assert sent(li, "incident-case", incident.pk, text="护栏要修").status_code == 302
    assert sent(li, "incident-case", incident.pk, number="案 2026-999999").status_code == 422
    assert sent(li, "clear", incident.pk, outcome="").status_code == 422
    assert sent(li, "clear", incident.pk, outcome="说清了").status_code == 302
    assert sent(wang, "clear", incident.pk, outcome="我也宣布").status_code == 409
    assert sent(wang, "review", incident.pk, text="钥匙多配一把").status_code == 302
    assert "钥匙多配一把" in words(li, "incident", incident.pk) and "已解除，不用再去" in words(
        yang, "my-call", mine.pk
    )


def test_who_works_elsewhere_or_nowhere_has_no_door_here(cast, desk):
    plan = story.listed(cast)
    incident = story.going_on(cast, plan)
    for view, args in (("emergencies", ()), ("plans", ()), ("start", ()), ("incident", (incident.pk,))):
        assert desk("resident").get(reverse(f"emergencies:{view}", args=args)).status_code == 403, view
        assert Client().get(reverse(f"emergencies:{view}", args=args)).status_code == 302, view
    zhao = desk("neighbor")
    assert zhao.get(incident.get_absolute_url()).status_code == 404
    assert zhao.get(plan.get_absolute_url()).status_code == 404
    assert sent(zhao, "clear", incident.pk, outcome="我来").status_code == 404
    assert "门前有人聚集" not in words(zhao, "emergencies")


def test_a_street_sees_what_goes_on_below_and_a_community_starts_the_plan_of_the_street(cast, desk):
    incident = story.going_on(cast)
    he = desk("coordinator")
    assert "门前有人聚集" in words(he, "emergencies")
    assert he.get(incident.get_absolute_url()).status_code == 200
    plan = emergencies.write_plan(
        title="街道防汛预案", kinds=["flood"], keeper_id=cast.organizations["street_committee"].pk,
        area=cast.home.parent, purpose="", steps=story.STEPS, by=cast.coordinator, at=cast.at,
    )  # fmt: skip
    emergencies.approve(plan=plan, by=cast.director, at=cast.at)
    li = desk("worker")
    assert "街道防汛预案" in words(li, "emergencies")
    assert sent(li, "start", title="院里积水", kind="flood", area=cast.grid.pk, plan=plan.pk).status_code == 302
    assert Incident.objects.latest("pk").plan == plan
