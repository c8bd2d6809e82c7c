"""Lists as one likes them: saved filters with names, addresses to hand on, columns that stay chosen; no query more."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.cast import Cast
from tongxin.exchange.tests import story
from tongxin.portal.models import ColumnChoice, SavedList

pytestmark = pytest.mark.django_db

NEEDS = "/needs/"


def headings(client: Client, address: str = NEEDS) -> str:
    page = client.get(address).content.decode()
    return page.split("<thead>")[1].split("</thead>")[0] if "<thead>" in page else ""


def test_a_filter_is_saved_under_a_name_found_again_and_handed_on(cast: Cast, client: Client) -> None:
    story.matching(cast)
    cast.sign_in(client, "worker")
    narrowed = f"{NEEDS}?step=matching&q=楼道灯"
    assert "常用筛选与显示的列" in client.get(narrowed).content.decode()
    save = reverse("portal:save-list", args=["needs"])
    assert client.post(save, {"name": "", "from": narrowed}).status_code == 422
    assert unquote(client.post(save, {"name": "正在对接的楼道灯", "from": narrowed})["Location"]) == narrowed
    menu = f"{reverse('portal:saved-lists')}?list=needs&from={NEEDS}"
    shown = client.get(menu, headers={"HX-Request": "true"}).content.decode()
    assert "正在对接的楼道灯" in shown and "step=matching&amp;q=" in shown and "<html" not in shown
    assert "楼道灯不亮" in client.get(SavedList.objects.get().address).content.decode()

    client.post(save, {"name": "正在对接的楼道灯", "from": f"{NEEDS}?step=verified"})
    saved = SavedList.objects.get()
    assert saved.address.endswith("step=verified")
    client.post(save, {"name": "外面", "from": "https://elsewhere.example/"})
    assert SavedList.objects.get(name="外面").address == "/"

    stranger = cast.sign_in(Client(), "secretary")
    assert "正在对接的楼道灯" not in stranger.get(menu).content.decode()
    forget = reverse("portal:forget-list", args=["needs", saved.pk])
    assert stranger.post(forget).status_code == 404 and client.post(forget, {"from": NEEDS}).status_code == 302
    assert client.get(f"{reverse('portal:saved-lists')}?list=nothing").status_code == 404


def test_chosen_columns_stay_for_the_person_and_an_address_may_name_others(cast: Cast, client: Client) -> None:
    story.raised(cast)
    cast.sign_in(client, "worker")
    everything = headings(client)
    assert "来源" in everything and "提出人数" in everything
    choose = reverse("portal:choose-columns", args=["needs"])
    assert client.post(choose, {"columns": ["step", "nonsense"], "from": NEEDS}).status_code == 422
    client.post(choose, {"columns": ["number", "step"], "from": NEEDS})
    chosen = headings(client)
    assert "编号" in chosen and "进展" in chosen and "内容" in chosen  # what names a row always stays
    assert "来源" not in chosen and "提出人数" not in chosen
    assert "提出人数" in headings(client, f"{NEEDS}?columns=title.voices")
    assert headings(client, f"{NEEDS}?columns=nonsense") == everything
    assert headings(cast.sign_in(Client(), "secretary")) == everything
    assert headings(cast.sign_in(Client(), "worker")) == chosen  # another browser, after the next sign-in

    everyone = ["number", "title", "channel", "area", "step", "due", "age", "voices"]
    client.post(choose, {"columns": everyone, "from": NEEDS})
    assert not ColumnChoice.objects.exists() and headings(client) == everything


def test_a_list_asks_no_more_for_it_than_before(cast: Cast, client: Client) -> None:
    story.raised(cast)
    cast.sign_in(client, "worker")
    client.get(NEEDS)
    with CaptureQueriesContext(
        connection,
    ) as plain:
        client.get(NEEDS)
    client.post(reverse("portal:choose-columns", args=["needs"]), {"columns": ["step"], "from": NEEDS})
    client.get(NEEDS)
    with CaptureQueriesContext(connection) as chosen:
        client.get(NEEDS)
    assert len(chosen) == len(plain) <= 3
