"""What is asked around cooperation asks, partners' requests, groups on file."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.fields import DAY, ROWS, OrganizationField
from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization
from tongxin.people.finding import SomebodyField


class AskForm(forms.Form):
    unit = OrganizationField(label=_("配合单位"), help_text=_("填登记的全称。"))
    area = forms.ModelChoiceField(label=_("社区（街道）"), queryset=Area.objects.none(), empty_label=None)
    title = forms.CharField(label=_("事项"), max_length=80)
    text = forms.CharField(label=_("需要怎样配合"), max_length=1000, widget=ROWS)
    wanted_by = forms.DateField(label=_("希望完成"), widget=DAY, required=False)

    def __init__(self, *args: Any, units: QuerySet[Organization], places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].rows = units  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]


class InChargeForm(forms.Form):
    in_charge = forms.CharField(label=_("单位由谁负责"), max_length=50)


class ResultForm(forms.Form):
    result = forms.CharField(label=_("办理情况"), max_length=1000, widget=ROWS)


class HelpForm(forms.Form):
    """A partner asks for help: what happened, where."""

    area = forms.ModelChoiceField(label=_("社区（街道）"), queryset=Area.objects.none(), empty_label=None)
    title = forms.CharField(label=_("什么事"), max_length=80)
    text = forms.CharField(label=_("发生了什么"), max_length=1000, widget=ROWS)
    place = forms.CharField(label=_("在哪里"), max_length=120, required=False)

    def __init__(self, *args: Any, places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = places  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    handler = OrganizationField(label=_("交给谁办理"), help_text=_("填组织的全称；本社区自己办就填社区党组织。"))

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].rows = organizations  # type: ignore[attr-defined]


class CallInForm(forms.Form):
    organization = OrganizationField(label=_("会同谁"), help_text=_("填组织的全称。"))
    wants = forms.CharField(label=_("请其做什么"), max_length=200)

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = organizations  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=1000, widget=ROWS)


class GroupForm(forms.Form):
    """What a group on file says of itself."""

    name = forms.CharField(label=_("名称"), max_length=60)
    area = forms.ModelChoiceField(label=_("社区"), queryset=Area.objects.none(), empty_label=None)
    leader = SomebodyField(label=_("负责人"))
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=5000)
    does = forms.CharField(label=_("开展什么活动"), max_length=500, widget=ROWS)
    venue_need = forms.CharField(label=_("场地需要"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].by = actor  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    yuan = forms.DecimalField(label=_("金额（元）"), min_value=1, max_digits=10, decimal_places=2)
    source = forms.CharField(label=_("来源"), max_length=60)
    purpose = forms.CharField(label=_("用途"), max_length=200)
    given_on = forms.DateField(label=_("日期"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        yuan = told.pop("yuan", None)
        told["amount"] = int(yuan * 100) if yuan else 0
        return told


class StageForm(forms.Form):
    organization = OrganizationField(label=_("社会组织"), help_text=_("填登记的全称。"))
    stage = forms.ChoiceField(label=_("阶段"))
    on = forms.DateField(label=_("自"), widget=DAY)
    note = forms.CharField(label=_("情况"), max_length=200, required=False)

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = organizations  # type: ignore[attr-defined]
        self.fields["stage"].choices = terms.choices("incubation_stages")  # type: ignore[attr-defined]


class SocietiesForm(forms.Form):
    project = forms.ModelChoiceField(label=_("项目"), queryset=Project.objects.none(), empty_label=None)
    organization = OrganizationField(label=_("社会组织"), help_text=_("填登记的全称。"))
    worker = SomebodyField(label=_("社工"))
    on = forms.DateField(label=_("自"), widget=DAY)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        organizations: QuerySet[Organization],
        projects: QuerySet[Project],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = organizations  # type: ignore[attr-defined]
        self.fields["worker"].by = actor  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    text = forms.CharField(label=_("说几句"), max_length=500, widget=ROWS)
