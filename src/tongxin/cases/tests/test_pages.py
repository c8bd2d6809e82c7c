"""The pages of the desk, the handling body and the checker, each on their own."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tongxin.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client):
    return lambda name: cast.sign_in(client, name)


@pytest.fixture(autouse=True)
def at_the_story(monkeypatch, now):
    """The door's clock stands at the moment of the story."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)


def said(cast, **more):
    return {
        "text": "小区门口路灯不亮三天了", "channel": "hotline", "kind": "help", "category": "component_street_lamp",
        "area": cast.grid.pk, "caller_phone": "138 0013 8000", "form_key": str(uuid4()),
    } | more  # fmt: skip


def sent(client, case, name, **more):
    return client.post(reverse(f"cases:{name}", args=[case.pk]), {"form_key": str(uuid4())} | more)


def test_a_call_is_written_down_dispatched_handled_checked_and_closed_on_the_pages(cast, desk):
    li = desk("worker")
    answer = li.post(reverse("cases:new-case"), said(cast))
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == case.get_absolute_url()
    assert "13800138000" not in li.get(case.get_absolute_url()).content.decode()
    assert li.get(reverse("cases:cases")).status_code == 200
    for name in ("accept", "decline", "answer"):
        assert li.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 200, name
    assert sent(li, case, "accept", category="five_livelihood").status_code == 302
    unknown = sent(li, case, "dispatch", lead="没有这个单位")
    assert unknown.status_code == 422 and "没有找到" in unknown.content.decode()
    assert sent(li, case, "dispatch", lead="明远供电服务公司", unit="working_day").status_code == 302
    zhang = desk("liaison")
    page = zhang.get(case.get_absolute_url())
    assert page.status_code == 200 and "接单" in page.content.decode()
    zhang.post(reverse("cases:move-case", args=[case.pk, "take"]), {"form_key": str(uuid4())})
    assert sent(zhang, case, "report-done", answer="换好了").status_code == 302
    li = desk("worker")
    assert li.get(reverse("cases:check", args=[case.pk])).status_code == 403
    wang = desk("secretary")
    assert sent(wang, case, "check", on_site="on", note="亮了").status_code == 302
    case.refresh_from_db()
    assert case.step in ("closing", "checking")
