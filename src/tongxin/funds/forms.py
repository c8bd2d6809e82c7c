from decimal import Decimal

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.funds.models import FundSource
from tongxin.kernel import terms
from tongxin.organizations.models import Organization


class SourceForm(forms.Form):
    kind = forms.ChoiceField(label=_("来源类别"))
    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("如“2026 年党组织服务群众专项经费”。"))
    payer = forms.ModelChoiceField(label=_("出资单位"), queryset=Organization.objects.none())
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    yuan = forms.DecimalField(
        label=_("额度（元）"), required=False, min_value=Decimal("0.01"), max_digits=14, decimal_places=2,
        help_text=_("没有固定额度时留空。"),
    )  # fmt: skip

    def __init__(self, *args: object, payers: QuerySet[Organization], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = terms.choices("fund_sources")  # type: ignore[attr-defined]
        self.fields["payer"].queryset = payers  # type: ignore[attr-defined]

    @property
    def amount(self) -> int | None:
        given = self.cleaned_data["yuan"]
        return int(given * 100) if given else None


class LineForm(forms.Form):
    source = forms.ModelChoiceField(label=_("资金来源"), queryset=FundSource.objects.none())
    purpose = forms.CharField(label=_("用途"), max_length=120)
    yuan = forms.DecimalField(label=_("金额（元）"), min_value=Decimal("0.01"), max_digits=14, decimal_places=2)

    def __init__(self, *args: object, sources: QuerySet[FundSource], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]

    @property
    def amount(self) -> int:
        return int(self.cleaned_data["yuan"] * 100)
