"""What a livelihood matter was and cost (MHK-49)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.forms import DeedForm
from tongxin.cases.models import Case, LivelihoodEntry


class MoneyForm(DeedForm):
    """Opened again it shows what was written down, to be corrected."""

    problem = forms.CharField(label=_("解决了什么问题"), max_length=200)
    money = forms.DecimalField(
        label=_("投入资金（元）"), min_value=0, max_digits=12, decimal_places=2, help_text=_("没有花钱就填 0。")
    )
    finished_on = forms.DateField(
        label=_("完成日期"), required=False, help_text=_("还没有完成就不填。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        if entry := LivelihoodEntry.objects.filter(case=case).first():
            self.initial = {
                "problem": entry.problem, "money": Decimal(entry.money_fen) / 100, "finished_on": entry.finished_on,
            }  # fmt: skip

    def clean_finished_on(self) -> date | None:
        day: date | None = self.cleaned_data["finished_on"]
        if day and day > self.on:
            raise ValidationError(_t("完成日期不能晚于今天。"))
        return day

    def said(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {"money_fen": int(found.pop("money") * 100)}
