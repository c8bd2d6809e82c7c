"""Fields and the form of a deed that the registers of places, organizations and persons share."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.areas.queries import find_place
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlaceField(forms.CharField):
    """A place by its name or code, within the reach of who fills in the form."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 120)
        options.setdefault("help_text", _("填名称或区划代码；有重名时写成“街道/社区”。"))
        super().__init__(**options)
        self.actor: Actor | None = None
        self.on: date | None = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        assert self.on is not None
        try:
            return find_place(text, on=self.on, reach=self.actor.steers if self.actor else None)
        except Unfit as error:
            raise forms.ValidationError(str(error)) from error


class DeedForm(forms.Form):
    """A form of a deed: its fields know who fills them in, and on which day."""

    def __init__(self, data: Any = None, *, actor: Actor, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.actor, self.on = actor, on
        for field in self.fields.values():
            if hasattr(field, "actor"):
                field.actor, field.on = actor, on  # type: ignore[attr-defined]

    def choose(self, name: str, choices: Sequence[tuple[str, Any]], empty: bool = False) -> None:
        """Fill the choices of a field; they are data and known only now."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *choices] if empty else list(choices)
