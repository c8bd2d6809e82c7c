"""What a resident fills in: a report in under a minute, and the words at its end."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.forms import ROWS
from tongxin.cases.pictures import drawn_anew
from tongxin.cases.queries.places import NotFound, Spot, spoken, spot_at, spot_of
from tongxin.kernel import terms
from tongxin.kernel.datum import Datum
from tongxin.kernel.errors import Unfit
from tongxin.ui.lean import LeanForm


class ReportForm(LeanForm):
    """A place, a line of text, photos if there are any. Who does not want to be called leaves no number."""

    text = forms.CharField(label=_("什么事"), max_length=2000, widget=ROWS)
    where = forms.CharField(
        label=_("在哪里"), max_length=120, required=False,
        help_text=_("写社区、小区和楼栋，例如“某某社区3号楼门口”；也可以在下面的地图上标一下。"),
    )  # fmt: skip
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    datum = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    area = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    category = forms.CharField(label=_("类别"), max_length=40, required=False, widget=forms.Select)
    caller_name = forms.CharField(label=_("怎么称呼您"), max_length=40, required=False)
    caller_phone = forms.CharField(
        label=_("回电号码"), max_length=20, required=False, help_text=_("可以不填。密封保存，只有受理的人办事时能看。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    join_into = forms.IntegerField(required=False, max_value=2**62, widget=forms.HiddenInput)
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, photos: list[Any] | None = None, home: int | None = None) -> None:
        super().__init__(*args)
        self.on, self.photos, self.home = on, photos or [], home
        # Read only when the form is drawn.
        self.fields["category"].widget.choices = lambda: [  # type: ignore[attr-defined]
            ("", _t("不知道选哪类，由社区来定")), *catalogue.choices(on=on),
        ]  # fmt: skip

    def clean_category(self) -> str:
        code: str = self.cleaned_data["category"]
        if code and catalogue.find(code, on=self.on) is None:
            raise ValidationError(_t("“%s”这个类别现在不能使用，请另选一个。") % catalogue.label_of(code))
        return code

    def clean_caller_phone(self) -> str:
        phone: str = self.cleaned_data["caller_phone"]
        if phone and not 7 <= sum(sign.isdigit() for sign in phone) <= 15:
            raise ValidationError(_t("号码应为 7 到 15 位数字。"))
        return phone

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            found["spot"] = self.spot
        except Unfit as unfit:
            self.add_error("where", str(unfit))
        try:
            found["pictures"] = drawn_anew(self.photos, on=self.on) if self.photos else []
        except Unfit as unfit:
            self.add_error(None, str(unfit))
        return found

    @cached_property
    def spot(self) -> Spot:
        """The pin, else the place that was chosen, else what the sentence names, else home. Raises Unfit."""
        longitude, latitude = self.cleaned_data.get("longitude"), self.cleaned_data.get("latitude")
        if longitude is not None and latitude is not None:
            return spot_at(longitude, latitude, self.cleaned_data.get("datum") or Datum.WGS84, on=self.on)
        words = self.cleaned_data.get("where", "")
        # What is written is younger than a place that came with the address of the page.
        area = spoken(words, on=self.on) if words else None
        chosen = self.cleaned_data.get("area") or (self.home if words else None)
        if chosen and (area is None or area.path.count("/") < 2):
            area = Area.objects.on(self.on).filter(pk=chosen).first() or area
        if area is None:
            raise NotFound
        return spot_of(area, on=self.on)

    def said(self) -> dict[str, Any]:
        """What the deed takes."""
        told = {name: self.cleaned_data[name] for name in ("text", "category", "caller_name", "caller_phone")}
        return told | {
            "place": self.cleaned_data["where"], "spot": self.cleaned_data["spot"],
            "pictures": self.cleaned_data["pictures"],
        }  # fmt: skip


class RateOwnForm(forms.Form):
    """The last word: five grades, as the list of the city names them."""

    grade = forms.TypedChoiceField(label=_("您满意吗"), coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(label=_("想说的话"), max_length=500, required=False, widget=ROWS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = terms.terms("appraisal_grades").values()
        self.fields["grade"].choices = [(int(each.data["value"]), each.label) for each in found]  # type: ignore[attr-defined]
