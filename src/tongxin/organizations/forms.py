from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.fields import DayField, DeedForm, PlaceField
from tongxin.kernel import sealing, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.organizations.models import Organization
from tongxin.people.identity import phone_number
from tongxin.people.models import Person


class _Finding(forms.CharField):
    """A thing found by what is typed for it, within sight of who types."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 160)
        super().__init__(**options)
        self.actor: Actor | None = None
        self.on: date | None = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.find(text) if text else None

    def find(self, text: str) -> Any:
        raise NotImplementedError


class OrganizationField(_Finding):
    """An organization by its name or credit code. `everywhere`: names are public, ties may leave one's own area."""

    def __init__(self, *, everywhere: bool = False, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("填组织全称或统一社会信用代码。"))
        super().__init__(**options)
        self.everywhere = everywhere

    def find(self, text: str) -> Organization:
        assert self.on is not None and self.actor is not None
        rows = Organization.objects.on(self.on).select_related("area", "parent")
        if not self.everywhere:
            rows = rows.visible_to(self.actor)
        found = list(rows.filter(name=text)[:2]) or list(rows.filter(credit_code=text)[:2])
        if not found:
            raise forms.ValidationError(_("组织“%s”没有找到，请核对全称。") % text)
        if len(found) > 1:
            raise forms.ValidationError(_("“%s”有几个同名组织，请填统一社会信用代码。") % text)
        return found[0]


class PersonField(_Finding):
    """A person by name; who shares a name is told apart by the phone number."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("填姓名；重名时在后面空一格写手机号。"))
        super().__init__(**options)

    def find(self, text: str) -> Person:
        assert self.actor is not None
        name, _blank, phone = text.partition(" ")
        rows = Person.objects.visible_to(self.actor).filter(name=name)
        if phone.strip():
            rows = rows.filter(phone_print=_print(phone))
        found = list(rows.select_related("area")[:2])
        if not found:
            raise forms.ValidationError(_("“%s”还没有登记，请先登记人员。") % name)
        if len(found) > 1:
            raise forms.ValidationError(_("“%s”有几位同名，请在姓名后空一格写手机号。") % name)
        return found[0]


def _print(phone: str) -> bytes:
    try:
        return sealing.fingerprint(phone_number(phone), purpose="phone")
    except Unfit as error:
        raise forms.ValidationError(str(error)) from error


class FoundForm(DeedForm):
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    name = forms.CharField(label=gettext_lazy("组织名称"), max_length=120)
    area = PlaceField(label=gettext_lazy("所在区域"))
    parent = OrganizationField(label=gettext_lazy("上级组织"), required=False, everywhere=True)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)
    document = forms.CharField(label=gettext_lazy("批准文号"), max_length=120, required=False)
    day = DayField(label=gettext_lazy("成立日期"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("kind", terms.choices("organization_kinds"), empty=True)


class ReformForm(DeedForm):
    kind = forms.ChoiceField(label=gettext_lazy("改设为"))
    name = forms.CharField(label=gettext_lazy("新名称"), max_length=120, required=False)
    document = forms.CharField(label=gettext_lazy("上级批准文号"), max_length=120)
    day = DayField(label=gettext_lazy("生效日期"))

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        upgrades = [term.data for term in terms.terms("upgrades").values()]
        usual = [each["to"] for each in upgrades if each["from"] == organization.kind]
        rest = [code for code, _label in terms.choices("organization_kinds") if code not in usual]
        labelled = [(code, terms.label("organization_kinds", code)) for code in (*usual, *rest)]
        self.choose("kind", [each for each in labelled if each[0] != organization.kind])


class MoveForm(DeedForm):
    parent = OrganizationField(label=gettext_lazy("新上级组织"))
    document = forms.CharField(label=gettext_lazy("批准文号"), max_length=120)
    day = DayField(label=gettext_lazy("生效日期"))


class EndForm(DeedForm):
    document = forms.CharField(label=gettext_lazy("撤销文号"), max_length=120)
    day = DayField(label=gettext_lazy("自哪天起不再存在"))


class LinkForm(DeedForm):
    kind = forms.ChoiceField(label=gettext_lazy("关联"))
    to = OrganizationField(label=gettext_lazy("关联的组织"), required=False, everywhere=True)
    area = PlaceField(label=gettext_lazy("关联的区域"), required=False)
    day = DayField(label=gettext_lazy("自哪天起"))

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = terms.terms("link_kinds").values()
        self.choose("kind", [(t.code, t.label) for t in kinds if organization.family in t.data.get("from", [])])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not (found.get("to") or found.get("area")):
            raise forms.ValidationError(_("请填关联的组织或区域。"))
        return found


class RegionRoleForm(DeedForm):
    organization = OrganizationField(label=gettext_lazy("组织"))
    role = forms.ChoiceField(label=gettext_lazy("角色"))
    day = DayField(label=gettext_lazy("自哪天起"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("role", terms.choices("region_roles"))


class GroupMemberForm(DeedForm):
    person = PersonField(label=gettext_lazy("成员"))
    drawn_from = OrganizationField(label=gettext_lazy("来自"), everywhere=True)
    day = DayField(label=gettext_lazy("自哪天起"))


class AffiliateForm(DeedForm):
    person = PersonField(label=gettext_lazy("党员"))
    standing = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[("full", gettext_lazy("正式党员")), ("probationary", gettext_lazy("预备党员"))],
    )
    day = DayField(label=gettext_lazy("自哪天起"))


class AppointForm(DeedForm):
    person = PersonField(label=gettext_lazy("任职人"))
    role = forms.ChoiceField(label=gettext_lazy("职务"))
    area = PlaceField(label=gettext_lazy("任职区域"), required=False)
    day = DayField(label=gettext_lazy("任职日期"))
    until = DayField(label=gettext_lazy("任期至"), required=False)
    letter = forms.CharField(label=gettext_lazy("任职文号"), max_length=120, required=False)

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        part_time = {term.data["role"] for term in terms.terms("part_time_roles").values()}
        rows = [t for t in terms.terms("roles").values() if t.code not in (*part_time, "member", "resident")]
        self.choose("role", [(t.code, t.label) for t in rows if _fits(t.data, organization)])


def _fits(role: dict[str, Any], organization: Organization) -> bool:
    at = role.get("at", [])
    return organization.family in at if role.get("along") == "organization" else organization.area.kind in at


class PartTimeForm(DeedForm):
    person = PersonField(label=gettext_lazy("聘任对象"))
    part = forms.ChoiceField(label=gettext_lazy("聘为"))
    source = forms.ChoiceField(label=gettext_lazy("来源"))
    from_organization = OrganizationField(
        label=gettext_lazy("来自单位或其党组织"),
        required=False,
        everywhere=True,
        help_text=gettext_lazy("须由该单位党组织负责人担任；离退休党员可不填。"),
    )
    duty = forms.ChoiceField(label=gettext_lazy("分工"), required=False)
    letter = forms.CharField(label=gettext_lazy("聘书文号"), max_length=120)
    day = DayField(label=gettext_lazy("聘任日期"))
    until = DayField(label=gettext_lazy("聘期至"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("part", terms.choices("part_time_roles"))
        self.choose("source", terms.choices("part_time_sources"))
        self.choose("duty", terms.choices("part_time_duties"), empty=True)


class EndPostForm(DeedForm):
    reason = forms.CharField(label=gettext_lazy("离任原因"), max_length=120)
    day = DayField(label=gettext_lazy("最后一天"))
