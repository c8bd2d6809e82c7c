"""What stands behind a project: the need it answers, the actors who join, the money that was given."""

import pytest
from django.urls import reverse

from demo.cast import SINCE
from tongxin.activities.tests.world import an_activity
from tongxin.areas import actions as areas
from tongxin.exchange.tests import story
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.maps import LAYERS
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client):
    return lambda name: cast.sign_in(client, name)


@pytest.mark.covers("GY-97")
def test_services_that_answer_no_need_are_listed_until_a_project_takes_them_in(cast, desk):
    project = story.running(cast)
    answering = an_activity(cast, title="换灯的一天")
    an_activity(cast, title="没人提过的义诊")
    an_activity(cast, title="支部党课", kinds=["party_class"])
    loose = reverse("exchange:loose-services", args=[cast.at.year])
    assert "共 2 条" in desk("worker").get(loose).content.decode()
    assert loose in desk("worker").get(reverse("exchange:figures")).content.decode()
    desk("worker").post(reverse("exchange:tie-activity", args=[project.pk]), {"activity": answering.pk})
    rows = desk("worker").get(loose).content.decode()
    assert "共 1 条" in rows and "没人提过的义诊" in rows and "换灯的一天" not in rows and "支部党课" not in rows
    export = reverse("exchange:export-loose-services", args=[cast.at.year])
    assert "没人提过的义诊" in b"".join(desk("worker").get(export + "?format=csv")).decode("utf-8-sig")
    assert desk("liaison").get(loose).status_code == 403


@pytest.mark.covers("GY-91", "MHK-47")
def test_property_owners_and_social_organizations_become_partners_of_their_kind(cast, desk):
    project = story.running(cast)
    said = {"on": SINCE, "by": SYSTEM, "at": cast.at}
    estate = areas.create(kind="estate", name="葫田小区", parent=cast.grid, document="示例", **said)
    actors = {
        "property_company": ("安居物业公司", estate, "非公有制企业"),
        "owners_committee": ("葫田小区业主委员会", estate, "居民、业主组织"),
        "social_organization": ("银龄互助社", cast.home, "社会组织"),
    }
    for kind, (name, area, _partner) in actors.items():
        organizations.found(kind=kind, name=name, area=area, **said)
    page = desk("worker").get(project.get_absolute_url()).content.decode()
    assert all(name in page for name, _area, _partner in actors.values()), "each may be asked"
    for kind, (name, _area, partner) in actors.items():
        chosen = Organization.objects.get(kind=kind, name=name)
        desk("worker").post(reverse("exchange:add-partner", args=[project.pk]), {"organization": chosen.pk})
        assert project.partners.get(organization=chosen).kind_label == partner
    shown = desk("resident").get(reverse("exchange:public-project", args=[project.pk])).content.decode()
    assert "葫田小区业主委员会 · 居民、业主组织" in shown and "银龄互助社 · 社会组织" in shown


@pytest.mark.covers("C11-1")
def test_the_map_has_its_layers_and_shows_needs_where_their_community_lies(cast, client):
    assert LAYERS.keys() >= {"bodies", "venues", "resources", "needs", "cases"}
    need = story.matching(cast)
    Organization.objects.filter(pk=need.host_id).update(longitude=102.55, latitude=24.35)
    here = "/ground/points/needs/?box=102.5,24.3,102.6,24.4&zoom=16"
    told = cast.sign_in(client, "worker").get(here).json()
    assert told["all"] == 1 and [point[2] for point in told["points"]] == [need.pk]
    assert need.title in client.get(f"/ground/cards/?layer=needs&id={need.pk}").content.decode()
    assert cast.sign_in(client, "neighbor").get(here).json()["all"] == 0
    assert cast.sign_in(client, "resident").get(here).status_code == 404


@pytest.mark.covers("YX-23")
def test_money_that_a_unit_gave_stands_behind_the_benefit_and_its_absence_is_said(cast, client):
    money = story.published(cast, "邻里互助小额资金", kind="money", unit="元", capacity=20_000)
    paid = story.running(cast, resource=money)
    story.running(cast, need=story.matching(cast, "楼道扶手松了", kind="repair"))
    client.logout()
    page = client.get(reverse("exchange:public-project", args=[paid.pk])).content.decode()
    assert "单位出资" in page and "明远供电服务公司 · 邻里互助小额资金" in page and "没有动用经费" not in page
    rows = client.get(reverse("exchange:public-projects")).content.decode()
    assert rows.count("单位出资") == 1 and rows.count("没有动用经费") == 1
