"""Handing over: a dispatched case reaches another Open311 server once, and what becomes of it there comes back.

The other server is this very one: what is sent leaves by `wire` and comes in again by its own doors.
"""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases import handing_over
from tongxin.cases.actions.partnering import set_partner
from tongxin.cases.models import Case, Handover, Partner
from tongxin.cases.tests import story
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Record
from tongxin.kernel.records import sentence
from tongxin.kernel.sealing import unseal
from tongxin.notify import keys, wire

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=20)


class Line:
    """The network between two servers, which can be cut before or after the other side has heard."""

    def __init__(self):
        self.asked, self.cut = [], ""

    def ask(self, method, url, *, body="", headers, most=wire.MOST):
        parts = urlsplit(url)
        self.asked.append((method, parts.path, body))
        if self.cut == "before":
            return wire.Outcome(None, "连接失败", 1)
        client, address = Client(), f"{parts.path}?{parts.query}"
        kind = "application/x-www-form-urlencoded"
        got = client.post(address, body, content_type=kind) if method == "POST" else client.get(address)
        if self.cut == "after" and method == "POST":
            return wire.Outcome(None, "没有及时应答", 1)
        return wire.Outcome(got.status_code, "", 1, got.content)

    @property
    def posts(self):
        return sum(method == "POST" for method, _path, _body in self.asked)


@pytest.fixture
def line(monkeypatch, now):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    found = Line()
    monkeypatch.setattr("tongxin.notify.wire.ask", found.ask)
    return found


@pytest.fixture
def partner(cast, line):
    _key, secret = keys.make_key(
        organization=cast.organizations["party"], label="x", may=["submit"], post=None, by=cast.secretary, at=cast.at
    )
    return set_partner(
        organization=cast.organizations["unit"], address="https://power.example/open311/v2", jurisdiction="",
        api_key=secret, services={"*": "component_street_lamp"}, is_on=True, by=cast.director, at=cast.at,
    )  # fmt: skip


def dispatched(cast, **said):
    case = story.dispatched(cast, category="five_livelihood", place=f"{cast.home.name}东门", **said)
    handing_over.hear(Record.objects.about(case).get(kind="cases.CaseDispatched"))
    return case


def theirs(case):
    return Case.objects.get(pk=Handover.objects.get(case=case).their_number)


@pytest.mark.covers("C07-10")
def test_a_case_goes_there_and_its_end_comes_back(cast, partner, line):
    case = dispatched(cast, caller_name="老周", caller_phone="13800138000")
    handing_over.hear(Record.objects.about(case).get(kind="cases.CaseDispatched"))
    assert handing_over.partners_due(cast.at) == [partner.pk]
    assert handing_over.carry(partner.pk, at=cast.at) == 1
    there = theirs(case)
    case.refresh_from_db()
    assert case.step == "handling" and "路灯不亮三天了" in there.text and handing_over.mark_of(case) in there.text
    assert "老周" not in line.asked[0][2] and "13800138000" not in line.asked[0][2] and not there.has_caller
    handing_over.carry(partner.pk, at=cast.at)
    assert line.posts == 1 and Handover.objects.count() == 1
    cases.accept(case=there, by=cast.worker, at=cast.at)
    handing_over.carry(partner.pk, at=cast.at + LATER)
    told = [sentence(row) for row in Record.objects.about(case).select_related("by")]
    assert any("待派遣" in words for words in told)
    Case.objects.filter(pk=there.pk).update(step="closed")
    handing_over.carry(partner.pk, at=cast.at + 2 * LATER)
    case.refresh_from_db()
    assert (case.step, case.handled_by_id) == ("checking", cast.organizations["unit"].pk)
    assert Handover.objects.get().state == "closed" and not handing_over.partners_due(cast.at + 3 * LATER)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_line_that_breaks_sends_nothing_twice(cast, partner, line, cut):
    case = dispatched(cast)
    line.cut = cut
    assert handing_over.carry(partner.pk, at=cast.at) == 0
    assert Partner.objects.get().failing_since and not handing_over.partners_due(cast.at)
    line.cut = ""
    handing_over.carry(partner.pk, at=cast.at + LATER)
    assert Handover.objects.get().state == "sent" and theirs(case).pk != case.pk
    assert Case.objects.filter(channel="open311").count() == 1
    assert Partner.objects.get().failing_since is None
    # What arrived although nobody heard of it was found again by its number.
    assert line.posts == (2 if cut == "before" else 1)


def test_what_is_refused_is_said_and_can_be_sent_again(cast, partner, line, monkeypatch):
    Partner.objects.update(services={"*": "no_such"})
    dispatched(cast)
    handing_over.carry(partner.pk, at=cast.at)
    handover = Handover.objects.get()
    assert handover.state == "refused" and "service_code" in handover.problem
    director, address = cast.sign_in(Client(), "director"), reverse("cases:partners")
    assert "没有 service_code" in director.get(address).content.decode()
    given = {
        "organization": "明远供电服务公司", "address": "https://power.example/open311/v2/", "is_on": "on",
        "services": "*＝component_street_lamp", "form_key": str(uuid4()),
    }  # fmt: skip
    wrong = director.post(address, given | {"services": "路灯", "address": "ftp://x"})
    assert wrong.status_code == 422 and "看不懂这一行" in wrong.content.decode()
    assert "接口地址" in wrong.content.decode() and Partner.objects.get().is_on
    off = {name: said for name, said in given.items() if name != "is_on"} | {"address": "https://gone.invalid/v2"}
    assert director.post(address, off | {"form_key": str(uuid4())}).status_code == 302
    assert not Partner.objects.get().is_on, "also where nobody answers any more"
    # A category may be called by its name; what was said before is there to be changed, except the key.
    monkeypatch.setattr("tongxin.cases.handing_over.check_address", lambda address: address)
    named = given | {"form_key": str(uuid4()), "services": "路灯不亮 = LAMP\n* = X", "jurisdiction": "yuxi.example"}
    assert director.post(address, named).status_code == 302
    kept = Partner.objects.get()
    assert kept.services == {"component_street_lamp": "LAMP", "*": "X"} and kept.api_key
    page = director.get(address, {"partner": kept.pk}).content.decode()
    assert f'action="{address}?partner={kept.pk}"' in page
    assert "路灯不亮 = LAMP" in page and "yuxi.example" in page and f"更改 {kept.organization.name}" in page
    secret = unseal(bytes(kept.api_key))
    assert secret and secret not in page
    again = director.post(f"{address}?partner={kept.pk}", given | {"form_key": str(uuid4()), "services": "路灯"})
    assert again.status_code == 422 and f"更改 {kept.organization.name}" in again.content.decode()
    assert director.get(address, {"partner": "9" * 30}).status_code == 200


def test_an_answer_that_is_no_answer_is_tried_again_later(cast, partner, monkeypatch):
    case = dispatched(cast)
    for said in (b"", b"<html>", b'<!DOCTYPE x [<!ENTITY a "b">]><service_requests/>', b"<service_requests/>"):
        monkeypatch.setattr("tongxin.notify.wire.ask", lambda *_a, said=said, **_k: wire.Outcome(200, "", 1, said))
        Handover.objects.update(next_at=cast.at, begun_at=None)
        assert handing_over.carry(partner.pk, at=cast.at) == 0
    handover = Handover.objects.get()
    assert handover.state == "waiting" and handover.tries == 4 and "没有编号" in handover.problem
    case.refresh_from_db()
    assert case.step == "dispatched"


#: Who may open the page of partners, by what the door answers.
LOOKERS = {"director": 200, "worker": 403, "liaison": 403, "resident": 403}


def test_only_who_configures_the_place_sets_partners(cast, partner):
    answers = {name: cast.sign_in(Client(), name).get(reverse("cases:partners")).status_code for name in LOOKERS}
    assert answers == LOOKERS
    with pytest.raises(NotYours):
        set_partner(
            organization=cast.organizations["unit"], address="https://x.example", jurisdiction="", api_key="",
            services={}, is_on=True, by=cast.worker, at=cast.at,
        )  # fmt: skip
