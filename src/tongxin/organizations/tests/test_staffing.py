"""Each grid has its three roles by the city's list; what is vacant shows, names and duty phone are public (GY-24)."""

from datetime import timedelta

import pytest
from django.test import Client

from demo.cast import SINCE, Cast
from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.organizations import actions as organizations
from tongxin.organizations import staffing
from tongxin.organizations.appointments import appoint, end_post
from tongxin.organizations.models import DutyPhone, Post
from tongxin.people import actions as people

pytestmark = pytest.mark.django_db


@pytest.mark.covers("GY-24")
def test_a_grid_shows_its_three_roles_and_which_of_them_is_vacant(in_city, cast: Cast) -> None:
    root, day = in_city("guiyang"), today(cast.at)
    community = Area.objects.filter(path__startswith=root.path, kind="community").order_by("pk").first()
    first, second = (
        areas.create(kind="grid", name=name, parent=community, on=SINCE, document="示例", by=SYSTEM, at=cast.at)
        for name in ("第一网格", "第二网格")
    )
    committee = organizations.found(
        kind="residents_committee", name="居委会", area=community, on=SINCE, by=SYSTEM, at=cast.at
    )
    for name, role in (("孟晓", "grid_instructor"), ("田野", "grid_worker"), ("韩冰", "grid_police")):
        person = people.register(name=name, area=community, by=SYSTEM, at=cast.at)
        appoint(person=person, organization=committee, role=role, area=first, on=SINCE, by=SYSTEM, at=cast.at)
    (template,) = staffing.templates()
    assert template.data["roles"] == {"grid_instructor": 1, "grid_worker": 1, "grid_police": 1}
    assert staffing.vacancies(template, within=community, on=day) == (2, 3)
    full, empty = staffing.staffed(template, within=community, on=day, most=10)
    assert (full.area, full.vacant, empty.area, empty.vacant) == (first, 0, second, 3)
    assert {seat.label: seat.holders for seat in full.seats} == {
        "网格党建指导员": ["孟晓"], "网格管理员": ["田野"], "网格民警": ["韩冰"],
    }  # fmt: skip
    police = Post.objects.get(role="grid_police")
    end_post(post=police, on=day - timedelta(days=1), reason="调离", by=SYSTEM, at=cast.at)
    assert staffing.vacancies(template, within=community, on=day) == (2, 4)


@pytest.mark.covers("GY-24")
def test_names_and_duty_phone_are_public_without_sign_in(in_city, cast: Cast, client: Client) -> None:
    root = in_city("guiyang")
    community = Area.objects.filter(path__startswith=root.path, kind="community").order_by("pk").first()
    grid = areas.create(
        kind="grid", name="第一网格", parent=community, on=SINCE, document="示例", by=SYSTEM, at=cast.at
    )
    committee = organizations.found(
        kind="residents_committee", name="居委会", area=community, on=SINCE, by=SYSTEM, at=cast.at
    )
    worker = people.register(name="田野", phone="13800138000", area=community, by=SYSTEM, at=cast.at)
    appoint(person=worker, organization=committee, role="grid_worker", area=grid, on=SINCE, by=SYSTEM, at=cast.at)
    staffing.set_duty_phone(area=grid, phone="0851-8555 0001", on=SINCE, by=SYSTEM, at=cast.at)
    staffing.set_duty_phone(area=grid, phone="0851-8555 0002", on=today(cast.at), by=SYSTEM, at=cast.at)
    told = client.get("/public/grids/", {"q": community.code}).content.decode()
    assert "田野" in told and "0851-8555 0002" in told and "空缺" in told
    assert "8555 0001" not in told and "13800138000" not in told
    assert DutyPhone.objects.filter(area=grid).count() == 2
    unknown = client.get("/public/grids/", {"q": "没有这个地方"})
    assert unknown.status_code == 422 and "没有找到" in unknown.content.decode()


@pytest.mark.covers("GY-24")
def test_who_appoints_publishes_the_phone_and_nobody_else(cast: Cast, client: Client) -> None:
    address = f"/areas/{cast.grid.pk}/duty-phone/"
    sent = {"phone": "0877-2000 001", "supervision": "", "day": "2026-11-21"}
    cast.sign_in(client, "worker")
    assert client.post(address, sent).status_code == 403
    cast.sign_in(client, "director")
    assert client.post(address, sent | {"phone": "李四的手机"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert DutyPhone.objects.get(area=cast.grid).phone == "0877-2000 001"
    # The city of the story asks for no roles in grids.
    assert "没有规定人员配备" in client.get(f"/areas/{cast.home.pk}/staffing/").content.decode()


@pytest.mark.covers("GY-24")
def test_where_no_list_asks_for_roles_a_grid_still_says_who_works_it(cast: Cast, client: Client) -> None:
    told = client.get("/public/grids/", {"q": cast.home.code}).content.decode()
    assert cast.grid.name in told and cast.people["grid_worker"].name in told and "没有登记" not in told
    held = Post.objects.get(role="grid_worker")
    end_post(post=held, on=today(cast.at) - timedelta(days=400), reason="调离", by=SYSTEM, at=cast.at)
    assert "没有登记" in client.get("/public/grids/", {"q": cast.home.code}).content.decode()
