"""What the hotline desk fills in, from the first field to the last with the keyboard; and what answers hold."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.forms import ROWS, CategoryField, listed
from tongxin.cases.queries.places import NotFound, Spot, spoken, spot_of
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit


def lines() -> list[tuple[str, str]]:
    """The lines on which calls come in, each with its number; a city without the number has no such line."""
    city = terms.find("city", "this")
    found = []
    for term in terms.terms("case_channels").values():
        if not (term.is_active and term.data.get("hotline")):
            continue
        number = term.data.get("phone") or (
            city.data.get(term.data["number_of"]) if city and "number_of" in term.data else ""
        )
        if number or "number_of" not in term.data:
            found.append((term.code, f"{term.label} {number}".strip()))
    return found


class CallForm(forms.Form):
    """In the order of a call: the number, what it is about, where, and then what was said."""

    caller_phone = forms.CharField(label=_("来电号码"), max_length=20, required=False)
    caller_name = forms.CharField(label=_("称呼"), max_length=40, required=False)
    text = forms.CharField(label=_("说了什么"), max_length=2000, widget=ROWS)
    where = forms.CharField(label=_("在哪里"), max_length=120, help_text=_("写社区、小区和楼栋，边写边提示。"))
    category = CategoryField(label=_("类别"), required=False, help_text=_("空着就按文字建议的类别登记。"))
    line = forms.ChoiceField(label=_("哪条线打进来"), choices=lines)
    kind = forms.ChoiceField(label=_("诉求类型"), choices=listed("case_kinds"), initial="help")
    hides_caller = forms.BooleanField(label=_("对承办单位隐去来电人"), required=False)
    urgent = forms.BooleanField(label=_("紧急"), required=False)
    said_back = forms.CharField(label=_("当场答复"), max_length=1000, required=False, widget=ROWS)
    grade = forms.TypedChoiceField(label=_("来电人当场评价"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, by: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.on = by, on
        self.spot: Spot | None = None
        self.fields["category"].offer(on=on, path=by.area_path)  # type: ignore[attr-defined]
        grades = [(int(term.data["value"]), term.label) for term in terms.terms("appraisal_grades").values()]
        self.fields["grade"].choices = [("", _t("没有问")), *grades]  # type: ignore[attr-defined]

    def clean_caller_phone(self) -> str:
        phone: str = self.cleaned_data["caller_phone"]
        if phone and not 7 <= sum(sign.isdigit() for sign in phone) <= 15:
            raise ValidationError(_t("号码应为 7 到 15 位数字。"))
        return phone

    def clean_where(self) -> str:
        words: str = self.cleaned_data["where"]
        try:
            self.spot = spot_named(words, by=self.by, on=self.on)
        except Unfit as unfit:
            raise ValidationError(str(unfit)) from unfit
        return words

    def said(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if name != "where"}
        return told | {"place": self.cleaned_data["where"], "spot": self.spot}


def spot_named(words: str, *, by: Actor, on: date) -> Spot:
    """The place that the words name within reach; else the desk's own, where nothing is named. Raises Unfit."""
    area = spoken(words, on=on)
    if area is not None and not area.path.startswith(by.area_path):
        # "二号院" of another community is not meant by who calls this desk.
        area = None
    if area is None:
        area = Area.objects.on(on).filter(path=by.area_path).first()
    if area is None:
        raise NotFound
    return spot_of(area, on=on)


class KnowledgeForm(forms.Form):
    """A question and the answer that holds from a day on."""

    question = forms.CharField(label=_("事项"), max_length=100)
    answer = forms.CharField(label=_("答复口径"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    category = forms.CharField(label=_("类别"), max_length=40, required=False, widget=forms.Select)
    office = forms.CharField(label=_("去哪里办"), max_length=120, required=False)
    phone = forms.CharField(label=_("咨询电话"), max_length=40, required=False)
    is_public = forms.BooleanField(label=_("在网站上公开"), required=False, initial=True)
    valid_from = forms.DateField(label=_("从哪天起用"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["category"].widget.choices = [("", _t("不限")), *catalogue.choices(on=on)]  # type: ignore[attr-defined]

    def clean_category(self) -> str:
        code: str = self.cleaned_data["category"]
        if code and catalogue.find(code, on=self.on) is None:
            raise ValidationError(_t("“%s”这个类别现在不能使用，请另选一个。") % code)
        return code
