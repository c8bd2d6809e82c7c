"""What is asked around an agreement."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.fields import DAY, OrganizationField
from tongxin.alliance.models import AgreementItem, Side
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.organizations.models import Organization


class ItemForm(forms.Form):
    """One promise."""

    side = forms.ChoiceField(label=_("承诺方"), choices=Side.choices)
    field = forms.ChoiceField(label=_("领域"))
    text = forms.CharField(label=_("承诺事项"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = terms.choices("agreement_fields")  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """The parties and the term; a first promise of each side may be written at once, more on the next page."""

    kind = forms.ChoiceField(label=_("文本"))
    unit = OrganizationField(label=_("驻区单位"), help_text=_("填登记的全称。"))
    area = forms.ModelChoiceField(label=_("社区（街道）"), queryset=Area.objects.none(), empty_label=None)
    valid_from = forms.DateField(label=_("自"), widget=DAY)
    valid_to = forms.DateField(label=_("至"), widget=DAY)
    contact = forms.CharField(label=_("单位联系人"), max_length=50, required=False)
    host_contact = forms.CharField(label=_("社区联系人"), max_length=50, required=False)
    unit_text = forms.CharField(
        label=_("单位承诺"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("先写一项，其余到下一页逐项添加。"),
    )  # fmt: skip
    unit_field = forms.ChoiceField(label=_("单位承诺的领域"), required=False)
    community_text = forms.CharField(
        label=_("社区承诺"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    community_field = forms.ChoiceField(label=_("社区承诺的领域"), required=False)
    is_public = forms.BooleanField(
        label=_("双方同意公开承诺事项和履行情况"), required=False, help_text=_("不同意就只有双方和上级看得到。")
    )

    def __init__(self, *args: Any, units: QuerySet[Organization], places: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = terms.choices("agreement_kinds")  # type: ignore[attr-defined]
        self.fields["unit"].rows = units  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        for name in ("unit_field", "community_field"):
            self.fields[name].choices = terms.choices("agreement_fields")  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """How a promise stands."""

    state = forms.ChoiceField(
        label=_("履行情况"),
        choices=[
            (each.value, each.label)
            for each in (
                AgreementItem.State.DOING,
                AgreementItem.State.KEPT,
                AgreementItem.State.PARTLY,
                AgreementItem.State.NOT_KEPT,
            )
        ],
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class SettleForm(forms.Form):
    """That one of the four systems was seen to."""

    on = forms.DateField(label=_("落实日期"), widget=DAY)
    note = forms.CharField(label=_("情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ContactForm(forms.Form):
    contact = forms.CharField(label=_("本方联系人"), max_length=50)


class ScanForm(forms.Form):
    scan = forms.FileField(label=_("签署后的扫描件"), help_text=_("PDF、JPG 或 PNG；加密存放，谁打开过都有记录。"))


class ReviewForm(forms.Form):
    """The review at the end: a word on each promise stands already, here is the whole."""

    review = forms.CharField(label=_("履约评议"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
