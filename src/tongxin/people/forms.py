from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.areas.fields import DeedForm, PlaceField
from tongxin.kernel.errors import Unfit
from tongxin.people.identity import identity_number, person_name, phone_number
from tongxin.people.models import Person


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


class OpenAccountForm(CodeForm):
    login = forms.CharField(
        label=_("登录名"), min_length=3, max_length=60, help_text=_("以后登录用，可以是字母、数字或您的手机号。")
    )
    field_order = ("code", "login", "password", "again")


class PersonForm(forms.Form):
    """What is asked of a person, and no more: a name, and what the service needs."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(
        label=_("手机号"), max_length=30, required=False, help_text=_("加密保存，查看须填事由并留下记录。")
    )
    skills = forms.CharField(
        label=_("特长"), max_length=200, required=False, help_text=_("可填多项，用顿号或逗号隔开，如：理发、电工。")
    )

    def clean_name(self) -> str:
        return _checked(person_name, self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return _checked(phone_number, phone) if phone else ""

    def clean_skills(self) -> list[str]:
        return split_words(self.cleaned_data["skills"])


class RegisterForm(PersonForm, DeedForm):
    identity = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        required=False,
        help_text=_("只有法律规定的事项需要时才填，加密保存。"),
    )
    place = PlaceField(label=_("所在社区"))
    field_order = ("name", "place", "phone", "identity", "skills")

    def clean_identity(self) -> str:
        identity = self.cleaned_data["identity"]
        return _checked(identity_number, identity) if identity else ""


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
    return {"name": person.name, "skills": "、".join(person.skills)}


def _checked(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except Unfit as error:
        raise forms.ValidationError(str(error)) from error
