"""A lean form shares what no request changes, and nothing else."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from tongxin.ui.lean import LeanForm


class Asking(LeanForm):
    title = forms.CharField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "甲")])
    times = forms.MultipleChoiceField(choices=[("1", "一")], widget=forms.CheckboxSelectMultiple)
    day = forms.SplitDateTimeField(required=False)


def test_what_one_form_changes_no_other_form_sees() -> None:
    changed, other = Asking(), Asking()
    changed.fields["title"].widget.attrs["class"] = "wide"
    changed.fields["title"].required = False
    changed.fields["title"].error_messages["required"] = "…"
    changed.fields["title"].validators.clear()
    changed.fields["kind"].choices = [("b", "乙")]  # type: ignore[attr-defined]
    changed.fields["day"].fields[0].required = True  # type: ignore[attr-defined]
    del changed.fields["times"]

    assert "class" not in other.fields["title"].widget.attrs and other.fields["title"].required
    assert not Asking({"title": "太长的标题不行", "kind": "a", "times": ["1"]}).is_valid()
    assert Asking({"title": "好", "kind": "a", "times": ["1"]}).is_valid()
    assert Asking({"title": "好", "kind": "b", "times": ["1"]}).errors.keys() == {"kind"}
    assert "甲" in str(other["kind"]) and "乙" in str(changed["kind"])
    assert list(other.fields) == ["title", "kind", "times", "day"]


class Handed(forms.Form):
    title = forms.CharField(max_length=5)
    paper = forms.FileField(required=False)
    day = forms.SplitDateTimeField(required=False)
    fixed = forms.CharField(disabled=True, initial="不变")

    def clean_title(self) -> str:
        if self.cleaned_data["title"] == "空话":
            raise forms.ValidationError("请写清楚。")
        return str(self.cleaned_data["title"]).upper()


class LeanlyHanded(LeanForm, Handed):
    pass


@pytest.mark.parametrize("title", ["", "hao", "空话", "太长的标题不行"])
@pytest.mark.parametrize("name", ["a.txt", ""])
def test_it_takes_and_refuses_what_django_takes_and_refuses(title, name) -> None:
    told = {"in-title": title, "in-day_0": "2026-03-01", "in-day_1": "08:30", "in-fixed": "改了"}
    files = MultiValueDict({"in-paper": [SimpleUploadedFile(name, b"x")]} if name else {})
    plain, lean = Handed(told, files, prefix="in"), LeanlyHanded(told, files, prefix="in")
    assert lean.errors == plain.errors and lean.cleaned_data == plain.cleaned_data
    assert lean.cleaned_data["fixed"] == "不变" and bool(lean.cleaned_data["paper"]) == bool(name)
    assert lean.is_valid() == (title == "hao")
