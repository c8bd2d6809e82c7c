"""What is asked around alliance bodies, their calendars and the lines of industries."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.fields import DAY, ROWS, OrganizationField
from tongxin.alliance.models import AllianceMember
from tongxin.exchange.models import Project
from tongxin.kernel.clock import CHINA
from tongxin.organizations.models import Organization

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class AdmitForm(forms.Form):
    organization = OrganizationField(label=_("单位"), help_text=_("填登记的全称。"))
    part = forms.ChoiceField(label=_("担任"), choices=AllianceMember.Part.choices)

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = organizations  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """A date for the shared calendar, on one day."""

    title = forms.CharField(label=_("事项"), max_length=80)
    on = forms.DateField(label=_("日期"), widget=DAY)
    begins = forms.TimeField(label=_("开始"), widget=CLOCK)
    ends = forms.TimeField(label=_("结束"), widget=CLOCK)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    text = forms.CharField(label=_("说明"), max_length=500, required=False, widget=ROWS)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not {"on", "begins", "ends"} <= set(told):
            return told
        day, begins, ends = told.pop("on"), told.pop("begins"), told.pop("ends")
        if ends <= begins:
            raise ValidationError(_("结束时间须晚于开始时间。"))
        moments = {"begins_at": begins, "ends_at": ends}
        return told | {name: datetime.combine(day, clock, CHINA) for name, clock in moments.items()}


class LineForm(forms.Form):
    industry = forms.ChoiceField(label=_("行业"))
    name = forms.CharField(label=_("项目主线"), max_length=60)
    brand = forms.CharField(label=_("品牌"), max_length=60)
    alliance = forms.ModelChoiceField(
        label=_("行业联盟"), queryset=Organization.objects.none(), required=False, empty_label=_("还没有联盟")
    )
    text = forms.CharField(label=_("特点"), max_length=500, required=False, widget=ROWS)

    def __init__(
        self, *args: Any, industries: list[tuple[str, str]], bodies: QuerySet[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].choices = industries  # type: ignore[attr-defined]
        self.fields["alliance"].queryset = bodies  # type: ignore[attr-defined]


class LineProjectForm(forms.Form):
    project = forms.ModelChoiceField(label=_("列入项目"), queryset=Project.objects.none(), empty_label=None)

    def __init__(self, *args: Any, projects: QuerySet[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
