"""Forms of the catalogue and of the rules of routing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.fields import DayField, DeedForm, PlaceField
from tongxin.cases import catalogue
from tongxin.cases.forms import NAMED, UNIT_CHOICES
from tongxin.cases.models import Category, RoutingRule
from tongxin.kernel import terms
from tongxin.kernel.clock import Limit

WEEKDAYS = [
    ("1", _("周一")), ("2", _("周二")), ("3", _("周三")), ("4", _("周四")), ("5", _("周五")), ("6", _("周六")),
    ("7", _("周日")),
]  # fmt: skip


class CategoryForm(DeedForm):
    """A category with its limits from a day on."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("字母、数字和下划线，以后不能改。"))
    label = forms.CharField(label=_("名称"), max_length=60)
    group = forms.ChoiceField(label=_("目录"))
    words = forms.CharField(
        label=_("提示词"), max_length=300, required=False, help_text=_("诉求里出现这些词时提示本类别，用空格分开。")
    )
    filing_condition = forms.CharField(label=_("立案条件"), max_length=200, required=False)
    closing_condition = forms.CharField(label=_("结案条件"), max_length=200, required=False)
    respond_amount = forms.IntegerField(label=_("接单时限"), min_value=1, max_value=999, required=False)
    respond_unit = forms.ChoiceField(label=_("接单时限单位"), choices=UNIT_CHOICES, required=False)
    handle_amount = forms.IntegerField(label=_("处置时限"), min_value=1, max_value=999, required=False)
    handle_unit = forms.ChoiceField(label=_("处置时限单位"), choices=UNIT_CHOICES, required=False)
    is_urgent = forms.BooleanField(label=_("紧急"), required=False)
    asks_proof = forms.BooleanField(label=_("办妥须附照片证明"), required=False)
    is_public = forms.BooleanField(label=_("可在公开地图显示"), required=False)
    area = PlaceField(label=_("适用区域"), required=False, help_text=_("空着适用于全域。"))
    day = DayField(label=_("自哪天起"), help_text=_("只对这天以后派遣的案件生效。"))
    source = forms.CharField(label=_("依据"), max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("group", terms.choices("case_catalogues"))

    def said(self) -> dict[str, Any]:
        """What the deed is given besides who and when."""
        found = dict(self.cleaned_data)
        limits = {name: self.limit(name) for name in ("respond", "handle")}
        for name in limits:
            found.pop(f"{name}_amount"), found.pop(f"{name}_unit")
        return found | limits | {"on": found.pop("day")}

    def limit(self, name: str) -> Limit | None:
        amount, unit = self.cleaned_data[f"{name}_amount"], self.cleaned_data[f"{name}_unit"]
        return Limit(amount, unit or "working_day") if amount else None


def category_initial(category: Category) -> dict[str, Any]:
    names = (
        "code", "label", "group", "words", "filing_condition", "closing_condition", "respond_amount", "respond_unit",
        "handle_amount", "handle_unit", "is_urgent", "asks_proof", "is_public", "source",
    )  # fmt: skip
    return {name: getattr(category, name) for name in names}


class EndCategoryForm(forms.Form):
    last = DayField(label=_("最后一天"), help_text=_("这一天之后不能再选这个类别；已有的案件照常办理。"))


class RoutingForm(DeedForm):
    """Which cases a rule speaks of, and whom it proposes."""

    label = forms.CharField(label=_("名称"), max_length=60)
    order = forms.IntegerField(label=_("顺序"), min_value=1, max_value=9999, help_text=_("小的在前，先合的一条生效。"))
    categories = forms.MultipleChoiceField(
        label=_("类别"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("不选即所有类别。")
    )
    area = PlaceField(label=_("范围"))
    weekdays = forms.MultipleChoiceField(
        label=_("星期"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    opens = forms.TimeField(label=_("几点起"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(
        label=_("几点止"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("跨零点的夜班填 22:00 到 06:00 即可；星期按夜班开始的那天算。"),
    )  # fmt: skip
    lead = forms.CharField(label=_("主办单位"), max_length=120, required=False, help_text=_("填登记的全称。"))
    lead_kind = forms.ChoiceField(
        label=_("或主办单位类型"), required=False, help_text=_("派给案发地最近的这类单位，与上一项填一项。")
    )
    day = DayField(label=_("自哪天起"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["categories"]
        chosen.choices = catalogue.choices(on=self.on)
        self.choose("lead_kind", terms.choices("organization_kinds"), empty=True)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if (opens is None) != (closes is None) or (opens is not None and closes == opens):
            self.add_error("closes", _t("起止时间请一起填写，不能相同。"))
        if bool(found.get("lead")) == bool(found.get("lead_kind")):
            self.add_error("lead", _t("主办单位和主办单位类型请填一项。"))
        elif name := found.get("lead"):
            bodies = NAMED(name=name, on=self.on)
            if len(bodies) != 1:
                self.add_error("lead", _t("没有找到这个单位，请填登记的全称。"))
            else:
                found["lead"] = bodies[0]
        return found

    def said(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {
            "valid_from": found.pop("day"), "weekdays": "".join(sorted(found["weekdays"])),
            "lead": found["lead"] or None,
        }  # fmt: skip


def routing_initial(rule: RoutingRule) -> dict[str, Any]:
    names = ("label", "order", "categories", "opens", "closes", "lead_kind")
    shown = {name: getattr(rule, name) for name in names}
    return shown | {
        "area": rule.area.code or rule.area.name, "weekdays": list(rule.weekdays), "day": rule.valid_from,
        "lead": rule.lead.name if rule.lead else "",
    }  # fmt: skip
