"""What people fill in at the desk: a new case, and what each move asks for."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases import catalogue
from tongxin.cases.models import Case
from tongxin.cases.pictures import Picture, drawn_anew
from tongxin.cases.queries.routing import bodies_near
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.asked import Whole
from tongxin.kernel.clock import UNITS, Limit
from tongxin.kernel.errors import Unfit
from tongxin.organizations.models import Organization
from tongxin.organizations.placing import PlaceField
from tongxin.people.finding import SomebodyField
from tongxin.ui.lean import LeanForm

UNIT_CHOICES = [
    ("working_day", _("工作日")), ("working_hour", _("工作时")), ("day", _("自然日")), ("hour", _("小时")),
]  # fmt: skip
ROWS = forms.Textarea(attrs={"rows": 3})


def listed(name: str) -> Any:
    """The terms of a list as choices, read when the form is drawn."""
    return lambda: [("", _t("请选择")), *terms.choices(name)]


class CategoryField(forms.ChoiceField):
    """A category of the catalogue that holds at a place on a day."""

    def offer(self, *, on: date, path: str) -> None:
        self.choices = [("", _t("请选择")), *catalogue.choices(on=on, path=path)]


class BodyField(forms.CharField):
    """An organization by its full name; those near the case are offered."""

    def __init__(self, *, many: bool = False, **kwargs: Any) -> None:
        self.many, self.on, self.near = many, date.min, ""
        super().__init__(max_length=600 if many else 120, **kwargs)

    def offer(self, *, on: date, near: str) -> None:
        self.on, self.near = on, near

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        names = [part.strip() for part in words.replace("，", "、").split("、") if part.strip()] if words else []
        found = [self._body(name) for name in names]
        return found if self.many else next(iter(found), None)

    def _body(self, name: str) -> Organization:
        found = NAMED(name=name, on=self.on)
        if len(found) > 1:
            found = list(bodies_near(self.near, on=self.on).filter(name=name)[:2])
        if len(found) != 1:
            raise ValidationError(_t("没有找到“%s”，请从提示里选登记的全称。") % name)
        return found[0]


class Named:
    """The organizations of a name on a day, two at most; made into SQL once, for it is asked with every dispatch."""

    def __call__(self, *, name: str, on: date) -> list[Organization]:
        return list(self._question(name=name, on=on))

    @cached_property
    def _question(self) -> Whole:
        return Whole(Organization.objects.on(date.min).filter(name="?").order_by("pk")[:2], name="?", on=date.min)


NAMED = Named()


class NewCaseForm(forms.Form):
    """A matter as it was told at the desk, on the line, in a letter, on a round."""

    text = forms.CharField(
        label=_("什么事"), max_length=2000, widget=ROWS, help_text=_("一两句话说清楚，不写身份证号、病情等无关信息。")
    )
    channel = forms.ChoiceField(label=_("从哪里来"), choices=listed("case_channels"))
    kind = forms.ChoiceField(label=_("诉求类型"), choices=listed("case_kinds"), initial="help")
    category = CategoryField(label=_("类别"), required=False, help_text=_("拿不准可以不选，受理时再定。"))
    area = PlaceField(label=_("地点"))
    place = forms.CharField(label=_("具体位置"), max_length=120, required=False)
    reporter = SomebodyField(
        label=_("谁反映的"), required=False, help_text=_("已登记的人填姓名或手机号，每一步都会通知到；没有就不填。")
    )
    caller_name = forms.CharField(label=_("称呼"), max_length=40, required=False, help_text=_("密封保存。"))
    caller_phone = forms.CharField(label=_("回电号码"), max_length=20, required=False, help_text=_("密封保存。"))
    hides_caller = forms.BooleanField(label=_("对承办单位隐去反映人"), required=False)
    urgent = forms.BooleanField(label=_("紧急"), required=False)
    join_into = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].offer_places(by, on)  # type: ignore[attr-defined]
        self.fields["reporter"].by = by  # type: ignore[attr-defined]
        self.fields["category"].offer(on=on, path=by.area_path)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        digits = "".join(sign for sign in found.get("caller_phone") or "" if sign.isdigit())
        if found.get("caller_phone") and not 7 <= len(digits) <= 15:
            self.add_error("caller_phone", _t("号码应为 7 到 15 位数字。"))
        return found


class DeedForm(LeanForm):
    """What a move asks for; made for one case, one actor, one day."""

    def __init__(self, *args: Any, case: Case, by: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.by, self.on = case, by, on
        for field in self.fields.values():
            if isinstance(field, CategoryField):
                field.offer(on=on, path=case.area_path)
            if isinstance(field, BodyField):
                field.offer(on=on, near=case.area_path)

    def said(self) -> dict[str, Any]:
        """What the deed is given besides the case, who and when."""
        return dict(self.cleaned_data)


class AcceptForm(DeedForm):
    category = CategoryField(label=_("类别"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        found = catalogue.suggest(f"{case.title}。{case.text}", on=self.on, path=case.area_path)
        self.fields["category"].initial = case.category or (found[0].code if found else "")


class DeclineForm(DeedForm):
    reason = forms.ChoiceField(
        label=_("为什么不予受理"), choices=listed("case_decline_reasons"),
        help_text=_("反映人会收到原因和正确的办理渠道。"),
    )  # fmt: skip


class AnswerForm(AcceptForm):
    answer = forms.CharField(label=_("怎样答复的"), max_length=1000, widget=ROWS)
    field_order = ("answer", "category")


class DispatchForm(DeedForm):
    """To whom, who helps, until when."""

    lead = BodyField(label=_("主办单位"))
    assisting = BodyField(
        label=_("协办单位"), many=True, required=False, help_text=_("几个单位用顿号分开；派出即召集到场。")
    )
    asks = forms.CharField(label=_("请协办单位做什么"), max_length=300, required=False)
    amount = forms.IntegerField(
        label=_("处置时限"), min_value=1, max_value=999, required=False, help_text=_("不填按类别的时限。")
    )
    unit = forms.ChoiceField(
        label=_("时限单位"), required=False, choices=UNIT_CHOICES,
    )  # fmt: skip
    is_ruled = forms.BooleanField(label=_("职责已裁定，不得退回"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        category = catalogue.held(case.category, on=self.on, path=case.area_path)
        if category and category.handle_limit:
            words = _t("不填按类别的时限：%s。") % category.handle_limit
            self.fields["amount"].help_text = words

    def said(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        amount, unit = found.pop("amount"), found.pop("unit")
        limit = Limit(amount, unit if unit in UNITS else "working_day") if amount else None
        return found | {"limit": limit}


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name))


class PhotosField(forms.FileField):
    """Several photos, each made anew; what is no photo is named in the error."""

    widget = ManyFiles(attrs={"accept": "image/*"})
    on = date.min

    def clean(self, value: Any, initial: Any = None) -> list[Picture]:
        sent = [each for each in value or [] if each]
        if not sent and self.required:
            raise ValidationError(self.error_messages["required"])
        try:
            return drawn_anew(sent, on=self.on) if sent else []
        except Unfit as unfit:
            raise ValidationError(str(unfit)) from unfit


class DoneForm(DeedForm):
    answer = forms.CharField(label=_("办理情况"), max_length=1000, widget=ROWS, help_text=_("反映人会看到。"))
    pictures = PhotosField(
        label=_("办结照片"), required=False, help_text=_("要求附证明的类别必须有一张；拍摄位置等信息会自动去掉。")
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["pictures"].on = on  # type: ignore[attr-defined]


class CheckForm(DeedForm):
    on_site = forms.BooleanField(label=_("到现场看过"), required=False, initial=True)
    note = forms.CharField(label=_("核查情况"), max_length=300, required=False, widget=ROWS)


class RateForm(DeedForm):
    """What the reporter said at the call-back."""

    grade = forms.TypedChoiceField(label=_("评价"), coerce=int, choices=lambda: grades(), widget=forms.RadioSelect)
    text = forms.CharField(label=_("意见"), max_length=500, required=False, widget=ROWS)


def grades() -> list[tuple[int, str]]:
    return [(int(term.data["value"]), term.label) for term in terms.terms("appraisal_grades").values()]


class NoteForm(DeedForm):
    text = forms.CharField(label=_("进展"), max_length=500, widget=ROWS, help_text=_("反映人会看到。"))


class AskForm(DeedForm):
    question = forms.CharField(label=_("请反映人补充什么"), max_length=300, widget=ROWS)


class ExtensionForm(DeedForm):
    amount = forms.IntegerField(label=_("延长多少"), min_value=1, max_value=99, help_text=_("单位同处置时限。"))
    reason = forms.CharField(label=_("理由"), max_length=200, widget=ROWS)


class CallForm(DeedForm):
    bodies = BodyField(label=_("召集哪些单位"), many=True, help_text=_("几个单位用顿号分开。"))
    asks = forms.CharField(label=_("请其做什么"), max_length=300)


#: The family of standing and joint groups that sit over several organizations.
GROUPS = "alliance"


class GroupForm(DeedForm):
    """The joint group in which the bodies of a case work together; each keeps its own powers."""

    group = BodyField(
        label=_("哪个工作组"), help_text=_("先在“结对与联盟”登记联合工作组和成员单位；会议排进它的日程。")
    )

    def clean_group(self) -> Organization:
        group: Organization = self.cleaned_data["group"]
        if group.family != GROUPS:
            raise ValidationError(_t("“%s”不是联合工作组或联盟。") % group.name)
        return group


class SplitForm(DeedForm):
    text = forms.CharField(label=_("分出的事"), max_length=2000, widget=ROWS)
    category = CategoryField(label=_("类别"), required=False)


class PassOnForm(DeedForm):
    to = forms.TypedChoiceField(label=_("交给"), coerce=int)
    reason = forms.CharField(label=_("理由"), max_length=200, widget=ROWS)

    def __init__(self, *args: Any, able: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.able = {each.pk: each for each in able}
        self.fields["to"].choices = [(each.pk, each.name) for each in able]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        return {"to": self.able[self.cleaned_data["to"]], "reason": self.cleaned_data["reason"]}
