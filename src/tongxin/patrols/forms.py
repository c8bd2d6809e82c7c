"""The forms of this room: a plan, its route, a place, the roster of a team, and what was seen at a stop."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.fields import DayField, DeedForm, PlaceField
from tongxin.cases.pictures import Picture, drawn_anew
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import Limit
from tongxin.kernel.errors import Unfit
from tongxin.organizations.models import Organization
from tongxin.patrols.actions.walking import Said
from tongxin.patrols.models import Check, PatrolPlan
from tongxin.patrols.returning import CHOICES, rhythm_of
from tongxin.people.finding import SomebodyField

UNITS = [("working_day", _("工作日")), ("day", _("自然日")), ("hour", _("小时"))]
LINES = forms.Textarea(attrs={"rows": 4})


class TeamField(forms.CharField):
    """An organization by its full name, within reach of who fills in the form; those nearby are offered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.actor: Actor | None = None
        self.on: date | None = None

    def rows(self) -> Any:
        assert self.actor is not None and self.on is not None
        return teams_near(self.actor, self.on)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        found = list(self.rows().filter(name=name.strip())[:2]) if name else []
        if name and len(found) != 1:
            words = _t("没有找到这支队伍，请填登记的全称。") if not found else _t("有同名的组织，请先到“组织”里核对。")
            raise forms.ValidationError(words)
        return found[0] if found else None


def teams_near(actor: Actor, on: date) -> Any:
    """Organizations that the actor's post reaches; of the actor's own place, those that lie there."""
    rows = Organization.objects.on(on)
    if actor.steers.along == "area":
        return rows.filter(area_path__startswith=actor.steers.path)
    return rows.filter(path__startswith=actor.steers.path)


class LimitMixin(forms.Form):
    amount = forms.IntegerField(label=_("每轮时限"), min_value=1, max_value=90)
    unit = forms.ChoiceField(label=_("时限单位"), choices=UNITS)

    def limit(self) -> Limit:
        return Limit(self.cleaned_data["amount"], self.cleaned_data["unit"])


class PlanForm(DeedForm, LimitMixin):
    """A new plan out of a list of the profile; the checks can be edited afterwards on its page."""

    name = forms.CharField(label=_("计划名称"), max_length=60)
    checklist = forms.ChoiceField(label=_("检查什么"), help_text=_("标“示例”的清单请按本地情况改。"))
    area = PlaceField(label=_("区域"))
    team = TeamField(label=_("谁去巡查"), help_text=_("填志愿服务队、党小组等组织的全称。"))
    every = forms.ChoiceField(label=_("多久一次"), choices=CHOICES)
    valid_from = DayField(label=_("第一天"))
    valid_to = DayField(label=_("最后一天"), required=False, help_text=_("不填就一直巡下去。"))
    field_order = ("name", "checklist", "area", "team", "every", "valid_from", "valid_to", "amount", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = terms.terms("patrol_checklists").values()
        named = [(t.code, _t("%s（示例）") % t.label if t.is_example else t.label) for t in lists if t.is_active]
        self.choose("checklist", named, empty=True)

    def given(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("name", "checklist", "area", "team", "every", "valid_from")}
        return told | {"valid_to": self.cleaned_data["valid_to"], "limit": self.limit()}


class ChangePlanForm(DeedForm, LimitMixin):
    """What may change while a plan runs; it holds from the next round."""

    name = forms.CharField(label=_("计划名称"), max_length=60)
    team = TeamField(label=_("谁去巡查"))
    every = forms.ChoiceField(label=_("多久一次"), choices=CHOICES)
    checks = forms.CharField(
        label=_("检查项"), widget=LINES, max_length=1000, help_text=_("一行一条，问一件看得见的事。")
    )
    advice = forms.CharField(
        label=_("顺便说的养护要点"), widget=LINES, max_length=500, required=False, help_text=_("巡查时读给住户听。")
    )
    field_order = ("name", "team", "every", "amount", "unit", "checks", "advice")

    @staticmethod
    def first(plan: PatrolPlan) -> dict[str, Any]:
        return {
            "name": plan.name, "team": plan.team.name, "every": rhythm_of(plan.rule), "amount": plan.walk_amount,
            "unit": plan.walk_unit, "checks": "\n".join(check.label for check in plan.checklist), "advice": plan.advice,
        }  # fmt: skip

    def given(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("name", "team", "every", "advice")}
        return told | {"checks": self.cleaned_data["checks"].splitlines(), "limit": self.limit()}


class RouteForm(forms.Form):
    """The places of a route by their numbers; one without a number is left out."""

    def __init__(self, *args: Any, places: list[Any], route: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[f"stop_{place.pk}"] = forms.IntegerField(
                label=_t("%s的顺序") % place.name, required=False, min_value=1, max_value=99,
                initial=route.get(place.pk), widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    def chosen(self) -> list[Any]:
        """In the order of the numbers; of two with the same number the one listed first goes before."""
        numbered = [place for place in self.places if self.cleaned_data[f"stop_{place.pk}"]]
        return sorted(numbered, key=lambda place: int(self.cleaned_data[f"stop_{place.pk}"]))

    def rows(self) -> list[tuple[Any, Any]]:
        return [(place, self[f"stop_{place.pk}"]) for place in self.places]


class NewPlaceForm(DeedForm):
    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("写地方或设施的名字，例如“戴家老宅”，不写人名。")
    )
    area = PlaceField(label=_("所在区域"))
    where = forms.CharField(label=_("具体位置"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", terms.choices("patrol_place_kinds"), empty=True)


class EndForm(forms.Form):
    on = DayField(label=_("最后一天"))


class JoinForm(forms.Form):
    person = SomebodyField(label=_("谁"))
    standing = forms.ChoiceField(label=_("身份"))
    on = DayField(label=_("从哪天起"))
    freely = forms.BooleanField(label=_("本人自愿参加，不取报酬"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].by = actor  # type: ignore[attr-defined]
        self.fields["standing"].choices = [("", _t("请选择")), *terms.choices("patrol_standings")]  # type: ignore[attr-defined]


FINE, BROKEN = "fine", "broken"


class MarkForm(forms.Form):
    """What was seen at a stop: each check fine or a defect in words, with photos where there is a network."""

    def __init__(self, data: Any = None, files: Any = None, *, checks: list[Check], at: date) -> None:
        super().__init__(data)
        self.checks, self.sent, self.day = checks, files, at
        for check in checks:
            self.fields[f"check_{check.code}"] = forms.ChoiceField(
                label=check.label, choices=[(FINE, _t("完好")), (BROKEN, _t("有问题"))],
                error_messages={"required": _t("请选“完好”或“有问题”。")},
            )  # fmt: skip
            self.fields[f"words_{check.code}"] = forms.CharField(label=_t("看到了什么"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for check in self.checks:
            if given.get(f"check_{check.code}") == BROKEN and not given.get(f"words_{check.code}"):
                self.add_error(f"words_{check.code}", _t("有问题的，请写一句看到了什么。"))
            try:
                given[f"photos_{check.code}"] = self._pictures(check)
            except Unfit as unfit:
                self.add_error(f"words_{check.code}", str(unfit))
        return given

    def _pictures(self, check: Check) -> list[Picture]:
        sent = self.sent.getlist(f"photos_{check.code}") if self.sent else []
        return drawn_anew(sent, on=self.day) if sent else []

    def said(self) -> list[Said]:
        given = self.cleaned_data
        return [
            Said(
                check.code, given[f"check_{check.code}"] == FINE, given[f"words_{check.code}"],
                given[f"photos_{check.code}"],
            )
            for check in self.checks
        ]  # fmt: skip

    def rows(self) -> list[tuple[Check, Any, Any]]:
        """Each check with its two fields, for the page."""
        return [(check, self[f"check_{check.code}"], self[f"words_{check.code}"]) for check in self.checks]


def first_plan(checklist: str, on: date) -> dict[str, Any]:
    """What a new plan begins with: the rhythm and the limit of its list."""
    term = terms.find("patrol_checklists", checklist)
    data = term.data if term else {}
    return {
        "checklist": checklist, "every": data.get("every", "week"), "amount": data.get("within", 3),
        "unit": "working_day", "valid_from": on, "name": term.label if term else "",
    }  # fmt: skip
