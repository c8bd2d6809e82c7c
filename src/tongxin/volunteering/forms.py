"""The forms of this room. What a list of the profile offers is filled in when the form is made."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tongxin.activities.models import Activity
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.organizations.models import Organization
from tongxin.people.finding import SomebodyField
from tongxin.people.models import Person
from tongxin.volunteering import queries
from tongxin.volunteering.models import HourReport, Shift, Spot


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TermField(forms.ChoiceField):
    """One code of a list of the profile."""

    def __init__(self, listed_in: str, **kwargs: Any) -> None:
        self.listed_in = listed_in
        super().__init__(choices=lambda: terms.choices(self.listed_in), **kwargs)


def _lines(rows: int = 2, maximum: int = 200) -> dict[str, Any]:
    return {"max_length": maximum, "widget": forms.Textarea(attrs={"rows": rows})}


def offer(field: Any, rows: QuerySet[Organization]) -> None:
    """Let one of these be chosen; where there is one only it stands there already."""
    field.queryset = rows
    field.empty_label = None if rows.count() == 1 else _("请选择")


class ReportForm(forms.Form):
    """Report one's hours: when, what, for whom it is to be confirmed; freely offered."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_l("由谁确认"))
    theme = TermField("volunteer_themes", label=_l("志愿主题"))
    text = forms.CharField(label=_l("做了什么"), **_lines())
    place = forms.CharField(label=_l("地点"), max_length=80, required=False)
    begins_at = forms.DateTimeField(label=_l("开始"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_l("结束"), widget=MomentInput())
    hours = forms.DecimalField(
        label=_l("实际服务小时"), required=False, decimal_places=1, max_digits=4,
        help_text=_l("中间有休息的填实际时长，例如 1.5；留空就是从开始到结束。"),
    )  # fmt: skip
    freely = forms.BooleanField(
        label=_l("这是自愿、无偿的服务，不是本职工作或指派任务"),
        error_messages={"required": _l("志愿服务须是自愿、无偿的；本职工作和指派任务不计入志愿服务时长。")},
    )

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["organization"], queries.organizers_for(person, on=today(at)))

    def told(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        hours = given.pop("hours")
        return given | {"minutes": None if hours is None else round(float(hours) * 60)}


class SomebodyForm(forms.Form):
    """For whom something is done at the counter; the form itself follows."""

    who = SomebodyField(label=_l("志愿者"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]


class ConfirmHoursForm(forms.Form):
    hours = forms.DecimalField(
        label=_l("确认的小时"), decimal_places=1, max_digits=4, help_text=_l("可以少于自报的时长，不能多于它。")
    )

    def __init__(self, *args: Any, report: HourReport, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"hours": round(report.reported_minutes / 60, 1)})
        super().__init__(*args, **kwargs)
        self.report = report

    @property
    def minutes(self) -> int:
        """Typed hours as minutes; the rounded length of the report means all of it."""
        given = float(self.cleaned_data["hours"])
        whole = self.report.reported_minutes
        return whole if given == round(whole / 60, 1) else round(given * 60)


class AskCertificateForm(forms.Form):
    issuer = forms.ModelChoiceField(Organization.objects.none(), label=_l("由谁出具"))
    since = forms.DateField(label=_l("自"), widget=DayInput())
    until = forms.DateField(label=_l("至"), widget=DayInput())

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        day = today(at)
        kwargs.setdefault("initial", {"since": day.replace(month=1, day=1), "until": day})
        super().__init__(*args, **kwargs)
        offer(self.fields["issuer"], queries.organizers_for(person, on=day))


class IssueForm(forms.Form):
    responsible = forms.CharField(label=_l("经办人"), max_length=50)
    contact = forms.CharField(
        label=_l("联系方式"), max_length=60, help_text=_l("印在证明上，持证明的人可以来问，例如办公电话。")
    )


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_l("验证码"), max_length=40, help_text=_l("证明下方的 16 位字母和数字，横线和大小写都可以不管。")
    )


class LegacyForm(forms.Form):
    who = SomebodyField(label=_l("志愿者"))
    text = forms.CharField(label=_l("做了什么"), **_lines())
    since_on = forms.DateField(label=_l("自"), widget=DayInput())
    until_on = forms.DateField(label=_l("至"), widget=DayInput(), help_text=_l("系统开始记录之前的最后一天。"))
    about = forms.BooleanField(label=_l("日期是大致的"), required=False)
    proof = forms.CharField(
        label=_l("凭证"), help_text=_l("什么材料、哪个单位、哪一年，例如：街道证明一份。"), **_lines(2, 300)
    )
    kept_at = forms.CharField(label=_l("原件存放处"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]


class QualificationForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label=_l("队员"))
    kind = TermField("qualification_kinds", label=_l("资质"))
    proof = forms.CharField(label=_l("凭证"), max_length=160, help_text=_l("看过的证书名称和编号。"))
    valid_from = forms.DateField(label=_l("取得日期"), widget=DayInput())
    valid_to = forms.DateField(label=_l("有效期至"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, team: Organization, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(teams__team=team, teams__valid_to=None).order_by("pinyin", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team below this one."""

    name = forms.CharField(label=_l("名称"), max_length=60)


class ShiftForm(forms.Form):
    """A position at an activity; without times it is for the whole of it."""

    name = forms.CharField(label=_l("岗位"), max_length=40, help_text=_l("例如：引导、签到台、急救"))
    seats = forms.IntegerField(label=_l("席位"), min_value=1, max_value=200, initial=2)
    begins_at = forms.DateTimeField(label=_l("从"), widget=MomentInput(), required=False)
    ends_at = forms.DateTimeField(label=_l("到"), widget=MomentInput(), required=False)
    qualifications = forms.MultipleChoiceField(
        label=_l("需要的资质"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: terms.choices("qualification_kinds"),
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        times = {name: getattr(activity, name).astimezone(CHINA) for name in ("begins_at", "ends_at")}
        kwargs.setdefault("initial", times | {"seats": 2})
        super().__init__(*args, **kwargs)
        self.activity = activity

    def clean_begins_at(self) -> datetime | None:
        """A field of minutes drops the seconds; the beginning of the activity is meant all the same."""
        given: datetime | None = self.cleaned_data["begins_at"]
        begins = self.activity.begins_at
        return begins if given == begins.replace(second=0, microsecond=0) else given


class SeatForForm(forms.Form):
    """Who takes which position, at the desk."""

    who = SomebodyField(label=_l("替谁认领"))
    shift = forms.ModelChoiceField(Shift.objects.none(), label=_l("岗位"), empty_label=None)

    def __init__(self, *args: Any, activity: Activity, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]
        rows = Shift.objects.filter(activity=activity).order_by("begins_at", "pk")
        self.fields["shift"].queryset = rows  # type: ignore[attr-defined]


class StoryForm(forms.Form):
    who = SomebodyField(label=_l("写的是谁"))
    title = forms.CharField(label=_l("标题"), max_length=60)
    shown_name = forms.CharField(
        label=_l("公开称呼"), max_length=30, help_text=_l("本人愿意公开的称呼，例如：郑师傅。本人同意后才公开。")
    )
    text = forms.CharField(label=_l("正文"), **_lines(6, 2000))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]


class HonourForm(forms.Form):
    """An honour of a person, or of an organization by its registered name."""

    who = SomebodyField(label=_l("获得者（个人）"), required=False)
    organization = forms.CharField(
        label=_l("或获得组织"), max_length=120, required=False, help_text=_l("填登记的全称，例如某某社区党总支。")
    )
    title = forms.CharField(label=_l("荣誉名称"), max_length=60)
    level = TermField("honour_levels", label=_l("级别"))
    awarded_by = forms.CharField(label=_l("授予单位"), max_length=80)
    awarded_on = forms.DateField(label=_l("授予日期"), widget=DayInput())
    proof = forms.CharField(label=_l("凭证"), max_length=160, help_text=_l("文号或证书编号。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["who"].by = actor  # type: ignore[attr-defined]

    def clean_organization(self) -> Organization | None:
        name = self.cleaned_data["organization"].strip()
        if not name:
            return None
        found = Organization.objects.visible_to(self.actor).filter(name=name, valid_to=None).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个组织，请填登记的全称。"))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("who")) == bool(given.get("organization")):
            raise forms.ValidationError(_("请填获得者个人或组织其中一项。"))
        return given


class SpotForm(forms.Form):
    area = forms.ModelChoiceField(Area.objects.none(), label=_l("所在区域"))
    name = forms.CharField(label=_l("名称"), max_length=60, help_text=_l("例如：3 栋门前花坛"))
    kind = TermField("spot_kinds", label=_l("类别"))
    text = forms.CharField(label=_l("要照看什么"), **_lines())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = Area.objects.filter(path__startswith=actor.steers.path or "-", valid_to=None)
        self.fields["area"].queryset = reached.order_by("path")  # type: ignore[attr-defined]


class ContributeForm(forms.Form):
    kind = TermField("gift_kinds", label=_l("类别"))
    text = forms.CharField(label=_l("是什么、有多少"), **_lines())
    spot = forms.ModelChoiceField(Spot.objects.none(), label=_l("放在哪个认养点"), required=False)
    shows_name = forms.BooleanField(
        label=_l("愿意公开致谢"), required=False, help_text=_l("公开的只有姓和称呼，随时可以撤下。")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spots = Spot.objects.filter(area_path__startswith=person.area_path, is_active=True)
        self.fields["spot"].queryset = spots.order_by("name")  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """Which sheet of the standard, for which days."""

    since = forms.DateField(label=_l("自"), widget=DayInput())
    until = forms.DateField(label=_l("至"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        if since and until and until - since > timedelta(days=366 * 3):
            self.add_error("until", _("一次最多导出三年，请分段导出。"))
        return given
