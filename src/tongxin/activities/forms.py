from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.errors import NoPosition
from tongxin.activities.insurance_fields import DangersField, PolicyField
from tongxin.activities.models import Activity, Policy
from tongxin.activities.nearby import Position
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import Refused
from tongxin.organizations.hosting import places_of
from tongxin.organizations.models import Organization
from tongxin.people import actions as people
from tongxin.people.models import Person


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput


class ActivityForm(forms.Form):
    """Plan or change an activity. Hosts and places are those the actor reaches."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("类别"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一项活动可以同时属于几类：既是主题党日又是志愿服务的，两项都选。积分与时长按各类的规则分别记。"),
    )  # fmt: skip
    begins_at = MomentField(label=gettext_lazy("开始"))
    ends_at = MomentField(label=gettext_lazy("结束"))
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("所在区域"))
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120, help_text=gettext_lazy("例如：社区活动室二楼"))
    host = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("主办组织"))
    co_hosts = forms.CharField(
        label=gettext_lazy("协办组织"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("每行一个组织的全称。一起办的活动只登记一次，来的党员各自算在自己的党支部。"),
    )  # fmt: skip
    places = forms.IntegerField(
        label=gettext_lazy("名额"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("留空表示不限。满额后自动候补。"),
    )
    sign_up_until = MomentField(
        label=gettext_lazy("报名截止"), required=False, help_text=gettext_lazy("留空表示到开始为止。")
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("面向"), choices=Activity.Audience.choices, initial=Activity.Audience.EVERYBODY
    )
    theme = forms.ChoiceField(label=gettext_lazy("志愿主题"), required=False)
    text = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    risks = forms.CharField(
        label=gettext_lazy("安全提示"), required=False, max_length=300,
        help_text=gettext_lazy("有什么风险、要不要培训，如实告诉参加的人。"),
    )  # fmt: skip
    dangers = DangersField()
    opens_before = forms.IntegerField(
        label=gettext_lazy("开始前几分钟可签到"), required=False, min_value=0, max_value=1440,
        help_text=gettext_lazy("留空按本市的规则。"),
    )  # fmt: skip
    closes_after = forms.IntegerField(
        label=gettext_lazy("结束后几分钟仍可签到"), required=False, min_value=0, max_value=1440,
        help_text=gettext_lazy("留空按本市的规则。"),
    )  # fmt: skip
    takes_position = forms.BooleanField(
        label=gettext_lazy("也可以用手机位置签到"), required=False,
        help_text=gettext_lazy(
            "到场的人自己愿意时，用手机位置和活动地点比一次，只记“在范围内”，不保存位置。签到码、记录员和窗口照常。"
            "保存后在地图上标出活动地点；约了场地的，用场地的位置。"
        ),
    )  # fmt: skip
    radius = forms.IntegerField(
        label=gettext_lazy("多少米内算到场"), required=False, min_value=20, max_value=5000,
        help_text=gettext_lazy("留空按本市的规则。手机在楼里常差几十米，不宜定得太小。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = terms.choices("activity_kinds")  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", "—"), *terms.choices("volunteer_themes")]  # type: ignore[attr-defined]
        self.fields["area"].queryset = places_of(actor)  # type: ignore[attr-defined]
        self.fields["host"].queryset = hosts_of(actor)  # type: ignore[attr-defined]

    def clean_co_hosts(self) -> list[Organization]:
        """Organizations of the whole city by name: who holds something together need not be neighbors."""
        names = {line.strip() for line in self.cleaned_data["co_hosts"].splitlines() if line.strip()}
        found = list(Organization.objects.filter(name__in=names, valid_to=None).order_by("name", "pk"))
        for name in sorted(names):
            fitting = sum(each.name == name for each in found)
            if fitting == 0:
                self.add_error("co_hosts", _("没有找到“%s”，请写组织的全称。") % name)
            elif fitting > 1:
                self.add_error(
                    "co_hosts", _("有 %(n)d 个组织叫“%(name)s”，请联系管理员改名。") % {"n": fitting, "name": name}
                )
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        host = given.get("host")
        if host is not None and host in given.get("co_hosts", ()):
            self.add_error("co_hosts", _("主办组织不用再写进协办。"))
        begins, ends, until = (given.get(name) for name in ("begins_at", "ends_at", "sign_up_until"))
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("结束时间须晚于开始时间。"))
        if until and ends and until > ends:
            self.add_error("sign_up_until", _("报名截止不能晚于活动结束。"))
        return given | {"sign_up_until": until or begins}


class ChangeForm(ActivityForm):
    """What may be changed afterwards: everything but host and area."""

    def __init__(self, *args: Any, activity: Activity, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(activity, name) for name in self.base_fields if hasattr(activity, name)} | {
            "places": activity.turnout.places,
            "co_hosts": "\n".join(activity.co_hosts.order_by("name").values_list("name", flat=True)),
        }
        super().__init__(*args, actor=actor, **kwargs)
        del self.fields["area"], self.fields["host"]


class WhoForm(forms.Form):
    """Find one person at the desk: by phone, or by a name that only one has in my area."""

    who = forms.CharField(label=gettext_lazy("姓名或手机号"), max_length=50)

    def __init__(self, *args: Any, actor: Actor, area_path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.area_path = actor, area_path

    def clean_who(self) -> Person:
        found = self._find(self.cleaned_data["who"].strip())
        if not found:
            raise forms.ValidationError(_("没有找到这个人。请核对，或先在“人员”里登记。"))
        if len(found) > 1:
            raise forms.ValidationError(_("有 %d 位同名，请改填手机号。") % len(found))
        return found[0]

    def _find(self, words: str) -> list[Person]:
        if words.replace(" ", "").isdecimal():
            try:
                return people.find_by_phone(words)
            except Refused as error:
                raise forms.ValidationError(str(error)) from error
        return list(Person.objects.filter(name=words, area_path__startswith=self.area_path)[:3])


NOTE_LENGTH = 120


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("留言"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("例如：自带工具，晚到十分钟"),
    )


class TimeForm(forms.Form):
    hours = forms.DecimalField(
        label=gettext_lazy("实际服务时长（小时）"), min_value=0, max_value=24, decimal_places=1, max_digits=3
    )

    @property
    def minutes(self) -> int:
        return int(self.cleaned_data["hours"] * 60)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("签到码"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=gettext_lazy("现场屏幕上的六位数字"),
    )  # fmt: skip


class PositionForm(forms.Form):
    """Where the phone is, filled in by the page's script when its owner presses the button."""

    here_longitude = forms.FloatField(min_value=-180, max_value=180, widget=forms.HiddenInput)
    here_latitude = forms.FloatField(min_value=-90, max_value=90, widget=forms.HiddenInput)
    here_accuracy = forms.FloatField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    @property
    def position(self) -> Position:
        """Raises NoPosition."""
        if not self.is_valid():
            raise NoPosition
        given = self.cleaned_data
        return Position(given["here_longitude"], given["here_latitude"], given["here_accuracy"])


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("取消原因"), max_length=200)


class RosterForm(forms.Form):
    """A roster of duty posts: some points, some days, some time bands, so many people each (MHK-51)."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=60, initial=gettext_lazy("文明交通岗"))
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    host = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("主办组织"))
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("所在区域"))
    points = forms.CharField(
        label=gettext_lazy("岗点"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个路口或岗点"),
    )
    since = forms.DateField(label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("到"), widget=forms.DateInput(attrs={"type": "date"}))
    bands = forms.CharField(
        label=gettext_lazy("时段"), initial="07:30-08:30\n17:30-18:30", widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("每行一个时段，例如 07:30-08:30"),
    )  # fmt: skip
    needed = forms.IntegerField(label=gettext_lazy("每班人数"), min_value=1, max_value=50, initial=2)
    dangers = DangersField()
    policy = PolicyField(
        Policy.objects.none(), required=False, label=gettext_lazy("意外险保单"),
        empty_label=gettext_lazy("以后再登记"),
        help_text=gettext_lazy("主办组织已登记过的保单，每一班都用它；没有登记过的，排班后在班次的页面登记。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Policy.objects.filter(holder__in=hosts_of(actor), valid_to__gte=day)
        self.fields["policy"].queryset = known.order_by("-valid_to", "-pk")  # type: ignore[attr-defined]
        shifts = [term for term in terms.terms("activity_kinds").values() if term.data.get("shifts")]
        self.fields["kind"].choices = [(term.code, term.label) for term in shifts]  # type: ignore[attr-defined]
        self.fields["area"].queryset = places_of(actor)  # type: ignore[attr-defined]
        self.fields["host"].queryset = hosts_of(actor)  # type: ignore[attr-defined]


def hosts_of(actor: Actor) -> Any:
    """In whose name the actor may invite: organizations the post reaches, the own one among them."""
    own = Organization.objects.filter(pk=actor.organization_id)
    if actor.steers.along == "area":
        reached = Organization.objects.filter(area_path=actor.area_path, valid_to=None)
        return (reached | own).distinct().order_by("pk")
    return own


def next_hour(at: Any) -> Any:
    """A first guess for the form: tomorrow at nine."""
    day = today(at) + timedelta(days=1)
    return at.astimezone(CHINA).replace(
        year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0
    )
