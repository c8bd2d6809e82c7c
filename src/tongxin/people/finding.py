"""Finding one person at the desk: by phone or identity number exactly, or by a name within one's own area."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.people import actions as people
from tongxin.people.identity import plain
from tongxin.people.models import Person


def find(words: str, *, by: Actor) -> list[Person]:
    """Who fits the words. Numbers are matched by fingerprint everywhere, names only where the actor sees."""
    words = plain(words)
    digits = words.replace(" ", "").replace("-", "")
    if len(digits) == 18:
        known = people.find_by_identity(digits)
        return [known] if known else []
    if digits.lstrip("+").isdecimal():
        return people.find_by_phone(digits)
    return list(Person.objects.visible_to(by).filter(name=words).select_related("area")[:5])


class SomebodyField(forms.CharField):
    """The person for whom something is done at the desk. Set `by` before it is cleaned."""

    by: Actor

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("为谁办理"))
        kwargs.setdefault("help_text", gettext_lazy("填姓名、手机号或身份证号；有同名的请填号码。"))
        super().__init__(max_length=50, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        try:
            found = find(words, by=self.by)
        except Unfit as error:
            raise ValidationError(str(error)) from error
        if not found:
            raise ValidationError(_("没有找到这个人，请核对；还没登记的请先登记人员。"))
        if len(found) > 1:
            raise ValidationError(_("有 %d 位同名的人，请改填手机号或身份证号。") % len(found))
        return found[0]
