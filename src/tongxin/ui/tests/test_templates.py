"""All templates of the house: they compile, keep to the content policy, and use only icons that we ship."""

import re
from pathlib import Path

import pytest
from django.template import engines

import tongxin

HOUSE = Path(tongxin.__file__).parent
TEMPLATES = sorted(HOUSE.glob("*/jinja2/**/*.html"))
SHIPPED = set(re.findall(r'<symbol id="([\w-]+)"', (HOUSE / "ui/static/ui/icons.svg").read_text("utf-8")))
USED = re.compile(r'(?:\bicon\(|icon_name=)"([\w-]+)"')
FORBIDDEN = re.compile(
    r"""\sstyle=|\son\w+=["']|<style|javascript:|(?:src|href|action)="(?:https?:)?//|\{% (?:from|import) """
)


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_compiles_and_keeps_to_what_the_house_serves(path):
    text = path.read_text("utf-8")
    engines["pages"].env.compile(text, filename=str(path))
    assert FORBIDDEN.findall(text) == []
    assert set(USED.findall(text)) - SHIPPED == set()


def test_a_place_on_the_phone_has_an_icon():
    tiles = re.compile(r'\("([a-z][\w-]+)", _\(')
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        if "tiles(" in text:
            assert set(tiles.findall(text)) - SHIPPED == set(), name(path)
