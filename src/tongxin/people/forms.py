from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.areas.fields import DeedForm, PlaceField
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.people.actions import GuardianUnsaid
from tongxin.people.guardians import Guardian
from tongxin.people.identity import identity_number, person_name, phone_number
from tongxin.people.minors import KINDS, Ages
from tongxin.people.models import GuardianConsent, Person


class CodeForm(forms.Form):
    """A code from the desk and a new password, twice."""

    code = forms.CharField(label=_("开通码"), max_length=20, help_text=_("社区或单位给您的 10 位码，不分大小写。"))
    password = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("不要全是数字，不要太短或太常见。"),
    )
    again = forms.CharField(label=_("再输一遍"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return found


class YearField(forms.IntegerField):
    """A year of birth. Asked of minors only."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("出生年份"))
        super().__init__(
            required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **options
        )


class OpenAccountForm(CodeForm):
    login = forms.CharField(
        label=_("登录名"), min_length=3, max_length=60, help_text=_("以后登录用，可以是字母、数字或您的手机号。")
    )
    is_minor = forms.BooleanField(required=False)
    born_in = YearField(help_text=_("勾选了上面一项的，填四位数的年份，如 2010。"))
    field_order = ("code", "login", "password", "again", "is_minor", "born_in")

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ages = Ages.of(on)
        self.fields["is_minor"].label = gettext("我未满 %d 周岁") % self.ages.adult_at

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found.get("is_minor"):
            return found | {"born_in": None}
        if "born_in" in found and found["born_in"] is None:
            self.add_error("born_in", _("请填出生年份。"))
        elif found.get("born_in"):
            check_year(self, found["born_in"])
        return found


def check_year(form: Any, born_in: int) -> int | None:
    """The year to keep, of minors only; a year that cannot be is said beside its field."""
    try:
        kept: int | None = form.ages.kept(born_in=born_in)
    except Unfit as error:
        form.add_error("born_in", str(error))
        return None
    return kept


class PersonForm(DeedForm):
    """What is asked of a person, and no more: a name, and what the service needs."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(
        label=_("手机号"), max_length=30, required=False, help_text=_("加密保存，查看须填事由并留下记录。")
    )
    skills = forms.CharField(
        label=_("特长"), max_length=200, required=False, help_text=_("可填多项，用顿号或逗号隔开，如：理发、电工。")
    )
    born_in = YearField()

    def __init__(self, data: Any = None, *, actor: Actor, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, actor=actor, on=on, initial=initial)
        self.ages = Ages.of(on)
        self.fields["born_in"].help_text = gettext("只有未满 %d 周岁的才填；成年的填了也不保存。") % self.ages.adult_at

    def clean_born_in(self) -> int | None:
        return check_year(self, self.cleaned_data["born_in"]) if self.cleaned_data["born_in"] else None

    def clean_name(self) -> str:
        return _checked(person_name, self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return _checked(phone_number, phone) if phone else ""

    def clean_skills(self) -> list[str]:
        return split_words(self.cleaned_data["skills"])


class GuardianFields(forms.Form):
    """Who agrees for the minor, and how it was seen."""

    guardian = forms.CharField(label=_("监护人姓名"), max_length=50)
    relation = forms.ChoiceField(label=_("与未成年人的关系"))
    how = forms.ChoiceField(label=_("怎样同意的"), choices=[("", _("请选择")), *GuardianConsent.How.choices])
    kept_where = forms.CharField(
        label=_("同意书存放处"), max_length=120, required=False, help_text=_("书面同意的须填，如：社区档案柜 3-2。")
    )
    guardian_phone = forms.CharField(
        label=_("监护人电话"), max_length=30, required=False,
        help_text=_("可以不留。加密保存，查看须填事由并留下记录。"),
    )  # fmt: skip

    def clean_guardian(self) -> str:
        return _checked(person_name, self.cleaned_data["guardian"])

    def clean_guardian_phone(self) -> str:
        phone = self.cleaned_data["guardian_phone"]
        return _checked(phone_number, phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("how") == GuardianConsent.How.PAPER and "kept_where" in found and not found["kept_where"].strip():
            self.add_error("kept_where", _("书面同意请写明同意书存放在哪里。"))
        return found

    @property
    def said(self) -> Guardian:
        given = self.cleaned_data
        return Guardian(
            name=given["guardian"], relation=given["relation"], how=given["how"], kept_where=given["kept_where"],
            phone=given["guardian_phone"],
        )  # fmt: skip


GUARDIAN = tuple(GuardianFields.base_fields)


class ConsentForm(GuardianFields, DeedForm):
    """A guardian's consent as it is entered on the person's page."""

    kind = forms.ChoiceField(label=_("同意事项"))
    field_order = ("kind", *GUARDIAN)

    def __init__(self, data: Any = None, *, actor: Actor, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, actor=actor, on=on, initial=initial)
        self.choose("kind", terms.choices(KINDS))
        self.choose("relation", terms.choices("guardian_relations"), empty=True)


class RegisterForm(PersonForm, GuardianFields):
    """The guardian is asked for when the year or the number that was filled in is a child's."""

    identity = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        required=False,
        help_text=_("只有法律规定的事项需要时才填，加密保存。"),
    )
    place = PlaceField(label=_("所在社区"))
    field_order = ("name", "place", "phone", "identity", "skills", "born_in", *GUARDIAN)

    def __init__(self, data: Any = None, *, actor: Actor, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, actor=actor, on=on, initial=initial)
        self.choose("relation", terms.choices("guardian_relations"), empty=True)
        self.is_child = data is not None and self._says_child(data)
        if not self.is_child:
            for name in GUARDIAN:
                del self.fields[name]

    def _says_child(self, data: Any) -> bool:
        """Whether the year or the number, as far as they can be read, is a child's."""
        year = str(data.get("born_in", "")).strip()
        born_in = int(year) if year.isdecimal() and len(year) == 4 else None
        try:
            identity = identity_number(data["identity"]) if data.get("identity") else ""
            kept = self.ages.kept(born_in=born_in, identity=identity)
        except Refused:
            return False
        return kept is not None and self.ages.is_child(kept)

    def clean_identity(self) -> str:
        identity = self.cleaned_data["identity"]
        return _checked(identity_number, identity) if identity else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if self.is_child and self.errors.keys() & set(GUARDIAN):
            self.add_error(None, str(GuardianUnsaid()))
        return found


class LookForm(forms.Form):
    purpose = forms.CharField(
        label=_("查看事由"),
        max_length=120,
        min_length=4,
        help_text=_("写明为办理哪件事需要查看；本人可以看到这条记录。"),
        widget=forms.TextInput(),
    )


class SkillsForm(forms.Form):
    skills = forms.CharField(label=_("我的特长"), max_length=200, required=False, help_text=_("用顿号或逗号隔开。"))

    def clean_skills(self) -> list[str]:
        return split_words(self.cleaned_data["skills"])


def split_words(text: str) -> list[str]:
    """A short list typed in one line, without doubles."""
    for sign in "，,；;/｜| 　":
        text = text.replace(sign, "、")
    return list(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))


def person_values(person: Person) -> dict[str, Any]:
    return {"name": person.name, "skills": "、".join(person.skills), "born_in": person.born_in}


def _checked(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except Unfit as error:
        raise forms.ValidationError(str(error)) from error
