"""Other Open311 systems: for which organization, where, with which codes, and what became of what was sent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.cases import catalogue, handing_over
from tongxin.cases.actions import partnering
from tongxin.cases.forms import BodyField
from tongxin.cases.models import Handover, Partner
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page

TONES = {"waiting": "soon", "sent": "info", "closed": "good", "refused": "late"}
POWER = "cases.configure"


class PartnerForm(forms.Form):
    """One partner: an organization that was set before is set anew."""

    organization = BodyField(label=_("派给哪个单位的案件要转出"), help_text=_("填登记的全称。"))
    address = forms.CharField(
        label=_("对方接口地址"), max_length=300, widget=forms.URLInput,
        help_text=_("到 /requests.xml 之前为止，例如 https://city.example/open311/v2。"),
    )  # fmt: skip
    jurisdiction = forms.CharField(label="jurisdiction_id", max_length=80, required=False)
    api_key = forms.CharField(
        label=_("对方发的 api_key"), max_length=200, required=False, help_text=_("密封保存；不改就留空。")
    )
    services = forms.CharField(
        label=_("类别对照"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000,
        help_text=_("一行一个：本平台类别代码 = 对方 service_code；* 表示其余各类。"),
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        on = kwargs.pop("on")
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(on=on, near="")  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        try:
            return handing_over.check_address(str(self.cleaned_data["address"]))
        except Unfit as error:
            raise ValidationError(str(error)) from error

    def clean_services(self) -> dict[str, str]:
        found = {}
        for line in str(self.cleaned_data["services"]).replace("＝", "=").splitlines():
            ours, _equals, theirs = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not theirs or (ours != "*" and ours not in catalogue.codes()):
                raise ValidationError(_t("看不懂这一行：“%s”。请写成“类别代码 = 对方代码”。") % line.strip()[:60])
            found[ours] = theirs
        return found


@require_http_methods(["GET", "POST"])
@never_cache
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    form = PartnerForm(request.POST or None, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            partnering.set_partner(by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, "cases:partners", _t("已保存。派给该单位的案件会自动转出。"))
        except NotYours as error:
            form.add_error("organization", str(error))
    here = request.actor.area_path
    rows = Partner.objects.filter(organization__area_path__startswith=here).select_related("organization")
    sent = Handover.objects.filter(partner__organization__area_path__startswith=here)
    recent = sent.select_related("case", "partner__organization").order_by("-id")[:50]
    rows = rows.annotate(count=Count("handovers")).order_by("pk")
    context = {"partners": rows, "recent": recent, "form": form, "tones": TONES}
    return page(request, "cases/partners.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@may(POWER)
def send_again(request: DoorRequest, handover: int) -> HttpResponse:
    found = get_object_or_404(Handover.objects.select_related("case", "partner__organization"), pk=handover)
    partnering.send_again(handover=found, by=request.actor, at=request.at)
    return done(request, "cases:partners", _t("已重新交发。"))
