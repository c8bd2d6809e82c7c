"""A form that hot pages build for each request: what no request changes is shared with the declaration, not copied.

Django copies every field in all its depth; with seventeen fields that is a tenth of the work of a request.
"""

from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import ChoiceWidget

T = TypeVar("T")
#: Fields and widgets that are copied by these alone have no depth of their own.
FLAT_FIELDS = (forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__)
FLAT_WIDGETS = (forms.Widget.__deepcopy__, ChoiceWidget.__deepcopy__)


class LeanForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not isinstance(self.base_fields, _Declared):
            type(self).base_fields = _Declared(self.base_fields)  # type: ignore[misc]
        # The pages draw labels by themselves; Django would look the colon up in the language's list.
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def _clean_fields(self) -> None:
        """As Django does it, but without making the bound fields, with their labels and help, that a page draws."""
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = self._cleaned(name, field)
                if own := getattr(self, f"clean_{name}", None):
                    self.cleaned_data[name] = own()
            except ValidationError as error:
                self.add_error(name, error)

    def _cleaned(self, name: str, field: forms.Field) -> Any:
        if field.disabled or type(field)._clean_bound_field is not forms.Field._clean_bound_field:  # type: ignore[attr-defined]
            return field._clean_bound_field(self[name])  # type: ignore[attr-defined]
        return field.clean(self._widget_data_value(field.widget, self.add_prefix(name)))  # type: ignore[attr-defined]


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
