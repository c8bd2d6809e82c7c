"""What people report in the synthetic city is enough, in every category, and points at nobody."""

import re
import tomllib

from demo import case_texts
from demo.case_money import shares
from demo.picker import Picker
from demo.reading import COMMON


def categories(city: str, group: str) -> dict[str, str]:
    tables = tomllib.loads((COMMON.parent / city / "profile.toml").read_text("utf-8"))
    return dict.fromkeys(tables["case_categories"][group]["categories"], group)


def test_sentences_are_many_and_of_every_category_of_a_city():
    texts = case_texts.load_cases()
    assert len({text.title for text in texts}) == len({text.text for text in texts}) == len(texts) >= 80
    five, six = categories("yuxi", "five"), categories("guiyang", "six")
    assert {text.category(five) for text in texts} == set(five)
    assert {text.category(six) for text in texts} - {""} == set(six)


def test_nobody_is_named_and_no_number_given():
    said = "".join(text.title + text.text + text.done for text in case_texts.load_cases())
    assert not re.search(r"\d{3,}|身份证|低保户|某某", said)


def test_money_is_parted_to_the_last_yuan():
    parts = shares(18_700_000, 6_500, Picker("money"))
    assert sum(parts) == 18_700_000 and len(parts) == 6_500 and min(parts) == 0 < max(parts)
