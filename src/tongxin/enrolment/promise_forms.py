"""What is asked of who promises, reports, rates, and of who opens a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.forms import DAY
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.people.finding import SomebodyField


class TextForm(forms.Form):
    """The words of a promise, and the courtyard or building whose board it stands on."""

    text = forms.CharField(
        label=_("我承诺"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写一件看得见、做得到的事，例如“每周六上午巡查三栋楼道”。不要写电话和住址。"),
    )  # fmt: skip
    spot = forms.ModelChoiceField(
        label=_("放在哪个院落、网格或楼栋的公示栏"), queryset=Area.objects.none(), required=False,
        empty_label=_("整个社区"),
    )  # fmt: skip

    def __init__(self, *args: Any, spots: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spot"].queryset = spots  # type: ignore[attr-defined]
        if not spots.exists():
            del self.fields["spot"]


class KeepForm(forms.Form):
    note = forms.CharField(
        label=_("做了什么"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一两句话就够，不用传照片。公开的承诺，居民会看到这段话。"),
    )  # fmt: skip


class RateForm(forms.Form):
    grade = forms.ChoiceField(label=_("您看到的"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = terms.choices("promise_grades")  # type: ignore[attr-defined]


class SomebodyForm(forms.Form):
    """For whom it is done at the desk."""

    who = SomebodyField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]


class PromiseForForm(TextForm, SomebodyForm):
    """A promise written down at the desk."""

    field_order = ["who", "text", "spot"]


class RateForForm(RateForm, SomebodyForm):
    """A resident's rating, written down at the desk."""

    field_order = ["who", "grade"]


class RoundForm(forms.Form):
    title = forms.CharField(label=_("名称"), min_length=2, max_length=60)
    campaign = forms.ChoiceField(label=_("品牌活动"), required=False)
    area = forms.ModelChoiceField(label=_("范围"), queryset=Area.objects.none(), empty_label=None)
    begins_on = forms.DateField(label=_("自"), widget=DAY)
    make_until = forms.DateField(label=_("承诺截止"), widget=DAY)
    keep_until = forms.DateField(label=_("践诺截止"), widget=DAY)
    rate_until = forms.DateField(label=_("评诺截止"), widget=DAY, help_text=_("过了这一天，不能再评。"))

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        campaigns = terms.choices("campaigns")
        self.fields["campaign"].choices = [("", _("不属于品牌活动")), *campaigns]  # type: ignore[attr-defined]
        if not campaigns:
            del self.fields["campaign"]
