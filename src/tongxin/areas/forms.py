from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.areas.fields import DayField, DeedForm, PlaceField
from tongxin.areas.models import Area
from tongxin.kernel import terms


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


class CountForm(DeedForm):
    """How many people live there, and who says so."""

    people = forms.IntegerField(label=_("人口"), min_value=0, max_value=100_000_000)
    households = forms.IntegerField(label=_("户数"), required=False, min_value=0, max_value=100_000_000)
    source = forms.CharField(label=_("来源"), max_length=120, help_text=_("例如：2026 年社区统计。只填总数。"))
    day = DayField(label=_("自哪天起"))


class TypeForm(DeedForm):
    type = forms.ChoiceField(label=_("类型"))
    day = DayField(label=_("自哪天起"))

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = terms.terms("area_types").values()
        self.choose("type", [(term.code, term.label) for term in rows if term.data.get("area_kind") == area.kind])
