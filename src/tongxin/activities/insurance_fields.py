"""What is asked about a policy, whatever task it stands behind."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.insurance import Paper, policies_for
from tongxin.activities.models import Policy
from tongxin.kernel import terms
from tongxin.organizations.models import Organization

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
#: What a new policy cannot do without.
NEEDED = ("insurer", "number", "covers", "valid_from", "valid_to")


class PolicyField(forms.ModelChoiceField):
    """A policy that was noted before, by its words."""

    def label_from_instance(self, policy: Any) -> str:
        return str(policy.words)


class DangersField(forms.MultipleChoiceField):
    """The dangers of a task, by the city's list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: terms.choices("danger_kinds"), required=False, label=gettext_lazy("人身危险"),
            help_text=gettext_lazy("有人身危险的任务，先投保意外险，才能签到上岗；没有就都不选。"), **kwargs,
        )  # fmt: skip


class PolicyForm(forms.Form):
    """Choose a policy of the host that holds on every day, or write down the one that lies on the table."""

    policy = PolicyField(
        Policy.objects.none(), required=False, label=gettext_lazy("已登记的保单"),
        empty_label=gettext_lazy("都不是，下面登记一张新的"),
    )  # fmt: skip
    insurer = forms.CharField(label=gettext_lazy("保险公司"), max_length=60, required=False)
    number = forms.CharField(
        label=gettext_lazy("保单号"), max_length=60, required=False,
        help_text=gettext_lazy("照保单原件填写。填错了，用同一个保单号再填一次就是更正。"),
    )  # fmt: skip
    covers = forms.CharField(
        label=gettext_lazy("保障内容"), max_length=120, required=False,
        help_text=gettext_lazy("例如：意外身故和伤残每人 20 万元，意外医疗每人 2 万元"),
    )  # fmt: skip
    persons = forms.IntegerField(
        label=gettext_lazy("保障人数"), min_value=1, max_value=1_000_000, required=False,
        help_text=gettext_lazy("保单不限人数的留空。不用填写被保人名单。"),
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("保期自"), widget=DAY, required=False)
    valid_to = forms.DateField(label=gettext_lazy("保期至"), widget=DAY, required=False)

    def __init__(self, *args: Any, holder: Organization, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = policies_for(holder, first=first, last=last)
        self.fields["policy"].queryset = known  # type: ignore[attr-defined]
        if not known.exists():
            del self.fields["policy"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("policy"):
            if given.get("insurer") or given.get("number"):
                self.add_error("policy", _("选了已登记的保单，下面就不用再填；要登记新的，这里请选“都不是”。"))
            return given
        for name in NEEDED:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("登记新的保单，请填写这一项。"))
        begins, ends = given.get("valid_from"), given.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("保期的结束不能早于开始。"))
        return given

    @property
    def chosen(self) -> Policy | Paper:
        """The policy of the list, or the paper as it was written."""
        given = self.cleaned_data
        return given.get("policy") or Paper(persons=given["persons"], **{name: given[name] for name in NEEDED})
