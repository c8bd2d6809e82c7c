"""A lean form shares what no request changes, and nothing else."""

from django import forms

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
