"""What is asked: a plan with its steps a line each, somebody of the staff, what happened and where. No field for
participants, and none for notes on persons: every form says so."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.emergencies.actions.plans import NewStep
from tongxin.emergencies.models import EmergencyPlan
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA
from tongxin.organizations.placing import PlaceField
from tongxin.people.finding import SomebodyField

ROWS = forms.Textarea(attrs={"rows": 3})
NO_PERSONS = _("只写地点、事情和处置；不登记参与群众，不写个人情况。")


def kinds() -> list[tuple[str, str]]:
    return terms.choices("emergency_kinds")


class StepsField(forms.CharField):
    """Steps, one on each line, `post: what to do`; the post may be left out."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> list[NewStep]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        steps = [_step(line) for line in lines]
        if too_long := next((step.text for step in steps if len(step.text) > 200), None):
            raise ValidationError(_t("这一步太长，请分成两步：%s……") % too_long[:30])
        return steps


def _step(line: str) -> NewStep:
    whom, colon, text = line.replace(":", "：", 1).partition("：")
    if colon and text.strip() and len(whom) <= 20:
        return NewStep(text.strip(), whom.strip())
    return NewStep(line)


def as_lines(plan: EmergencyPlan) -> str:
    """The steps of a plan as they are typed."""
    steps = plan.steps.order_by("number")
    return "\n".join(f"{step.by_whom}：{step.text}" if step.by_whom else step.text for step in steps)


class PlanForm(forms.Form):
    title = forms.CharField(label=_("预案名称"), max_length=80)
    kinds = forms.MultipleChoiceField(label=_("适用情形"), choices=kinds, widget=forms.CheckboxSelectMultiple)
    area = forms.ModelChoiceField(label=_("适用区域"), queryset=Area.objects.none(), empty_label=None)
    purpose = forms.CharField(label=_("什么情况下启动"), max_length=500, widget=ROWS)
    steps = StepsField(
        label=_("处置步骤"), max_length=6000,
        help_text=_("一行一步，写“岗位：做什么”，例如“值班员：打 110，报清地点”。写岗位，不写姓名。"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: QuerySet[Area] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    person = SomebodyField(label=_("谁"), help_text=_("有任职的工作人员；填姓名或手机号。居民和参与人员不登记。"))
    task = forms.CharField(label=_("到场做什么"), max_length=60)
    order = forms.IntegerField(label=_("召集顺序"), min_value=1, max_value=99)
    phone = forms.CharField(
        label=_("应急电话"), max_length=20, required=False,
        help_text=_("密封保存，每次查看都有记录，本人看得到；移出名单后按期删除。"),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].by = by  # type: ignore[attr-defined]


class ReviewPlanForm(forms.Form):
    note = forms.CharField(
        label=_("复核情况"), max_length=300, widget=ROWS,
        help_text=_("步骤、物资、名单和电话是否还对；要改步骤请先“修订”。"),
    )  # fmt: skip


class StartForm(forms.Form):
    """As little as can be asked while something happens."""

    plan = forms.ModelChoiceField(
        label=_("按哪个预案"), queryset=EmergencyPlan.objects.none(), required=False,
        empty_label=_("不按预案，直接启动"), help_text=_("选了预案，步骤自动列出，名单上的人马上收到召集。"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("情形"), choices=kinds)
    title = forms.CharField(label=_("什么事"), max_length=80, help_text=NO_PERSONS)
    area = PlaceField(label=_("地点"))
    where = forms.CharField(label=_("具体位置"), max_length=120, required=False)
    began = forms.TimeField(
        label=_("几点开始"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("不填就是现在。"),
    )  # fmt: skip
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)

    def __init__(self, *args: Any, by: Actor, at: datetime, plans: QuerySet[EmergencyPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["area"].offer_places(by, at.astimezone(CHINA).date())  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        began, placed = found.pop("began"), found.pop("area")
        return found | {"placed": placed, "started_at": self._moment(began) if began else None}

    def _moment(self, began: time) -> datetime:
        """The last time the clock showed it."""
        local = self.at.astimezone(CHINA)
        moment = datetime.combine(local.date(), began, CHINA)
        return moment if moment <= local else moment - timedelta(days=1)


class ClearForm(forms.Form):
    outcome = forms.CharField(label=_("处置结果"), max_length=500, widget=ROWS, help_text=NO_PERSONS)


class ReviewForm(forms.Form):
    text = forms.CharField(
        label=_("复盘"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("哪些做得好、哪些要改、预案改不改。对事不对人；不登记参与群众，不写个人情况。"),
    )  # fmt: skip
