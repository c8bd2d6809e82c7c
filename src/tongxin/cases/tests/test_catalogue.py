"""The catalogue: rows with terms, the most specific place first, never two at once; words suggest a category."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tongxin.cases import catalogue, profile
from tongxin.cases.models import Category
from tongxin.cases.tests import story
from tongxin.kernel import profiles
from tongxin.kernel.clock import Limit, today

pytestmark = pytest.mark.django_db


@pytest.mark.covers("GY-89")
def test_the_six_long_standing_problems_of_guiyang_are_a_catalogue_of_the_loop(cast):
    profile.load(profiles.read("guiyang"))
    found = [row.label for row in catalogue.at(on=today(cast.at)) if row.group == "six"]
    assert found == ["水不通", "气不畅", "灯不亮", "路不平", "卫生差", "治安乱"]
    case = story.reported(cast, "我们楼停水两天了", category="six_water")
    assert case.category_label == "水不通"


@pytest.mark.covers("GY-56")
def test_pollution_is_reported_under_a_category_of_its_own_whose_status_is_public(cast):
    text = "河边有人偷排污水，臭味很大"
    found = catalogue.suggest(text, on=today(cast.at))[0]
    assert (found.code, found.source) == ("event_water", "GY-56")
    case = story.reported(cast, text, category=found.code)
    assert case.is_public and case.step == "reported"


def test_components_and_events_have_their_classes_and_say_that_they_are_examples(cast):
    rows = catalogue.at(on=today(cast.at))
    classes = {group: [r for r in rows if r.group == group and not r.parent] for group in ("components", "events")}
    assert (len(classes["components"]), len(classes["events"])) == (5, 6)
    assert all(row.is_example and row.source for row in rows)


def test_no_two_rows_of_a_code_hold_on_one_day_in_one_place_but_a_place_may_have_its_own(cast):
    day = today(cast.at)
    row = catalogue.find("event_rubbish", on=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(code="event_rubbish", label="又一条", group="events", valid_from=day)
    Category.objects.create(
        code="event_rubbish", label="暴露垃圾", group="events", handle_amount=2, handle_unit="working_hour",
        scope_path=cast.home.path, valid_from=day,
    )  # fmt: skip
    catalogue.forget()
    here = catalogue.find("event_rubbish", on=day, path=cast.grid.path)
    there = catalogue.find("event_rubbish", on=day, path=cast.next.path)
    assert (here.handle_limit, there.handle_limit) == (Limit(2, "working_hour"), row.handle_limit)
    yesterday = catalogue.find("event_rubbish", on=day - timedelta(days=1), path=cast.grid.path)
    assert yesterday.handle_limit == row.handle_limit


def test_loading_a_profile_again_changes_nothing(cast):
    before = list(Category.objects.order_by("pk").values())
    profile.load(profiles.read("yuxi"))
    assert list(Category.objects.order_by("pk").values()) == before
