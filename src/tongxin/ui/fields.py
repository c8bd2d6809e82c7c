"""How a form field's widget looks: Bootstrap's class by kind, and the ids that tie it to its help and errors."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from markupsafe import Markup

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def widget(field: BoundField, **attrs: Any) -> Markup:
    """Render the field's widget with class, `aria-describedby` and `aria-invalid` set."""
    attrs.setdefault("class", _css_class(field))
    if described := describe(field):
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    return Markup(field.as_widget(attrs=attrs))


def option_groups(field: BoundField) -> list[tuple[str, list[BoundWidget]]]:
    """The radios or boxes of a field of choices, each in our look, by the heading their choices stand under, if any."""
    kind, attrs = field.field.widget, field.build_widget_attrs({"id": field.auto_id})
    groups = kind.optgroups(field.html_name, kind.format_value(field.value()), attrs)
    drawn = [(str(heading or ""), _drawn(field, option)) for heading, options, _at in groups for option in options]
    return [(heading, [option for _heading, option in run]) for heading, run in groupby(drawn, key=itemgetter(0))]


def describe(field: BoundField) -> str:
    """The ids of the field's help and errors, as far as it has them."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_help")
    if field.errors:
        ids.append(f"{field.auto_id}_errors")
    return " ".join(ids)


def _css_class(field: BoundField) -> str:
    kind = field.field.widget
    own = kind.attrs.get("class", "")
    if isinstance(kind, forms.CheckboxInput | forms.RadioSelect):
        base = "form-check-input"
    elif isinstance(kind, forms.Select) and not isinstance(kind, CHOICES):
        base = "form-select"
    else:
        base = "form-control"
    invalid = " is-invalid" if field.errors else ""
    return f"{base}{invalid} {own}".strip()


def _drawn(field: BoundField, option: dict[str, Any]) -> BoundWidget:
    option["attrs"]["class"] = "form-check-input"
    return BoundWidget(field.field.widget, option, field.form.renderer)
