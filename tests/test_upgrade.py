"""After an upgrade the city's lists and numbers are as its files say now, and what people set on pages stays."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.cast import Cast
from tongxin import city
from tongxin.areas import settings as deeds
from tongxin.areas.models import Area
from tongxin.kernel import modules, profiles, rules, terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Rule, StepSetting

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """The profiles in a folder of the test's own, to be changed."""
    shutil.copytree(settings.CITIES_DIR, tmp_path / "cities")
    settings.CITIES_DIR = tmp_path / "cities"
    return tmp_path / "cities"


def write(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), "utf-8")


def test_nothing_is_brought_while_the_files_say_the_same(cast: Cast, files: Path) -> None:
    assert profiles.loaded() == ("yuxi", profiles.edition("yuxi"))
    assert not city.bring_up_to_date(at=cast.at)


def test_a_module_and_a_number_that_came_with_the_new_version_are_there(cast: Cast, files: Path) -> None:
    places = Area.objects.count()
    offices, cases = files / "common" / "offices.toml", files / "common" / "cases.toml"
    write(
        offices,
        'portal = { label = "门户"',
        'orchard = { label = "果园", levels = ["city"] }\nportal = { label = "门户"',
    )
    write(cases, 'label = "抽查复核比例"\nvalue = 5', 'label = "抽查复核比例"\nvalue = 7')
    assert city.bring_up_to_date(at=cast.at) and not city.bring_up_to_date(at=cast.at)
    assert modules.is_on("orchard", "city") and terms.label("modules", "orchard") == "果园"
    assert rules.value("cases.second_check_percent", on=today(cast.at)) == 7
    assert Area.objects.count() == places


@pytest.mark.covers("CD-42")
def test_what_was_set_on_pages_stays(cast: Cast, files: Path) -> None:
    day, share = today(cast.at), Rule.objects.get(key="cases.second_check_percent")
    step = StepSetting.objects.get(procedure="case", step="handling")
    deeds.switch_module(module="wishes", levels=["community"], by=cast.actor("admin"), at=cast.at)
    deeds.set_rule(rule=share, value=20, source="街道会议", area=None, on=day, by=cast.actor("admin"), at=cast.at)
    deeds.set_step(
        procedure="case", step="handling", area=None, label="办理中", amount=3, unit="working_day", holder_role="",
        source="街道会议", on=day, by=cast.actor("admin"), at=cast.at,
    )  # fmt: skip
    write(files / "common" / "offices.toml", 'label = "功能模块"', 'label = "模块"')
    assert city.bring_up_to_date(at=cast.at)
    assert modules.is_on("wishes", "community") and not modules.is_on("wishes", "street")
    assert rules.value("cases.second_check_percent", on=day) == 20
    for row in (share, step):
        row.refresh_from_db()
        assert row.valid_to == day - timedelta(days=1)
    assert StepSetting.objects.on(day).get(procedure="case", step="handling", scope_path="").amount == 3


def test_a_city_whose_files_are_gone_says_so_and_keeps_what_it_has(cast: Cast, files: Path) -> None:
    shutil.rmtree(files / "yuxi")
    with pytest.raises(profiles.NoSuchCity):
        city.bring_up_to_date(at=cast.at)
    assert terms.find("modules", "wishes") is not None
