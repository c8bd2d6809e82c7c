from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import terms
from tongxin.kernel.models import Movement
from tongxin.points.models import HOURS, UPHELD


class ObjectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("哪里不对"), max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写清楚您认为应当怎样记。社区会在期限内答复，结果会通知您。"),
    )  # fmt: skip


class AmountForm(forms.Form):
    """What would have been right, in the unit of the entry: points, or hours that become minutes."""

    right_amount = forms.DecimalField(required=False, min_value=0, max_digits=6, decimal_places=1)

    def __init__(self, *args: object, movement: Movement, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.movement = movement
        unit = _("小时") if movement.ledger == HOURS.name else _("分")
        self.fields["right_amount"].label = _("应为多少（%s）") % unit
        self.fields["right_amount"].help_text = _("留空或填 0：这一笔整笔冲销。")

    @property
    def amount(self) -> int:
        given = self.cleaned_data.get("right_amount") or 0
        return round(given * 60) if self.movement.ledger == HOURS.name else int(given)

    def clean_right_amount(self) -> object:
        given = self.cleaned_data["right_amount"]
        if given and self.movement.ledger != HOURS.name and given != int(given):
            raise forms.ValidationError(_("积分须为整数。"))
        return given


class CorrectForm(AmountForm):
    reason = forms.CharField(
        label=gettext_lazy("更正理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    field_order = ["reason", "right_amount"]


class AnswerForm(AmountForm):
    answer = forms.ChoiceField(label=gettext_lazy("答复"), widget=forms.RadioSelect)
    text = forms.CharField(label=gettext_lazy("答复说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["answer", "text", "right_amount"]

    def __init__(self, *args: object, movement: Movement, **kwargs: object) -> None:
        super().__init__(*args, movement=movement, **kwargs)
        self.fields["answer"].choices = terms.choices("objection_answers")  # type: ignore[attr-defined]
        self.fields["right_amount"].help_text = _("只在异议成立时填写。留空或填 0：这一笔整笔冲销。")

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("answer") != UPHELD and given.get("right_amount"):
            self.add_error("right_amount", _("维持原记录时不填应为多少。"))
        return given
