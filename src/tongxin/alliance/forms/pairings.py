"""What is asked around pairings and campaigns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity
from tongxin.alliance.fields import DAY, ROWS, OrganizationField
from tongxin.alliance.models import Campaign
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization
from tongxin.people.finding import SomebodyField


class PairingForm(forms.Form):
    """Who pairs with whom, what for, how and how long."""

    kind = forms.ChoiceField(label=_("结对类型"))
    area = forms.ModelChoiceField(label=_("所在社区"), queryset=Area.objects.none(), empty_label=None)
    aim = forms.CharField(label=_("目的"), max_length=200)
    plan = forms.CharField(label=_("共同计划"), max_length=1000, widget=ROWS)
    valid_from = forms.DateField(label=_("自"), widget=DAY)
    valid_to = forms.DateField(label=_("至"), widget=DAY)
    campaign = forms.ModelChoiceField(
        label=_("所属行动"), queryset=Campaign.objects.none(), required=False, empty_label=_("不属于行动")
    )

    def __init__(
        self, *args: Any, level: str, places: QuerySet[Area], campaigns: QuerySet[Campaign], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = terms.terms("pairing_kinds").values()
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (term.code, term.label) for term in kinds if term.is_active and term.data.get("level") == level
        ]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]


class OrganizationsForm(PairingForm):
    first = OrganizationField(label=_("甲方"), help_text=_("填登记的全称。"))
    second = OrganizationField(label=_("乙方"), help_text=_("填登记的全称；可以是别的行业、城乡、区域的组织。"))
    field_order: Any = ("kind", "first", "second", "area", "aim", "plan", "valid_from", "valid_to", "campaign")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, level="organization", **kwargs)
        for name in ("first", "second"):
            self.fields[name].rows = Organization.objects.filter(valid_to=None)  # type: ignore[attr-defined]


class MembersForm(PairingForm):
    first = SomebodyField(label=_("一方党员"))
    second = SomebodyField(label=_("另一方党员"))
    field_order: Any = ("kind", "first", "second", "area", "aim", "plan", "valid_from", "valid_to", "campaign")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, level="member", **kwargs)
        for name in ("first", "second"):
            self.fields[name].by = actor  # type: ignore[attr-defined]


class PairingReviewForm(forms.Form):
    review = forms.CharField(label=_("结对小结"), max_length=1000, widget=ROWS, help_text=_("办了什么、效果怎样。"))


class CampaignForm(forms.Form):
    """A campaign by a name of the city's list, or by a new one."""

    kind = forms.ChoiceField(label=_("类别"), choices=Campaign.Kind.choices)
    known = forms.ChoiceField(label=_("名称"), required=False)
    name = forms.CharField(label=_("或另起名称"), max_length=60, required=False)
    area = forms.ModelChoiceField(label=_("范围"), queryset=Area.objects.none(), empty_label=None)
    target = forms.IntegerField(label=_("目标数"), min_value=1, max_value=1_000_000, required=False)
    valid_from = forms.DateField(label=_("自"), widget=DAY)
    valid_to = forms.DateField(label=_("至"), widget=DAY, required=False)
    text = forms.CharField(label=_("说明"), max_length=500, required=False, widget=ROWS)

    def __init__(self, *args: Any, places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [*terms.terms("pairing_campaigns").values(), *terms.terms("campaigns").values()]
        self.fields["known"].choices = [("", _("另起名称")), *((each.label, each.label) for each in names)]  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["name"] = told.get("name") or told.pop("known", "")
        told.pop("known", None)
        if not told["name"]:
            raise ValidationError(_("请选择或填写名称。"))
        return told


class ContributionForm(forms.Form):
    organization = OrganizationField(label=_("投入单位"), help_text=_("填登记的全称。"))
    area = forms.ModelChoiceField(label=_("受益社区"), queryset=Area.objects.none(), empty_label=None)
    matter = forms.CharField(label=_("民生事项"), max_length=80)
    kind = forms.ChoiceField(label=_("投入方式"))
    yuan = forms.DecimalField(
        label=_("金额（元）"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("实物没有作价可以不填。"),
    )  # fmt: skip
    precision = forms.ChoiceField(
        label=_("金额是"), choices=[("exact", _("准确")), ("about", _("约")), ("more_than", _("以上"))]
    )
    quantity = forms.CharField(label=_("实物或服务"), max_length=80, required=False, help_text=_("例如：路灯 12 盏。"))
    given_on = forms.DateField(label=_("投入日期"), widget=DAY)

    def __init__(self, *args: Any, units: QuerySet[Organization], places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = units  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        self.fields["kind"].choices = terms.choices("contribution_kinds")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        yuan = told.pop("yuan", None)
        told["amount"] = int(yuan * 100) if yuan else None
        return told


class TieForm(forms.Form):
    """An activity of the campaign's area to be listed under it."""

    activity = forms.ModelChoiceField(label=_("列入活动"), queryset=Activity.objects.none(), empty_label=None)

    def __init__(self, *args: Any, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
