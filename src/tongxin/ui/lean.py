"""A form that hot pages build for each request: what no request changes is shared with the declaration, not copied.

Django copies every field in all its depth; with seventeen fields that is a tenth of the work of a request.
"""

from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.forms.widgets import ChoiceWidget

T = TypeVar("T")
#: Fields and widgets that are copied by these alone have no depth of their own.
FLAT_FIELDS = (forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__)
FLAT_WIDGETS = (forms.Widget.__deepcopy__, ChoiceWidget.__deepcopy__)


class LeanForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not isinstance(self.base_fields, _Declared):
            type(self).base_fields = _Declared(self.base_fields)  # type: ignore[misc]
        super().__init__(*args, **kwargs)


class _Declared(dict[str, forms.Field]):
    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _own(field, memo) for name, field in self.items()}


def _own(field: forms.Field, memo: dict[int, Any]) -> forms.Field:
    """A field whose attributes, choices and widget may be set without the declaration changing."""
    if type(field).__deepcopy__ not in FLAT_FIELDS or type(field.widget).__deepcopy__ not in FLAT_WIDGETS:
        return deepcopy(field, memo)
    own = _twin(field)
    own.widget = _twin(field.widget)
    own.widget.attrs = dict(field.widget.attrs)
    own.error_messages = dict(field.error_messages)
    own.validators = list(field.validators)
    return own


def _twin(thing: T) -> T:
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin
