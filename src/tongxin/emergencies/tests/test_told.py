"""What other offices and other systems learn of an incident: that it is, never who was called."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.tests import story
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Principal, Record
from tongxin.notify import digest_actions, hook_actions, hooks, news
from tongxin.notify.models import Delivery, Endpoint, News, Subscription

pytestmark = pytest.mark.django_db
TOPIC = "emergencies.incidents"


def chosen(cast, key):
    subscriber = Principal.objects.get(pk=key)
    asked = {"rhythm": "at_once", "channels": ["in_app"], "codes": [], "area": None}
    digest_actions.choose(subscriber=subscriber, topic=TOPIC, by=SYSTEM, at=cast.at, **asked)
    return Subscription.objects.get(subscriber=subscriber)


def heard(cast, subscription):
    reader = news.reader_of(subscription.subscriber, at=cast.at)
    return [
        (line.text, line.meta)
        for line in news.lines(subscription, reader=reader, after=0, upto=news.newest(), at=cast.at)
    ]


def tell():
    for row in Record.objects.filter(kind__startswith="emergencies.").order_by("id"):
        hooks.hear(row)
        if row.kind in ("emergencies.IncidentOpened", "emergencies.IncidentCleared"):
            news.hear(row)


def test_the_street_hears_of_an_incident_its_neighbor_and_the_residents_do_not(cast):
    street, beside = (chosen(cast, cast.organizations[name].pk) for name in ("street_committee", "next_party"))
    with pytest.raises(Unfit):
        chosen(cast, cast.people["resident"].pk)
    plan = story.listed(cast)
    incident = story.going_on(cast, plan)
    story.going_on(cast, plan, title="疏散演练", is_drill=True)
    tell()
    place = incident.area.name
    assert heard(cast, street) == [(incident.kind_label, f"{place} · {incident.step_label}")] and not heard(
        cast, beside
    )
    emergencies.clear(incident=incident, outcome="人已散去", by=cast.worker, at=cast.at)
    tell()
    assert heard(cast, street) == [(incident.kind_label, f"{place} · {incident.step_label}")]
    assert News.objects.filter(subject_id=incident.pk).count() == 2
    page = cast.sign_in(Client(), "resident").get("/hear/").content.decode()
    assert "身边的诉求" in page and "辖区内启动和解除的应急处置" not in page


def test_an_ordinary_unit_is_not_offered_what_it_could_never_hear(cast, settings):
    settings.WEBHOOK_LOCAL = True
    emergency, patrol = "辖区内启动和解除的应急处置", "巡查发现的问题"
    hears = {"liaison": (), "school_liaison": (), "leader": (patrol,), "secretary": ("应急事件", patrol),
             "coordinator": ("应急事件", patrol)}  # fmt: skip
    for name, offered in hears.items():
        page = cast.sign_in(Client(), name).get("/hear/").content.decode()
        assert tuple(words for words in ("应急事件", patrol) if words in page) == offered, name
    zhang, secretary = (cast.sign_in(Client(), name) for name in ("liaison", "secretary"))
    assert zhang.get(f"/hear/unit/{TOPIC}/").status_code == 404
    assert emergency in secretary.get(f"/hear/unit/{TOPIC}/").content.decode()
    with pytest.raises(Unfit):
        chosen(cast, cast.organizations["unit"].pk)
    for who, is_offered in ((zhang, False), (secretary, True)):
        page = who.get("/webhooks/").content.decode()
        assert "需求已核实" in page and ("应急处置已启动" in page) == ("巡查已完成" in page) == is_offered
    sent = {"url": "http://localhost:9/unit", "kinds": ["emergencies.IncidentOpened"], "form_key": str(uuid4())}
    assert zhang.post("/webhooks/", sent).status_code == 422
    assert not Endpoint.objects.exists()


def test_a_call_out_and_the_all_clear_are_told_to_other_systems_and_nobody_is_named(cast, settings):
    settings.WEBHOOK_LOCAL = True
    kinds = [f"emergencies.{name}" for name in ("IncidentOpened", "CallOutMade", "IncidentCleared")]
    for name, by in (("party", cast.secretary), ("next_party", cast.actor("neighbor"))):
        if "webhooks.manage" in by.office:
            hook_actions.open_endpoint(
                organization=cast.organizations[name], url=f"http://localhost:9/{name}", kinds=kinds, by=by, at=cast.at
            )
    incident = story.going_on(cast, story.listed(cast))
    emergencies.clear(incident=incident, outcome="人已散去", by=cast.worker, at=cast.at)
    tell()
    told = list(Delivery.objects.select_related("endpoint").order_by("id"))
    assert [json.loads(each.body)["type"] for each in told] == kinds
    assert {each.endpoint.organization for each in told} == {cast.organizations["party"]}
    said = Record.objects.get(kind="emergencies.CallOutMade")
    assert said.data["people"] == 2 and said.subject_id == incident.pk
    for private in ("王秀兰", "杨小梅", story.PHONE, "开门疏散", "人已散去"):
        assert private not in "".join(each.body for each in told) + str(said.data), private
    assert incident.get_absolute_url() in told[0].body
