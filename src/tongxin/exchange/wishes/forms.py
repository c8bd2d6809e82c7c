"""What is asked for a wish: what it is, and sealed, for whom. Never why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.exchange.models.wish import Wish
from tongxin.exchange.wishes.actions import sensitive_words_in
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.people.finding import SomebodyField

CHANNELS = ("counter", "phone", "household_visit", "grid_worker")


class WishForm(forms.Form):
    """The public part, as it is corrected later too."""

    title = forms.CharField(
        label=_("想要什么"),
        min_length=2,
        max_length=40,
        help_text=_("会公开。只写需要的东西或小事，例如“一盏床头台灯”；不写姓名、住址、电话，不写困难原因。"),
    )
    detail = forms.CharField(
        label=_("具体要求"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会公开。例如尺寸、颜色、方便的时间。不写病情、收入、家庭变故等情况。"),
    )
    kind = forms.ChoiceField(label=_("类别"))
    value_yuan = forms.DecimalField(
        label=_("大约价值（元）"), min_value=0, max_digits=8, decimal_places=2, required=False
    )
    reviewed = forms.BooleanField(label=_("已核对：公开内容不透露困难原因、健康等敏感情况"), required=False)

    def __init__(self, *args: Any, cap: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = terms.choices("wish_kinds")  # type: ignore[attr-defined]
        if not self.is_bound or not sensitive_words_in(f"{self.data.get('title')}{self.data.get('detail')}"):
            # Asked only of a text that gives reason to read it again.
            del self.fields["reviewed"]
        if cap is not None:
            help_text = _t("不收现金；上限 %s 元，做不到的请改提需求。") % f"{cap / 100:,.0f}"
            self.fields["value_yuan"].help_text = help_text

    @property
    def told(self) -> dict[str, Any]:
        """The cleaned columns of the public part, the value in fen."""
        told = {name: self.cleaned_data[name] for name in ("title", "detail", "kind")}
        value_fen = int((self.cleaned_data["value_yuan"] or 0) * 100)
        return told | {"value_fen": value_fen, "reviewed": self.cleaned_data.get("reviewed", False)}


class RecordForm(WishForm):
    """At the desk, for somebody who came, called or was visited."""

    area = forms.ModelChoiceField(label=_("社区"), queryset=Area.objects.none(), empty_label=None)
    channel = forms.ChoiceField(label=_("从哪里知道的"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("心愿人姓名"), max_length=50, help_text=_("加密保存，只有认领人在实现期间能看到。"))
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False, help_text=_("加密保存。没有可不填。"))
    address = forms.CharField(
        label=_("地址"), max_length=120, help_text=_("加密保存，写到认领人找得到，例如“3 幢 2 单元 501”。")
    )
    field_order = ("title", "detail", "kind", "value_yuan", "reviewed", "area", "channel", "name", "phone", "address")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            choice for choice in terms.choices("need_channels") if choice[0] in CHANNELS
        ]
        self.initial.setdefault("channel", "counter")

    @property
    def told(self) -> dict[str, Any]:
        names = ("area", "channel", "name", "phone", "address")
        return super().told | {name: self.cleaned_data[name] for name in names}


class MyWishForm(WishForm):
    """One's own wish on the phone."""

    phone = forms.CharField(
        label=_("联系电话"), max_length=20, required=False, help_text=_("加密保存。不填就用您登记的手机号。")
    )
    address = forms.CharField(
        label=_("地址"), max_length=120, help_text=_("加密保存，只有认领人在实现期间能看到，答谢后按期删除。")
    )
    field_order = ("title", "detail", "kind", "value_yuan", "reviewed", "address", "phone")

    @property
    def told(self) -> dict[str, Any]:
        return super().told | {name: self.cleaned_data[name] for name in ("phone", "address")}


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=_("为什么要看"), min_length=2, max_length=80, help_text=_("例如“周六上午送台灯”。本人可以看到这条记录。")
    )


class ThanksForm(forms.Form):
    thanks = forms.CharField(
        label=_("答谢的话"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只给认领人看。可以不写，不写姓名、电话和住址。"),
    )


class ClaimForForm(forms.Form):
    """Claim at the desk for somebody who stands there."""

    who = SomebodyField(label=_("认领人"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]


def initial_of(wish: Wish) -> dict[str, Any]:
    return {
        "title": wish.title,
        "detail": wish.detail,
        "kind": wish.kind,
        "value_yuan": wish.value_fen / 100 if wish.value_fen else None,
    }
