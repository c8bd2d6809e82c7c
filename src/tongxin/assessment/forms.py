"""The form of the two-way appraisal: the same points for both sides, and the promises of the other one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import AgreementItem
from tongxin.assessment import queries
from tongxin.assessment.models import Opinion
from tongxin.kernel import terms


class OpinionForm(forms.Form):
    """One choice of words for each point, a sentence beside it if one likes. No figures."""

    def __init__(self, *args: Any, opinion: Opinion, said: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(said or {})
        super().__init__(*args, **kwargs)
        self.criteria = [(code, term) for code, term in terms.terms("mutual_criteria").items() if term.is_active]
        self.promises: list[AgreementItem] = queries.promises(opinion.appraisal, of=queries.opposite(opinion.side))
        for code, term in self.criteria:
            self._point(f"criterion-{code}", term.label, term.data.get("hint", ""), "mutual_words")
        for item in self.promises:
            self._point(f"promise-{item.pk}", item.text, str(item.field_label), "mutual_promise_words")
        self.fields["text"] = forms.CharField(
            label=_("想说的话"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    @property
    def content(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "criteria": {code: self._answer(f"criterion-{code}") for code, _term in self.criteria},
            "promises": {str(item.pk): self._answer(f"promise-{item.pk}") for item in self.promises},
            "text": told["text"],
        }

    def _answer(self, name: str) -> dict[str, str]:
        return {"word": self.cleaned_data[name], "text": self.cleaned_data[f"{name}-text"]}

    def _point(self, name: str, label: str, hint: str, words: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, help_text=hint, choices=terms.choices(words), widget=forms.RadioSelect
        )
        self.fields[f"{name}-text"] = forms.CharField(
            label=_("补充一句（%(what)s）") % {"what": label}, max_length=300, required=False
        )


def _initial(said: Mapping[str, Any]) -> dict[str, str]:
    return dict(_told(said)) | {"text": said.get("text", "")}


def _told(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, prefix in (("criteria", "criterion"), ("promises", "promise")):
        for key, answer in said.get(group, {}).items():
            yield f"{prefix}-{key}", answer.get("word", "")
            yield f"{prefix}-{key}-text", answer.get("text", "")
