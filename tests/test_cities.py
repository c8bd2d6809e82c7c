"""The five profiles hold together: whatever one table names, another one knows."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tongxin.kernel import profiles, sheets
from tongxin.kernel.profiles import Profile

ROOT = Path(__file__).resolve().parent.parent
CITIES = ["yuxi", "guiyang", "beilun", "changde", "meihekou"]
#: Who may hold a step without being a role: persons and bodies that the thing itself names.
OF_THE_THING = {"proposer", "claimer", "partner", "provider", "concerned"}


@pytest.fixture(params=CITIES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return profiles.read(request.param)


def used(profile: Profile) -> dict[str, Mapping[str, Any]]:
    return {name: table["items"] for name, table in profile.lists()}


def every(profile: Profile, name: str) -> Mapping[str, Any]:
    """Every item of a list, in use here or not: a reference to one that is not in use falls away."""
    items: Mapping[str, Any] = profile.tables[name]["items"]
    return items


def test_every_kind_of_organization_can_stand_somewhere(profile: Profile) -> None:
    lists = used(profile)
    for code, kind in lists["organization_kinds"].items():
        assert kind["family"] in lists["organization_families"] and kind["line"] in lists["organization_lines"], code
        assert [each for each in kind["area_kinds"] if each in lists["area_kinds"]], code
        assert set(kind["parents"]) <= set(every(profile, "organization_kinds")), code
        assert not kind["parents"] or [each for each in kind["parents"] if each in lists["organization_kinds"]], code


def test_levels_are_numbered_from_the_top_and_their_kinds_are_in_use(profile: Profile) -> None:
    levels = used(profile)["party_levels"]
    assert sorted(level["number"] for level in levels.values()) == list(range(1, len(levels) + 1))
    for level in levels.values():
        assert set(level["kinds"]) <= set(used(profile)["organization_kinds"])


def test_roles_have_a_place_a_reach_and_known_powers(profile: Profile) -> None:
    lists = used(profile)
    for code, role in lists["roles"].items():
        known = "area_kinds" if role["along"] == "area" else "organization_families"
        assert set(role["at"]) <= set(every(profile, known)), code
        assert role["along"] != "area" or [each for each in role["at"] if each in lists["area_kinds"]], code
        assert set(role["powers"]) <= set(lists["powers"]) and {role["sees"], role["steers"]} <= set(lists["reaches"])
        assert set(role.get("excludes", ())) <= set(lists["roles"]), code


def test_every_step_has_a_holder_that_exists_and_every_time_a_unit_or_a_rule(profile: Profile) -> None:
    rules = {rule["key"] for rule in profile.tables["rules"]}
    for name, procedure in profile.tables["procedures"].items():
        assert set(procedure["escalates_to"]) <= set(every(profile, "roles")), name
        for code, step in procedure["steps"].items():
            holder = step.get("holder")
            assert holder is None or holder in OF_THE_THING or holder in used(profile)["roles"], (name, code)
            assert "within" not in step or step["unit"] in used(profile)["time_units"], (name, code)
            assert "within_rule" not in step or step["within_rule"] in rules, (name, code)


def test_offices_sources_and_modules_name_what_is_there(profile: Profile) -> None:
    lists = used(profile)
    for code, rule in lists["ex_officio"].items():
        assert rule["body"] in lists["organization_kinds"] and {rule["role"], rule["from_role"]} <= set(
            lists["roles"]
        ), code
    assert {part["role"] for part in lists["part_time_roles"].values()} <= set(lists["roles"])
    assert set(profile.tables["part_time"]["levels"]) <= set(lists["area_kinds"])
    for code, module in lists["modules"].items():
        assert set(module["levels"]) <= set(every(profile, "area_kinds")), code
    for code, duty in lists["duty_matrix"].items():
        assert set(duty["areas"]) <= set(lists["area_kinds"]) and set(duty["roles"]) <= set(lists["roles"]), code


def test_no_heading_means_two_columns_and_every_form_can_be_read(profile: Profile) -> None:
    for kind, table in profile.tables["headings"].items():
        seen: set[str] = set()
        for column in table["columns"].values():
            assert column["form"] in sheets.FORMS or column["form"] in profile.tables, (kind, column["label"])
            spellings = {sheets.plain_heading(text) for text in (column["label"], *column["also"])}
            assert not spellings & seen, (kind, spellings & seen)
            seen |= spellings


def test_the_official_list_fits_the_kinds_of_places(profile: Profile) -> None:
    kinds = {item["division"]: code for code, item in used(profile)["area_kinds"].items() if item.get("division")}
    with (profile.folder / "divisions.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    root = profile.tables["divisions"]["root"]
    for code, row in rows.items():
        above = rows.get(row["parent_code"])
        assert code == root or above is not None, code
        parents = used(profile)["area_kinds"][kinds[row["kind"]]]["parents"]
        assert code == root or kinds[above["kind"]] in parents, code


def test_every_source_is_a_row_or_a_named_text_and_examples_say_so(profile: Profile) -> None:
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8") as file:
        rows = {row["id"] for row in csv.DictReader(file)}
    known = set(every(profile, "sources")) | rows
    for path, table in tables(profile.tables):
        source = table.get("source")
        if isinstance(source, str):
            assert source in known, (path, source)
            assert source != "project" or table.get("example"), path


def test_figures_name_rows_that_exist(profile: Profile) -> None:
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8") as file:
        rows = {row["id"] for row in csv.DictReader(file)}
    figures = tomllib.loads((profile.folder / "figures.toml").read_text("utf-8"))
    assert figures and {figure["id"] for figure in figures.values()} <= rows


def tables(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        # A column or an item may itself be called "source".
        if not path or path[-1] not in ("columns", "items"):
            yield path, value
        for key, each in value.items():
            yield from tables(each, (*path, key))
    elif isinstance(value, list):
        for each in value:
            yield from tables(each, path)
