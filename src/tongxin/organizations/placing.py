"""Placing: the field in which somebody chooses where a matter lies."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from tongxin.kernel.actor import Actor
from tongxin.organizations.hosting import Placed, place, places_for


class PlaceField(forms.IntegerField):
    """A place within the actor's reach; cleaned to where it lies and who answers for it, with one query."""

    widget = forms.Select
    by: Actor
    on: date

    def offer_places(self, by: Actor, on: date) -> None:
        self.by, self.on = by, on
        # Read only when the form is drawn: raising a matter asks no list of places.
        self.widget.choices = (
            lambda: [  # type: ignore[assignment,misc]
                ("", _t("请选择")),
                *((a.pk, a.name) for a in places_for(by.area_path, on=on)[:500]),
            ]
        )

    def clean(self, value: Any) -> Placed | None:
        pk = super().clean(value)
        if pk is None:
            return None
        placed = place(pk, on=self.on)
        around = placed is not None and self.by.area_path.startswith(placed.community_path)
        if placed is None or not (placed.area.path.startswith(self.by.area_path) or around):
            raise ValidationError(_t("请从列表里选择您所在范围内的地点。"))
        return placed
