"""Every component is drawn, alone and on its page, with no name missing and no markup let through."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from types import SimpleNamespace as Thing

import jinja2
import pytest
from django.test import RequestFactory, override_settings
from jinja2_fragments import render_block
from markupsafe import Markup

from tongxin.ui import specimens
from tongxin.ui.context import face
from tongxin.ui.environment import COMPONENT_FILES, environment
from tongxin.ui.fields import describe

GALLERY = ("desk", "list", "record", "form", "my", "portal")
EVIL = '<script>alert("x")</script>'
VOID = {"meta", "link", "input", "br", "img", "path", "use", "rect"}


@pytest.fixture(scope="module")
def pages():
    loader = jinja2.ChoiceLoader([jinja2.PackageLoader("tongxin.ui", "jinja2")])
    with override_settings(STRICT_TEMPLATES=True):
        return environment(loader=loader)


@pytest.fixture
def shown():
    request = RequestFactory().get("/_gallery")
    request.at = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    return {"request": request, "messages": [], "form_key": "k", **face(request), **specimens.context(request)}


@pytest.fixture
def draw(pages, shown):
    return lambda source, **more: pages.from_string(source).render(shown | more)


class Balanced(HTMLParser):
    """Remembers open tags, and what closed without having been opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.django_db
@pytest.mark.parametrize("name", GALLERY)
def test_every_face_and_component_is_drawn_with_nothing_missing(pages, shown, name):
    text = pages.get_template(f"ui/gallery_{name}.html").render(shown)
    found = Balanced(text)
    assert (found.wrong, found.open) == ([], [])
    assert 'href="#feedback"' in text
    assert " style=" not in text and " onclick=" not in text


@pytest.mark.parametrize("name", GALLERY)
def test_a_block_rendered_alone_sees_the_components(pages, shown, name):
    assert render_block(pages, f"ui/gallery_{name}.html", "content", **shown).strip()


def test_the_gallery_shows_every_component(pages):
    sources = "".join(pages.loader.get_source(pages, f"ui/gallery_{name}.html")[0] for name in GALLERY)
    components = "".join(pages.loader.get_source(pages, f"ui/components/{name}.html")[0] for name in COMPONENT_FILES)
    faces = "".join(
        pages.loader.get_source(pages, f"ui/{name}.html")[0] for name in ("base", "desk", "my", "portal", "list")
    )
    names = [
        name
        for file in COMPONENT_FILES
        for name in vars(pages.get_template(f"ui/components/{file}.html").module)
        if not name.startswith("_")
    ]
    assert len(names) > 40
    assert [n for n in names if f"{n}(" not in sources + faces and components.count(f"{n}(") < 2] == []


def test_words_that_look_like_markup_stay_words(draw):
    texts = [
        draw("{{ badge(x) }}{{ message(x, 'error', x) }}{{ item(x, x, x) }}{{ figure(x, x, x, x, x) }}", x=EVIL),
        draw("{{ facts([(x, x)]) }}{{ button(x, href=x) }}{{ tabs([(x, x, true)]) }}{{ empty(x, x) }}", x=EVIL),
        draw("{% call card(x) %}{{ x }}{% endcall %}{{ page_head(x, x, x) }}{{ search_box('/', x) }}", x=EVIL),
        draw("{{ map_box('/a', [{'code': 1, 'label': x, 'count': 1, 'url': x}]) }}", x=EVIL),
        draw("{{ chart('bar', [x], [{'name': x, 'values': [1]}], x) }}{{ filter_select(x, x, [(x, x)], x) }}", x=EVIL),
    ]
    for text in texts:
        assert "<script>alert" not in text
        assert "alert(" in text


def test_money_in_a_fact_is_not_escaped_twice(draw):
    assert "<dd><span" in draw("{{ facts([('经费', money(123456)), ('无', none)]) }}")
    assert "无" not in draw("{{ facts([('经费', money(123456)), ('无', none)]) }}")


def test_each_move_form_carries_the_token_and_a_key_of_its_own(draw):
    keys = iter(["one", "two", "three", "four"])
    text = draw(
        "{{ move_buttons(moves, csrf_input, form_key) }}",
        csrf_input=Markup('<input name="csrfmiddlewaretoken">'),
        form_key=lambda: next(keys),
    )
    assert text.count('name="csrfmiddlewaretoken"') == 4
    assert all(f'value="{key}"' in text for key in ("one", "two", "three", "four"))
    assert text.count('name="reason"') == 2
    assert text.index("从候选提项目") < text.index("合并相同需求")
    assert draw("{{ move_buttons([], csrf_input, form_key) }}").strip() == ""


def test_a_due_date_is_told_in_words_with_a_sign_when_late_and_a_mark_when_provisional(draw):
    late, ahead = specimens.DUES[2], specimens.DUES[4]
    assert "#alert-triangle" in draw("{{ due(d) }}", d=late) and "超期 2 个工作日" in draw("{{ due(d) }}", d=late)
    assert "暂定" in draw("{{ due(d) }}", d=ahead) and "暂定" not in draw("{{ due(d) }}", d=late)
    assert "—" in draw("{{ due(none) }}")


def test_steps_say_where_we_are_in_words_too(draw):
    text = draw("{{ steps(steps_of_need) }}")
    assert "第 3 步，共 7 步" in text and text.count('aria-current="step"') == 1
    assert "无人可应" in text
    done = [Thing(label="登记", state="past"), Thing(label="评价", state="past")]
    assert "已走完全部步骤" in draw("{{ steps(nodes) }}", nodes=done)
    aside = [Thing(label="登记", state="past"), Thing(label="已撤回", state="side")]
    assert "已走完" not in draw("{{ steps(nodes) }}", nodes=aside)


def test_a_refused_field_is_tied_to_its_help_and_its_error(draw):
    form = specimens.NeedForm({"title": ""})
    assert describe(form["title"]) == "id_title_help id_title_errors"
    text = draw("{{ field(f['title']) }}{{ form_errors(f) }}", f=form)
    assert 'aria-describedby="id_title_help id_title_errors"' in text and 'aria-invalid="true"' in text
    assert 'href="#id_title"' in text and "（必填）" in text
    assert describe(specimens.NeedForm()["until"]) == ""


def test_a_bar_is_drawn_only_against_a_total(draw):
    assert "<progress" in draw("{{ progress(30, 24) }}") and 'value="24"' in draw("{{ progress(30, 24) }}")
    assert "<progress" not in draw("{{ progress(30) }}") and "30" in draw("{{ progress(30) }}")


def test_an_empty_funnel_and_an_empty_list_are_drawn(draw):
    assert "<li>" not in draw("{{ funnel([]) }}{{ bars([]) }}")
    assert 'height="0.0"' in draw("{{ funnel([{'label': '需求', 'count': 0, 'url': '#'}]) }}")
    text = draw("{% call(row) table(['编号'], [], '清单', '还没有', '记在这里', ('记一条', '/new')) %}{% endcall %}")
    assert "<table" not in text and 'href="/new"' in text


def test_a_qr_code_is_an_svg_without_styles(draw):
    text = draw("{{ qr('https://example.org/in/123456', '签到') }}")
    assert "<svg" in text and "style" not in text
