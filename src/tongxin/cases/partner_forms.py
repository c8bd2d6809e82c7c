"""What is said of another Open311 system: for which organization, where, and with which of its codes."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases import catalogue, handing_over
from tongxin.cases.forms import BodyField
from tongxin.cases.models import Partner
from tongxin.kernel.errors import Unfit

#: All categories that have no line of their own.
OTHERS = "*"


class PartnerForm(forms.Form):
    """One partner: an organization that was set before is set anew."""

    organization = BodyField(label=_("派给哪个单位的案件要转出"), help_text=_("填登记的全称。"))
    address = forms.CharField(
        label=_("对方接口地址"), max_length=300, widget=forms.URLInput,
        help_text=_("到 /requests.xml 之前为止，例如 https://city.example/open311/v2。"),
    )  # fmt: skip
    jurisdiction = forms.CharField(
        label=_("对方的 jurisdiction_id"), max_length=80, required=False, help_text=_("对方给了才填。")
    )
    api_key = forms.CharField(
        label=_("对方发的 api_key"), max_length=200, required=False, help_text=_("密封保存；不改就留空。")
    )
    services = forms.CharField(
        label=_("类别对照"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000,
        help_text=_("一行一个：本平台类别的名称或代码 = 对方 service_code；* 表示其余各类。"),
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, on: date, partner: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partner:
            self.initial = _known(partner)
        self.fields["organization"].offer(on=on, near="")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One that is switched off may have an address where nobody answers any more."""
        found = super().clean() or {}
        if found.get("is_on") and "address" in found:
            try:
                found["address"] = handing_over.check_address(found["address"])
            except Unfit as error:
                self.add_error("address", str(error))
        return found

    def clean_services(self) -> dict[str, str]:
        lines = str(self.cleaned_data["services"]).replace("＝", "=").splitlines()
        return dict(self._pair(line.strip()) for line in lines if line.strip())

    def _pair(self, line: str) -> tuple[str, str]:
        ours, _equals, theirs = (part.strip() for part in line.partition("="))
        code = ours if ours == OTHERS else _code(ours)
        if not theirs or not code:
            raise ValidationError(_t("看不懂这一行：“%s”。请写成“类别名称 = 对方代码”。") % line[:60])
        return code, theirs


def _code(words: str) -> str:
    """A category by its code or by what it is called; empty where there is none."""
    return next((code for code in catalogue.codes() if words in (code, catalogue.label_of(code))), "")


def _known(partner: Partner) -> dict[str, Any]:
    """What was said before, to be changed; never the key."""
    lines = (f"{catalogue.label_of(ours)} = {theirs}" for ours, theirs in partner.services.items())
    return {
        "organization": partner.organization.name, "address": partner.address, "jurisdiction": partner.jurisdiction,
        "services": "\n".join(lines), "is_on": partner.is_on,
    }  # fmt: skip
