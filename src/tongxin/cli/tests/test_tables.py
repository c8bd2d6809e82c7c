"""A table on the command line: refused with its faulty rows beside it, or brought in whole."""

from pathlib import Path

import pytest

from demo.cast import Cast
from tongxin.cli import tables
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_table_is_tried_told_and_brought_in_by_who_may(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "人员.csv"
    file.write_text("姓名,手机号\n苏小满,13887700011\n何一,12\n", "utf-8")
    common = {"login": "secretary", "try_only": False, "at": cast.at}
    assert tables.bring_in("persons", file, **common) == 1
    assert "第 3 行" in capsys.readouterr().out and (tmp_path / "人员-有误行.xlsx").exists()
    assert not Person.objects.filter(name="苏小满").exists()
    file.write_text("姓名,手机号\n苏小满,13887700011\n何一,13887700012\n", "utf-8")
    assert tables.bring_in("persons", file, **{**common, "login": "member"}) == 1
    assert tables.bring_in("persons", file, **{**common, "try_only": True}) == 0
    assert not Person.objects.filter(name="苏小满").exists()
    assert tables.bring_in("persons", file, **common) == 0
    assert Person.objects.filter(name__in=["苏小满", "何一"]).count() == 2
