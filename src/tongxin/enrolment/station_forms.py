"""What is asked for a station, its roster and calls, and for an honor post."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.forms import DAY
from tongxin.enrolment.promise_forms import SomebodyForm
from tongxin.kernel import terms
from tongxin.kernel.clock import CHINA

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class StationForm(forms.Form):
    area = forms.ModelChoiceField(label=_("社区"), queryset=Area.objects.none(), empty_label=None)
    place = forms.CharField(label=_("地点"), min_length=2, max_length=80, help_text=_("如：党群服务中心一楼。"))
    opening = forms.CharField(
        label=_("开放时间"), min_length=2, max_length=80, help_text=_("如：周一至周六 9:00—17:30。")
    )

    def __init__(self, *args: Any, areas: QuerySet[Area] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class ShiftForm(SomebodyForm):
    """Who is on duty when, as agreed."""

    day = forms.DateField(label=_("日期"), widget=DAY)
    part = forms.ChoiceField(label=_("时段"))
    field_order = ["who", "day", "part"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = _("值守党员")
        self.fields["part"].choices = terms.choices("station_parts")  # type: ignore[attr-defined]


class CallForm(forms.Form):
    text = forms.CharField(
        label=_("需要做什么"), min_length=2, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    place = forms.CharField(label=_("集合地点"), min_length=2, max_length=80)
    begins_at = forms.DateTimeField(label=_("集合时间"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    wish = forms.ChoiceField(label=_("只通知有这项服务意愿的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = terms.choices("service_post_kinds")
        self.fields["wish"].choices = [("", _("全部报到党员")), *kinds]  # type: ignore[attr-defined]

    def clean_begins_at(self) -> Any:
        given = self.cleaned_data["begins_at"]
        return given.replace(tzinfo=CHINA) if given.tzinfo is None else given


class HonorForm(SomebodyForm):
    kind = forms.ChoiceField(label=_("类别"))
    area = forms.ModelChoiceField(label=_("所在区域"), queryset=Area.objects.none(), empty_label=None)
    does = forms.CharField(label=_("做什么"), min_length=2, max_length=120)
    field_order = ["kind", "who", "area", "does"]

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = _("党员")
        self.fields["kind"].choices = terms.choices("honor_post_kinds")  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
