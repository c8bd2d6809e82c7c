"""The texts of the synthetic city are enough, distinct and usable."""

from collections import Counter

import pytest

from demo import reading, texts
from demo.picker import Picker
from demo.reading import BrokenText, known
from demo.units import load_unit_groups, unit_names

YUXI = {
    "红塔": ["玉兴", "凤凰", "玉带", "北城", "春和", "李棋", "大营街", "研和", "高仓"],
    "江川": ["大街", "江城", "前卫"],
    "通海": ["秀山", "九龙", "河西"],
}


def test_needs_are_many_distinct_and_of_every_kind_and_field():
    needs = texts.load_needs()
    assert len({need.title for need in needs}) == len(needs) >= 360
    assert {need.kind for need in needs} == known("exchange", "kinds")
    assert {need.field for need in needs} == known("exchange", "fields")
    assert max(Counter(need.title[:4] for need in needs).values()) <= 12, "one sentence with other nouns"


def test_resources_answer_every_kind_and_belong_to_a_kind_of_unit():
    resources = texts.load_resources()
    assert len(resources) >= 200
    assert {resource.kind for resource in resources} == known("exchange", "kinds")
    assert {resource.owner for resource in resources} <= {group.key for group in load_unit_groups()}


def test_wishes_activities_and_posts_are_enough():
    assert len(texts.load_wishes()) >= 120
    assert {wish.kind for wish in texts.load_wishes()} == known("exchange", "wish_kinds")
    assert len(texts.load_activities()) >= 150
    posts = texts.load_posts()
    assert len(posts) >= 80
    assert {post.kind for post in posts} == known("enrolment", "service_post_kinds")
    assert any(post.junction for post in posts)


def test_wishes_give_no_reason_and_ask_for_no_money():
    said = "".join(wish.title + wish.text for wish in texts.load_wishes())
    for word in ("困难", "贫困", "低保", "残疾", "患", "病", "现金", "元钱", "孤寡"):
        assert word not in said, word


def test_projects_teams_estates_and_remarks_load():
    projects = texts.load_projects()
    assert len(projects.acceptance) >= 60
    assert all(len(projects.acceptance_for(kind)) > 10 for kind in known("exchange", "kinds"))
    assert all("{place}" in name for names in projects.names.values() for name in names)
    assert all("{area}" in pattern.name for pattern in texts.load_teams().patterns)
    assert "square" in texts.load_estates().places
    remarks = texts.load_remarks()
    assert set(remarks["appraisal"]) == set("12345")
    assert set(remarks["decline"]) == known("exchange", "decline_reasons")


@pytest.mark.parametrize("name", ["pairs.toml", "pairs_dev.toml"])
def test_pairs_mean_the_same_in_other_words(name):
    rjieba = pytest.importorskip("rjieba")
    pairs = texts.load_pairs(name)
    assert len(pairs) >= 120

    def words(phrase):
        return {word for word in rjieba.cut(phrase.title + phrase.text) if len(word) > 1}

    shares = []
    for pair in pairs:
        need, resource = words(pair.need), words(pair.resource)
        shares.append(len(need & resource) / min(len(need), len(resource)))
    assert sum(shares) / len(shares) < 0.2, "words give the answer away"
    assert any(pair.need.kind is None or pair.resource.kind is None for pair in pairs)
    assert any(pair.need.kind != pair.resource.kind for pair in pairs if pair.need.kind and pair.resource.kind)


def test_held_out_pairs_are_not_among_those_for_tuning():
    held_out, dev = ({pair.need.title for pair in texts.load_pairs(n)} for n in ("pairs.toml", "pairs_dev.toml"))
    listed = {need.title for need in texts.load_needs()}
    assert not held_out & dev
    assert not held_out & listed


def test_synonyms_point_to_kinds_that_exist():
    concepts = reading.read("synonyms.toml", folder=reading.COMMON)["concepts"]["items"]
    assert len(concepts) >= 150
    assert {concept["kind"] for concept in concepts.values() if "kind" in concept} <= known("exchange", "kinds")


def test_unit_names_are_distinct_and_the_same_each_time():
    units = unit_names(streets=YUXI, count=900, picker=Picker("yuxi"))
    assert len({unit.name for unit in units}) == 900
    assert units == unit_names(streets=YUXI, count=900, picker=Picker("yuxi"))
    assert units != unit_names(streets=YUXI, count=900, picker=Picker("beilun"))
    with pytest.raises(BrokenText, match="are wanted"):
        unit_names(streets=YUXI, count=90_000, picker=Picker("yuxi"))


def test_a_title_is_drawn_no_oftener_than_the_others():
    drawn = Counter(Picker("yuxi").child("needs").evenly(texts.load_needs(), 946))
    assert sum(drawn.values()) == 946
    assert max(drawn.values()) <= 9, "above one in a hundred"
    assert max(drawn.values()) - min(drawn.values()) <= 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("title = 'A', kind = 'castle'", "row 1 \\(A\\): kind 'castle' is not one of"),
        ("title = ''", "title must be a sentence"),
        ("title = 'A', kind = 'venue', field = 'social', text = 'B', quantity = 0, unit = 'C'", "quantity must be"),
        ("title = 'A', kind = ", "needs.toml: "),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path, monkeypatch, line, complaint):
    (tmp_path / "needs.toml").write_text(f"needs = [{{ {line} }}]", encoding="utf-8")
    texts.places()
    monkeypatch.setattr(reading, "TEXTS", tmp_path)
    with pytest.raises(BrokenText, match=complaint):
        texts.load_needs()
