"""Fields that several forms of this room share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongxin.organizations.models import Organization

# A date field of the browser understands one written form, whatever the language of the page.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
ROWS = forms.Textarea(attrs={"rows": 3})


class OrganizationField(forms.CharField):
    """An organization by its full name. Set `rows` before it is cleaned."""

    rows: QuerySet[Organization]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        found = list(self.rows.filter(name=name.strip())[:2]) if name else []
        if name and len(found) != 1:
            raise ValidationError(
                _("没有找到这个组织，请填登记的全称。") if not found else _("有同名的组织，请先到“组织”里核对。")
            )
        return found[0] if found else None
