import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.fields import DayField, PlaceField
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.organizations.hosting import places_of
from tongxin.organizations.models import Organization
from tongxin.people.finding import SomebodyField
from tongxin.venues.finding import Wanted
from tongxin.venues.models import OpenHours, Venue, VenueAgreement
from tongxin.venues.models.venue import spell_minute
from tongxin.venues.opening import merged
from tongxin.venues.returning import FORTNIGHTLY, MONTHLY_DAY, MONTHLY_WEEKDAY, WEEKLY, rule_of


class HourField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")


class WhenForm(forms.Form):
    """A day and from when to when; an end that is not later than the beginning is on the next day."""

    day = DayField(label=gettext_lazy("哪天"))
    begins = HourField(label=gettext_lazy("从"))
    ends = HourField(label=gettext_lazy("到"), help_text=gettext_lazy("早于开始的，算到第二天。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, begins, ends = (given.get(name) for name in ("day", "begins", "ends"))
        if day and begins is not None and ends is not None:
            given["begins_at"] = datetime.combine(day, begins, CHINA)
            last = day if ends > begins else day + timedelta(days=1)
            given["ends_at"] = datetime.combine(last, ends, CHINA)
        return given


class FindForm(WhenForm):
    """“周五下午两点，葫田社区附近，能坐 60 人的礼堂”, as a small form."""

    near = PlaceField(label=gettext_lazy("在哪附近"), required=False, help_text="")
    people = forms.IntegerField(label=gettext_lazy("多少人"), min_value=1, max_value=100_000)
    kind = forms.ChoiceField(label=gettext_lazy("什么场地"), required=False)
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("要有"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("near", "people", "day", "begins", "ends", "kind", "equipment")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["near"].on = on  # type: ignore[attr-defined]
        self.fields["ends"].help_text = ""
        self.fields["kind"].choices = [("", _("不限")), *terms.choices("venue_kinds")]  # type: ignore[attr-defined]
        self.fields["equipment"].choices = terms.choices("venue_equipment")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            people=given["people"], begins_at=given["begins_at"], ends_at=given["ends_at"], near=given["near"],
            kind=given["kind"], equipment=given["equipment"],
        )  # fmt: skip


def first_guess(at: datetime, near: str, people: int = 20) -> dict[str, Any]:
    """The form before anybody filled it in: tomorrow afternoon, in one's own community."""
    return {
        "near": near, "people": people, "day": today(at) + timedelta(days=1), "begins": time(14), "ends": time(16),
        "kind": "", "equipment": [],
    }  # fmt: skip


class BookForm(WhenForm):
    """Book one venue, once or again and again; in whose name depends on who sits here."""

    title = forms.CharField(label=gettext_lazy("用来做什么"), max_length=80)
    purpose = forms.ChoiceField(label=gettext_lazy("用途类别"))
    people = forms.IntegerField(label=gettext_lazy("多少人"), min_value=1)
    booker = forms.ChoiceField(label=gettext_lazy("以谁的名义"), required=False)
    who = SomebodyField(label=gettext_lazy("替谁预约"), required=False)
    every = forms.ChoiceField(
        label=gettext_lazy("重复"), required=False,
        choices=[("", gettext_lazy("不重复")), (WEEKLY, gettext_lazy("每周这一天")),
                 (FORTNIGHTLY, gettext_lazy("每两周这一天")), (MONTHLY_DAY, gettext_lazy("每月这一号")),
                 (MONTHLY_WEEKDAY, gettext_lazy("每月第几个星期几（按首次）"))],
        help_text=gettext_lazy("先列出每一天能不能约，看过再确认。"),
    )  # fmt: skip
    until = DayField(label=gettext_lazy("重复到"), required=False)
    may_wait = forms.BooleanField(label=gettext_lazy("已被约的话，加入候补，空出来时通知我"), required=False)
    agrees = forms.BooleanField(label=gettext_lazy("已读并同意使用规定和安全责任告知"))

    def __init__(self, *args: Any, actor: Actor, venue: Venue, at_desk: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.venue = actor, venue
        self.fields["purpose"].choices = terms.choices("venue_purposes")  # type: ignore[attr-defined]
        self.fields["people"].widget.attrs["max"] = venue.capacity
        self.fields["people"].help_text = _("这里最多 %d 人。") % venue.capacity
        self.names = self._names()
        self.fields["booker"].choices = [(str(pk), name) for pk, name in self.names]  # type: ignore[attr-defined]
        self.fields["who"].by = actor  # type: ignore[attr-defined]
        if not at_desk:
            del self.fields["who"]
        if len(self.names) < 2:
            del self.fields["booker"]
        if not venue.liability and not venue.rules:
            del self.fields["agrees"]

    def _names(self) -> list[tuple[int, str]]:
        """One's own name, and the organization of one's post, which comes first."""
        own = Organization.objects.filter(pk=self.actor.organization_id).values_list("pk", "name")
        return [*own, (self.actor.principal_id, self.actor.name)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("every") and not given.get("until"):
            self.add_error("until", _("请填写重复到哪一天。"))
        return given

    @property
    def rule(self) -> str:
        """How it returns, in the words of iCalendar. Raises Unfit where it would end before it began."""
        return rule_of(self.cleaned_data["every"], self.cleaned_data["begins_at"], self.cleaned_data["until"])

    @property
    def booker_id(self) -> int:
        """Who is named; whoever is served at the desk goes before."""
        if somebody := self.cleaned_data.get("who"):
            return int(somebody.pk)
        return int(self.cleaned_data.get("booker") or self.names[0][0])


class VenueForm(forms.ModelForm):
    """What is said of a venue. Owners and places are those the actor reaches."""

    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("设备"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"))

    class Meta:
        model = Venue
        fields = (
            "name", "kind", "owner", "area", "address", "capacity", "floor_area", "equipment", "audience", "is_free",
            "fee", "needs_approval", "buffer_minutes", "outside_lessons", "rules", "liability",
        )  # fmt: skip
        widgets = {
            "rules": forms.Textarea(attrs={"rows": 3}),
            "liability": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "floor_area": gettext_lazy("计入服务面积；分出的部分不另计。"),
            "fee": gettext_lazy("不免费时填写，例如：每小时 20 元，用于水电。"),
            "buffer_minutes": gettext_lazy("用来打扫、换场。"),
            "outside_lessons": gettext_lazy("上课日的教学时间不对外；学校的场地不勾选也照此办理。"),
            "liability": gettext_lazy("谁负责看护、受伤怎样处理，预约的人先读后约。"),
        }

    def __init__(self, *args: Any, actor: Actor, whole: Venue | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = terms.choices("venue_kinds")
        self.fields["kind"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]
        self.fields["equipment"].choices = terms.choices("venue_equipment")  # type: ignore[attr-defined]
        self.fields["buffer_minutes"].required = False
        if whole or self.instance.pk:
            del self.fields["owner"], self.fields["area"]
        else:
            self.fields["owner"].queryset = owners_of(actor)  # type: ignore[attr-defined]
            self.fields["area"].queryset = places_of(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("is_free") and not (given.get("fee") or "").strip():
            self.add_error("fee", _("不免费的，请写明怎样收费。"))
        if given.get("is_free"):
            given["fee"] = ""
        given["buffer_minutes"] = given.get("buffer_minutes") or 0
        return given

    def validate_constraints(self) -> None:
        """The deed asks them; half of the columns are its own."""


def owners_of(actor: Actor) -> Any:
    if actor.steers.along == "area":
        reach = actor.steers.path or "-"
        return Organization.objects.filter(area_path__startswith=reach, valid_to=None).order_by("name")
    return Organization.objects.filter(pk=actor.organization_id)


HOURS = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})")


class HoursForm(forms.Form):
    """When it is open on each sort of day, as it stands on a door: 08:30-12:00 14:00-21:00. Empty is shut."""

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there: dict[int, list[str]] = {}
        for row in OpenHours.objects.filter(venue=venue.hours_from).order_by("opens"):
            there.setdefault(row.day, []).append(f"{spell_minute(row.opens)}-{spell_minute(row.closes)}")
        for day in OpenHours.Day:
            self.fields[f"day{day.value}"] = forms.CharField(
                label=day.label, required=False, max_length=80, initial=" ".join(there.get(day.value, [])),
            )  # fmt: skip
        self.fields["day1"].help_text = _("例如 08:30-12:00 14:00-21:00；到半夜写 24:00；空着表示不开放。")
        self.fields["day8"].help_text = _("周末因调休要上班的日子")
        self.fields["day9"].help_text = _("放假的日子；落在周末的仍按周六、周日")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in list(given):
            try:
                given[name] = read_hours(given[name])
            except ValueError as error:
                self.add_error(name, str(error))
        return given

    def hours(self) -> dict[int, list[tuple[int, int]]]:
        return {day.value: self.cleaned_data[f"day{day.value}"] for day in OpenHours.Day}


def read_hours(text: str) -> list[tuple[int, int]]:
    """The stretches in a line such as 08:30-12:00 14:00-21:00, in minutes; raises ValueError with a sentence."""
    found = [tuple(map(int, match.groups())) for match in HOURS.finditer(text)]
    if (not found and text.strip()) or HOURS.sub("", text).strip(" ，,；;、\t"):
        raise ValueError(_("看不懂“%s”，请写成 08:30-12:00 14:00-21:00。") % text)
    hours = [(h * 60 + m, hh * 60 + mm) for h, m, hh, mm in found]
    if any(not 0 <= opens < closes <= 1440 for opens, closes in hours):
        raise ValueError(_("关门时间须晚于开门时间，最晚到 24:00。"))
    return merged(hours)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class CloseForm(forms.Form):
    begins_at = forms.DateTimeField(label=gettext_lazy("从"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("到"), widget=MomentInput)
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=120, help_text=gettext_lazy("预约方会看到。"))
    call_off = forms.BooleanField(label=gettext_lazy("取消这段时间里的预约并告诉预约方"), required=False)


class LogForm(forms.Form):
    came = forms.IntegerField(label=gettext_lazy("实到人数"), min_value=0, max_value=100_000)
    words = forms.CharField(
        label=gettext_lazy("使用记录"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("设备好不好用、有没有损坏、场地是否恢复。"),
    )  # fmt: skip


class AgreementForm(forms.Form):
    user = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("共用的组织"))
    document = forms.CharField(label=gettext_lazy("协议编号"), max_length=80)
    text = forms.CharField(
        label=gettext_lazy("约定事项"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("什么时候用、谁管钥匙和水电、坏了怎么赔。"),
    )  # fmt: skip
    valid_from = DayField(label=gettext_lazy("自"))
    valid_to = DayField(label=gettext_lazy("至"), required=False, help_text=gettext_lazy("留空表示长期。"))

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        around = venue.area_path.rstrip("/").rpartition("/")[0]
        rows = Organization.objects.filter(area_path__startswith=f"{around}/" if around else "", valid_to=None)
        self.fields["user"].queryset = rows.exclude(pk=venue.owner_id).order_by("name")  # type: ignore[attr-defined]


class SignForm(forms.Form):
    sign = forms.ChoiceField(label=gettext_lazy("牌子"))
    agreement = forms.ModelChoiceField(VenueAgreement.objects.none(), label=gettext_lazy("依据的协议"), required=False)
    document = forms.CharField(label=gettext_lazy("准许文号"), max_length=80)

    def __init__(self, *args: Any, venue: Venue, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign"].choices = terms.choices("venue_signs")  # type: ignore[attr-defined]
        rows = VenueAgreement.objects.on(on).filter(venue=venue).select_related("user", "venue")
        self.fields["agreement"].queryset = rows  # type: ignore[attr-defined]
