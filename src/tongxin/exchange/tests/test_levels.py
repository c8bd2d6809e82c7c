"""Four levels work on a need (YX-04), cities show stages (BL-14), resources answer by field (CD-52), nothing astray."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from tongxin.exchange import actions as exchange
from tongxin.exchange import invariants
from tongxin.exchange.actions.handing import NotInLine
from tongxin.exchange.actions.offers import CapacityGone
from tongxin.exchange.models import Need, Offer, Resource
from tongxin.exchange.tests import story
from tongxin.kernel import profiles, terms
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Duty, Term


@pytest.mark.django_db
@pytest.mark.covers("YX-04")
def test_a_need_is_handed_up_to_the_street_and_down_again(cast, client):
    need = story.raised(cast)
    community, street = cast.organizations["party"], cast.organizations["street_committee"]
    for by, to, reason, error in [
        (cast.neighbor, street, "两个社区都有", NotYours),
        (cast.worker, cast.organizations["city_committee"], "越级", NotInLine),
        (cast.worker, cast.organizations["next_party"], "平级", NotInLine),
        (cast.worker, street, " ", Unfit),
    ]:
        with pytest.raises(error):
            exchange.hand(need=need, to=to, reason=reason, by=by, at=cast.at)
    hand = reverse("exchange:hand-need", args=[need.pk])
    assert hand in cast.sign_in(client, "worker").get(need.get_absolute_url()).content.decode()
    assert street.name in client.get(hand).content.decode()
    client.post(hand, {"to": street.pk, "reason": "要几个社区一起办"})
    assert Duty.objects.open().about(need).get().holder_id == street.pk
    with pytest.raises(NotInLine):
        exchange.hand(need=need, to=cast.organizations["branch"], reason="错", by=cast.coordinator, at=cast.at)
    exchange.hand(need=need, to=community, reason="请社区先核实", by=cast.coordinator, at=cast.at)
    need.refresh_from_db()
    assert (need.host_id, need.step) == (community.pk, "registered")
    assert Duty.objects.open().about(need).get().holder_id == community.pk


@pytest.mark.django_db
@pytest.mark.covers("BL-14")
def test_common_matters_show_their_stage_where_the_city_has_stages(cast, client):
    project = story.running(cast)
    story.matching(cast, "还在对接的")
    needs, projects = reverse("exchange:public-needs"), reverse("exchange:public-projects")
    assert "共解" not in client.get(needs).content.decode()
    stages = profiles.read("beilun").tables["co_stages"]["items"]
    assert [item["label"] for item in stages.values()] == ["共建", "共商", "共解"]
    for number, (code, item) in enumerate(stages.items()):
        Term.objects.create(listed_in="co_stages", code=code, label=item["label"], number=number, data=item)
    terms.forget()
    page = client.get(needs).content.decode()
    assert "共建" in page and "共解" in page and "共商" not in page
    assert "共解" in client.get(projects).content.decode()
    assert "共解" in client.get(reverse("exchange:public-project", args=[project.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.covers("CD-52")
def test_resources_of_units_are_listed_by_the_four_fields(cast, client):
    assert [code for code, _label in terms.choices("fields")] == ["party", "economic", "social", "governance"]
    kinds = {"party": "party_building", "economic": "employment", "social": "venue", "governance": "legal"}
    for field, kind in kinds.items():
        story.published(cast, f"资源{field}", kind=kind, text="")
    cast.sign_in(client, "worker")
    for field in kinds:
        page = client.get(reverse("exchange:resources"), {"field": field}).content.decode()
        assert [each for each in kinds if f"资源{each}" in page] == [field]
    need = story.matching(cast, "想请人讲讲合同", kind="legal", text="")
    assert need.field == "governance"
    assert "资源governance" in client.get(need.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_what_is_astray_is_named(cast):
    project = story.accepted(cast)
    walks = (
        invariants.capacity_is_the_sum_of_promises, invariants.projects_cite_both, invariants.voices_add_up,
        invariants.carried_needs_have_their_project,
    )  # fmt: skip
    assert [list(walk()) for walk in walks] == [[], [], [], []]
    Resource.objects.update(taken=2)
    Need.objects.update(voices=3)
    project.need_links.update(let_go=True)
    assert [len(list(walk())) for walk in walks] == [1, 0, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_the_last_of_a_resource_goes_to_one_of_two_who_ask_at_once(cast):
    resource = story.published(cast, capacity=1)
    offers = [
        exchange.offer(need=story.matching(cast, title), resource=resource, by=cast.worker, at=cast.at)
        for title in ("一", "二")
    ]
    liaison, at, barrier, outcomes = cast.liaison, cast.at, threading.Barrier(2), []

    def answer(offer):
        barrier.wait()
        try:
            exchange.accept(offer=offer, by=liaison, at=at)
            outcomes.append("given")
        except CapacityGone:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(offer,)) for offer in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "gone"]
    assert Resource.objects.get().taken == 1 and Offer.objects.given().count() == 1
