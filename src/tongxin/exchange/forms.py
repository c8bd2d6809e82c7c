"""What people fill in: needs, resources, answers, projects, appraisals."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Need, Offer, Resource
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization
from tongxin.organizations.placing import PlaceField
from tongxin.people.finding import SomebodyField
from tongxin.ui.lean import LeanForm

WEEKDAYS = [
    ("1", _("周一")), ("2", _("周二")), ("3", _("周三")), ("4", _("周四")), ("5", _("周五")), ("6", _("周六")),
    ("7", _("周日")),
]  # fmt: skip
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def listed(name: str) -> Callable[[], list[tuple[str, str]]]:
    """The terms of a list as choices, read when the form is drawn."""
    return lambda: [("", _t("请选择")), *terms.choices(name)]


class WindowForm(LeanForm):
    """On which days of the week and at what hours."""

    weekdays = forms.MultipleChoiceField(
        label=_("星期几方便"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    opens = forms.TimeField(label=_("几点起"), widget=HOUR, required=False)
    closes = forms.TimeField(label=_("几点止"), widget=HOUR, required=False)

    def clean_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if (opens is None) != (closes is None):
            self.add_error("closes", _t("起止时间请一起填写。"))
        elif opens and closes and closes <= opens:
            self.add_error("closes", _t("结束时间须晚于开始时间。"))
        return found


class NeedForm(WindowForm):
    """A need: one sentence, from where it was heard, what kind, where. The rest may stay empty."""

    title = forms.CharField(label=_("一句话说清楚"), max_length=60, help_text=_("例如：楼道灯不亮，老人晚上下楼不便"))
    text = forms.CharField(
        label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不要写姓名、电话、病情等个人信息；需求会在公开清单里显示。"),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("从哪里听来的"), choices=listed("need_channels"))
    kind = forms.ChoiceField(label=_("类别"), choices=listed("kinds"))
    area = PlaceField(label=_("地点"))
    place = forms.CharField(label=_("具体位置"), max_length=80, required=False, help_text=_("例如：3 号楼 2 单元楼道"))
    households = forms.IntegerField(label=_("涉及多少户"), min_value=1, max_value=1_000_000, required=False)
    quantity = forms.IntegerField(label=_("需要多少"), min_value=1, max_value=1_000_000_000, required=False)
    unit = forms.CharField(label=_("单位"), max_length=10, required=False, help_text=_("例如：座、人次、小时、趟"))
    wanted_from = forms.DateField(label=_("希望从哪天开始"), widget=DAY, required=False)
    wanted_by = forms.DateField(label=_("希望不晚于"), widget=DAY, required=False)
    proposer = SomebodyField(
        label=_("为谁提出"), required=False, help_text=_("已登记的人填姓名或手机号，每一步都会通知到；没有就不填。")
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("没有登记的提出人怎么联系；密封保存，查看须写事由。"),
    )
    join_into = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = (
        "title", "text", "channel", "kind", "area", "place", "proposer", "contact", "households", "quantity", "unit",
        "wanted_from", "wanted_by",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        if "area" in self.fields:
            self.fields["area"].offer_places(by, on)  # type: ignore[attr-defined]
        if "proposer" in self.fields:
            self.fields["proposer"].by = by  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("wanted_from"), found.get("wanted_by")
        for name, day in (("wanted_from", since), ("wanted_by", until)):
            if day and day < self.on and name in self.changed_data:
                self.add_error(name, _t("日期不能早于今天。"))
        if since and until and until < since:
            self.add_error("wanted_by", _t("结束日期不能早于开始日期。"))
        return found


class MyNeedForm(NeedForm):
    """What a resident is asked on the phone: a place, a sentence, a kind."""

    channel = None  # type: ignore[assignment]
    proposer = None  # type: ignore[assignment]
    contact = None  # type: ignore[assignment]
    households = quantity = unit = None  # type: ignore[assignment]
    weekdays = opens = closes = wanted_from = None  # type: ignore[assignment]
    field_order = ("title", "text", "kind", "area", "place", "wanted_by")  # type: ignore[assignment]

    def clean_weekdays(self) -> str:
        return ""


class EditNeedForm(NeedForm):
    """What may still be changed of a need."""

    channel = area = proposer = contact = join_into = None  # type: ignore[assignment]


class EditMyNeedForm(MyNeedForm):
    area = join_into = None  # type: ignore[assignment]


def need_initial(need: Need) -> dict[str, Any]:
    return need.editable() | {"weekdays": list(need.weekdays)}


class ResourceForm(WindowForm):
    """What an organization gives: how much, when, how far."""

    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：机关小会议室周末开放"))
    text = forms.CharField(
        label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有什么、怎么用、有什么条件。"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("类别"), choices=listed("kinds"))
    capacity = forms.IntegerField(label=_("可提供数量"), max_value=10**15, help_text=_("大于零的整数；资金以元计。"))
    unit = forms.CharField(label=_("单位"), max_length=10, required=False, help_text=_("不填按类别的常用单位。"))
    reach = forms.ChoiceField(label=_("服务范围"), choices=listed("resource_reaches"))
    valid_from = forms.DateField(label=_("从哪天起"), widget=DAY, required=False)
    valid_to = forms.DateField(label=_("到哪天止"), widget=DAY, required=False)
    field_order = ("title", "text", "kind", "capacity", "unit", "reach", "valid_from", "valid_to")

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < 1:
            raise ValidationError(_t("可提供数量须大于零。"))
        return capacity

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("valid_from") and found.get("valid_to") and found["valid_to"] < found["valid_from"]:
            self.add_error("valid_to", _t("结束日期不能早于开始日期。"))
        return found


class EditResourceForm(ResourceForm):
    kind = reach = None  # type: ignore[assignment]


def resource_initial(resource: Resource) -> dict[str, Any]:
    names = ("title", "text", "capacity", "unit", "valid_from", "valid_to", "opens", "closes")
    return {name: getattr(resource, name) for name in names} | {"weekdays": list(resource.weekdays)}


class AnswerForm(forms.Form):
    """How much of what was asked the owner gives."""

    amount = forms.IntegerField(label=_("提供多少"), min_value=1)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = min(offer.amount, offer.resource.left)
        self.fields["amount"].initial = max(most, 1)
        self.fields["amount"].help_text = _t("邀请 %(asked)s，现在余量 %(left)s；答应一部分就改小。") % {
            "asked": f"{offer.amount:,} {offer.resource.unit}",
            "left": f"{offer.resource.left:,} {offer.resource.unit}",
        }


class ProjectForm(forms.Form):
    """What comes of the needs and resources: a name, a term, when it counts as done, who takes part."""

    title = forms.CharField(label=_("项目名称"), max_length=60)
    text = forms.CharField(label=_("做什么"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    begins_on = forms.DateField(label=_("开始日期"), widget=DAY)
    ends_on = forms.DateField(label=_("结束日期"), widget=DAY)
    acceptance = forms.CharField(
        label=_("验收标准"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("做到什么样算完成。"),
    )
    partners = forms.MultipleChoiceField(
        label=_("其他伙伴"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("物业、业主组织、社会组织等；提供资源的单位已自动列为伙伴。"),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, nearby: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.nearby = on, {str(each.pk): each for each in nearby}
        choices = [(pk, each.name) for pk, each in self.nearby.items()]
        self.fields["partners"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["partners"]

    def clean_partners(self) -> list[Organization]:
        return [self.nearby[pk] for pk in self.cleaned_data["partners"]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = found.get("begins_on"), found.get("ends_on")
        if begins and begins < self.on:
            self.add_error("begins_on", _t("日期不能早于今天。"))
        if begins and ends and ends < begins:
            self.add_error("ends_on", _t("结束日期不能早于开始日期。"))
        return found


class ResultForm(forms.Form):
    result = forms.CharField(label=_("完成情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AppraisalForm(forms.Form):
    grade = forms.IntegerField(label=_("满意吗"), min_value=1, max_value=5)
    text = forms.CharField(
        label=_("想说的话"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    somebody = SomebodyField(required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["somebody"].by = by  # type: ignore[attr-defined]
