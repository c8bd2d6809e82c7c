"""Responsibility areas on the map: for everybody by the member's own consent, without a name (GY-38)."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.areas import shape_actions
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_stations import given
from tongxin.kernel import clusters
from tongxin.kernel.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]
LAYER = reverse("areas:points", args=["honor-posts"])
VIEW = f"box={WEST - 0.05},{SOUTH - 0.05},{WEST + 0.07},{SOUTH + 0.07}&zoom=16"


def points(client: Client) -> list[list[float]]:
    clusters.CLOUDS.forget()
    found: list[list[float]] = json.loads(client.get(f"{LAYER}?{VIEW}").content)["points"]
    return found


@pytest.mark.covers("GY-38")
def test_a_responsibility_area_lies_in_the_middle_of_its_grid_by_consent(cast: Cast) -> None:
    grid = Drawing(square(0, 0, 2, 1, of=2), "测试")
    shape_actions.draw(area=cast.home, drawing=Drawing(square(), "测试"), on=date(2026, 1, 1), by=SYSTEM, at=cast.at)
    shape_actions.draw(area=cast.grid, drawing=grid, on=date(2026, 1, 1), by=SYSTEM, at=cast.at)
    enrolment = enrolled(cast)
    area, _model = given(cast), given(cast, "model", area=cast.home)
    desk = cast.sign_in(Client(), "secretary")
    assert points(Client()) == [] == points(cast.sign_in(Client(), "neighbor")), "nobody else, before the consent"
    shown = {key: (round(x, 4), round(y, 4)) for x, y, key, *_tone in points(desk)}
    assert shown[area.pk] == (round(WEST + SIDE / 2, 4), round(SOUTH + SIDE / 4, 4)) and len(shown) == 2
    cards.switch(person=cast.people["member"], item="honors", shown=True, by=cast.member, at=cast.at)
    cards.show_identity(enrolment=enrolment, shown=True, by=cast.member, at=cast.at)
    assert len(points(Client())) == 2
    card = Client().get(reverse("areas:cards"), {"layer": "honor-posts", "id": area.pk}).content.decode()
    assert "党员责任区" in card and "每周走一遍" in card and "孙晓阳" not in card
    assert reverse("enrolment:board", args=[cast.home.pk]) in card
    cards.switch(person=cast.people["member"], item="honors", shown=False, by=cast.member, at=cast.at)
    assert points(Client()) == []
