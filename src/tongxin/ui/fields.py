"""How a form field's widget looks: Bootstrap's class by kind, and the ids that tie it to its help and errors."""

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


def options(field: BoundField) -> list[BoundWidget]:
    """The radios or boxes of a field of choices, each in our look."""
    found = list(field.subwidgets)
    for option in found:
        option.data["attrs"]["class"] = "form-check-input"
    return found


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
