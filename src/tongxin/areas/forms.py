from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.areas.queries import find_place
from tongxin.kernel import terms
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


class ChangeForm(DeedForm):
    """What every change of the tree says: from which day, by which document."""

    document = forms.CharField(label=_("批准文号"), max_length=120)
    day = DayField(label=_("生效日期"))


class CreateForm(ChangeForm):
    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=80)
    code = forms.CharField(label=_("区划代码"), max_length=20, required=False)
    field_order = ("kind", "name", "code", "document", "day")

    def __init__(self, *args: Any, parent: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = terms.terms("area_kinds").values()
        below = [(term.code, term.label) for term in kinds if parent.kind in term.data.get("parents", [])]
        self.choose("kind", below)


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("新名称"), max_length=80)
    field_order = ("name", "document", "day")


class UpgradeForm(ChangeForm):
    kind = forms.ChoiceField(label=_("改为"))
    field_order = ("kind", "document", "day")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("kind", terms.choices("area_kinds"))


class MoveForm(ChangeForm):
    parent = PlaceField(label=_("新上级"))
    field_order = ("parent", "document", "day")


class MergeForm(ChangeForm):
    into = PlaceField(label=_("并入"))
    field_order = ("into", "document", "day")


class SplitForm(ChangeForm):
    names = forms.CharField(label=_("新区域名称"), max_length=300, help_text=_("几个名称用顿号隔开。"))
    field_order = ("names", "document", "day")

    def clean_names(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["names"].replace("，", "、").split("、")]
        return [name for name in names if name]


class TypeForm(DeedForm):
    type = forms.ChoiceField(label=_("类型"))
    day = DayField(label=_("自哪天起"))

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = terms.terms("area_types").values()
        self.choose("type", [(term.code, term.label) for term in rows if term.data.get("area_kind") == area.kind])
