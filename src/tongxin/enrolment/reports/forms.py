"""What is asked of who writes the log, sends a report or answers one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Attendance
from tongxin.enrolment.models import Enrolment
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.people.finding import SomebodyField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TEXT = forms.Textarea(attrs={"rows": 3})


class LogForm(forms.Form):
    """A service that was no activity: who, when, what."""

    who = SomebodyField(label=_("谁"), help_text=_("在本社区报到的党员：填姓名、手机号或身份证号。"))
    on = forms.DateField(label=_("哪一天"), widget=DAY)
    text = forms.CharField(label=_("做了什么"), max_length=300, widget=TEXT)
    hours = forms.DecimalField(
        label=_("用时（小时）"), required=False, min_value=0, max_value=24, max_digits=4, decimal_places=1,
        help_text=_("不清楚可以不填；只作说明，不记入志愿服务时长。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, at: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(at)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["who"].by = actor  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if person := found.get("who"):
            found["enrolment"] = self._enrolment_of(person.pk)
        return found

    @property
    def told(self) -> dict[str, Any]:
        hours = self.cleaned_data["hours"]
        return {
            "enrolment": self.cleaned_data["enrolment"], "on": self.cleaned_data["on"],
            "text": self.cleaned_data["text"], "minutes": int(hours * 60) if hours else None,
        }  # fmt: skip

    def _enrolment_of(self, person_id: int) -> Enrolment:
        here = Enrolment.objects.of(person_id).filter(
            area_path__startswith=self.actor.steers.path or "-", step__in=("confirmed", "ended")
        )
        found = here.select_related("subject", "area").order_by("-valid_from", "-pk").first()
        if found is None:
            raise ValidationError({"who": _("此人没有在本社区报到，不能记入服务日志。")})
        return found


class RemarkForm(forms.Form):
    """One sentence about several who were at an activity."""

    people = forms.MultipleChoiceField(label=_("到场的报到党员"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("服务情况"), max_length=300, widget=TEXT, help_text=_("次数和时长已按活动确认，不用再填。")
    )

    def __init__(self, *args: Any, rows: list[tuple[Attendance, Enrolment]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(attendance.person_id), attendance.person.name) for attendance, _enrolment in rows
        ]

    @property
    def told(self) -> dict[str, Any]:
        return {"people": [int(each) for each in self.cleaned_data["people"]], "text": self.cleaned_data["text"]}


class NoteForm(forms.Form):
    """The words of who sends a report; the figures are there already."""

    note = forms.CharField(
        label=_("情况说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("可以不填。人员、次数和时长由系统按已确认的活动和服务日志生成。"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=1000, widget=TEXT, help_text=_("双方都看得到。"))


class WordsForm(forms.Form):
    """A member's own words; they may stay empty."""

    words = forms.CharField(
        label=_("补充几句"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("可以不填；到期会按已确认的记录自动报送，不影响什么。"),
    )  # fmt: skip
