"""What whoever works a grid fills in, at a door and on a phone: a matter, how it was solved, why it goes up."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases.forms import ROWS, DeedForm, PhotosField, listed
from tongxin.cases.queries.places import Spot, spot_of
from tongxin.cases.report_forms import ReportForm
from tongxin.kernel.actor import Actor
from tongxin.people.finding import SomebodyField

THEN = (("keep", _("先登记，留在网格待办")), ("solve", _("当场解决了")), ("up", _("网格解决不了，上报")))


class SolveForm(DeedForm):
    answer = forms.CharField(label=_("怎样解决的"), max_length=900, widget=ROWS, help_text=_("反映人会看到。"))
    pictures = PhotosField(label=_("现场照片"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["pictures"].on = on  # type: ignore[attr-defined]


class PassUpForm(DeedForm):
    reason = forms.CharField(label=_("为什么网格解决不了"), max_length=200, widget=ROWS)


class TakeUpForm(DeedForm):
    category = forms.CharField(max_length=40, required=False)


class TakeForm(DeedForm):
    """Nothing is asked."""


class RaiseForm(ReportForm):
    """What a resident would report, written down for one at the door; without a place it lies in the grid."""

    kind = forms.ChoiceField(label=_("诉求类型"), choices=listed("case_kinds"), initial="help", required=False)
    reporter = SomebodyField(
        label=_("为谁登记"), required=False,
        help_text=_("已登记的居民填姓名或手机号，进展会通知本人；没有就不填。没有网络时先存在本机，上传后删除。"),
    )  # fmt: skip
    then = forms.ChoiceField(label=_("怎么办"), choices=THEN, initial="keep", widget=forms.RadioSelect)
    outcome = forms.CharField(
        label=_("怎样解决的，或为什么上报"), max_length=900, required=False, widget=ROWS,
        help_text=_("先登记的不用填。"),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, grid: Area, **kwargs: Any) -> None:
        super().__init__(*args, home=grid.pk, **kwargs)
        self.grid = grid
        self.fields["reporter"].by = by  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["area"] = self.cleaned_data.get("area") or self.grid.pk
        found = super().clean()
        if found.get("then") in ("solve", "up") and not found.get("outcome"):
            self.add_error("outcome", _t("请写明怎样解决的，或为什么上报。"))
        return found

    @cached_property
    def spot(self) -> Spot:
        """As a resident's; but who stands in the grid and names its community means the grid."""
        found: Spot = ReportForm.spot.func(self)  # type: ignore[attr-defined]
        is_around = found.longitude is None and self.grid.path.startswith(found.placed.area.path)
        return spot_of(self.grid, on=self.on) if is_around else found

    def said_all(self) -> dict[str, Any]:
        """What the deed takes."""
        told = {"then": self.cleaned_data["then"], "outcome": self.cleaned_data["outcome"]}
        somebody = self.cleaned_data.get("reporter")
        return self.said() | told | {
            "kind": self.cleaned_data["kind"] or "help", "reporter_id": somebody.pk if somebody else None,
        }  # fmt: skip
