import math
import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.fields import DayField, DeedForm, PlaceField
from tongxin.kernel import sheets, terms
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import LARGEST, TooLarge
from tongxin.kernel.models import Rule

UNITS = [
    ("working_day", gettext_lazy("个工作日")),
    ("working_hour", gettext_lazy("个工作小时")),
    ("day", gettext_lazy("天")),
    ("hour", gettext_lazy("小时")),
]


class StepForm(DeedForm):
    label = forms.CharField(label=gettext_lazy("步骤名称"), max_length=40)
    amount = forms.IntegerField(
        label=gettext_lazy("时限"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("空着不设时限。"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=UNITS)
    holder_role = forms.ChoiceField(label=gettext_lazy("经办岗位"), required=False)
    area = PlaceField(
        label=gettext_lazy("适用区域"),
        required=False,
        help_text=gettext_lazy("空着适用于全域；填了只在该区域及其下适用。"),
    )
    day = DayField(label=gettext_lazy("自哪天起"))
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("文件名称或文号。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("holder_role", terms.choices("roles"), empty=True)


class RuleForm(DeedForm):
    value = forms.CharField(label=gettext_lazy("新值"), max_length=200)
    area = PlaceField(label=gettext_lazy("适用区域"), required=False, help_text=gettext_lazy("空着适用于全域。"))
    day = DayField(label=gettext_lazy("自哪天起"))
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200)

    def __init__(self, *args: Any, rule: Rule, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rule = rule

    def clean_value(self) -> Any:
        """A value of the kind that the rule had: a number stays a number, a switch a switch."""
        text, before = self.cleaned_data["value"].strip(), self.rule.value
        if isinstance(before, bool):
            return text in ("是", "true", "True", "1", "开")
        if isinstance(before, int | float):
            try:
                found = float(text)
            except ValueError:
                raise forms.ValidationError(_("这条规则的值应为数字。")) from None
            if not math.isfinite(found):
                raise forms.ValidationError(_("这条规则的值应为数字。"))
            return int(found) if found.is_integer() else found
        if isinstance(before, list | dict):
            raise forms.ValidationError(_("这条规则由几个值组成，请系统管理员在配置文件中调整后重新载入。"))
        return text


class YearForm(forms.Form):
    """A year as it was announced: one day a line, or a table of days."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2000, max_value=2100)
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("放假通知的文号。"))
    days = forms.CharField(
        label=gettext_lazy("逐日填写"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("每行一天：日期、休或班、名称，如“2027-01-01 休 元旦”。周末照常的不用填。"),
    )
    file = forms.FileField(
        label=gettext_lazy("或上传表格"), required=False, help_text=gettext_lazy("三列：日期、休或班、名称。")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        lines = [re.split(r"[\s,，、]+", line.strip(), maxsplit=2) for line in (found.get("days") or "").splitlines()]
        try:
            if sent := found.get("file"):
                lines += _lines_of(sent)
            found["announced"] = dict(_day(line) for line in lines if line and str(line[0]).strip() not in ("", "日期"))
        except Unfit as error:
            raise forms.ValidationError(str(error)) from error
        return found


def _lines_of(sent: Any) -> list[list[Any]]:
    if (sent.size or 0) > LARGEST:
        raise TooLarge
    book = sheets.Book(sent.name, sent.read())
    return [row[:3] for row in book.rows(book.names[0])]


def _day(line: list[Any]) -> tuple[date, tuple[bool, str]]:
    day = sheets.read_cell(line[0], "date")
    word = str(line[1]).strip() if len(line) > 1 else ""
    if word[:1] not in ("休", "放", "班", "上"):
        raise Unfit(_("%s 后面请写“休”或“班”。") % day)
    return day, (word[:1] in ("班", "上"), str(line[2]).strip() if len(line) > 2 else "")
