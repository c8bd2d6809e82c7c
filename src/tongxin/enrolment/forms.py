"""What is asked of who checks in, and of who offers a post."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.activities.insurance_fields import DangersField
from tongxin.alliance.fields import OrganizationField
from tongxin.areas.models import Area
from tongxin.areas.queries import find_place
from tongxin.enrolment.models import ServicePost
from tongxin.enrolment.queries import successor_or_place
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.organizations.models import Organization
from tongxin.people.finding import SomebodyField

# A date field of the browser understands one written form, whatever the language of the page.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class OfferForm(forms.Form):
    """What a member shows and offers: steps two and three of the check-in."""

    wishes = forms.MultipleChoiceField(label=_("服务意愿"), required=False, widget=forms.CheckboxSelectMultiple)
    skills = forms.CharField(
        label=_("特长"), max_length=200, required=False, help_text=_("可填多项，用顿号或逗号隔开，如：理发、电工。")
    )
    shows_identity = forms.BooleanField(
        label=_("愿意在社区亮明党员身份"), required=False, help_text=_("自愿，可随时取消；不影响报到。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wishes"].choices = terms.choices("service_post_kinds")  # type: ignore[attr-defined]

    def clean_skills(self) -> list[str]:
        text = self.cleaned_data["skills"]
        for sign in "，,；;/":
            text = text.replace(sign, "、")
        return [skill.strip() for skill in text.split("、") if skill.strip()]


class CheckInForm(OfferForm):
    """A member chooses the community and why there."""

    basis = forms.ChoiceField(label=_("报到依据"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("向哪个社区报到"), max_length=80, help_text=_("填社区名称；有重名时写成“街道/社区”。")
    )
    field_order: Any = ("basis", "place", "wishes", "skills", "shows_identity")

    def __init__(self, *args: Any, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["basis"].choices = self.bases()  # type: ignore[attr-defined]

    def bases(self) -> list[tuple[str, str]]:
        """Floating members from outside of the city bring their papers to the desk."""
        outside = {code for code, term in terms.terms("enrolment_bases").items() if term.data.get("outside")}
        return [(code, label) for code, label in terms.choices("enrolment_bases") if code not in outside]

    def clean_place(self) -> Area:
        text, on = self.cleaned_data["place"], today(self.at)
        try:
            return find_place(text, on=on)
        except Unfit as error:
            # A community that was merged is found too, so that the refusal can name the one that took over.
            if gone := successor_or_place(text, on=on):
                return gone
            raise ValidationError(str(error)) from error


class DeskCheckInForm(CheckInForm):
    """At the desk, for the member who stands there."""

    who = SomebodyField(label=_("报到党员"))
    outside_home = forms.CharField(
        label=_("市外的组织关系所在党组织"), max_length=80, required=False,
        help_text=_("只有流动党员填，按党员证明信上的全称。"),
    )  # fmt: skip
    field_order: Any = ("who", "basis", "outside_home", "place", "wishes", "skills", "shows_identity")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]
        if len(self.bases()) == len(super().bases()):
            del self.fields["outside_home"]

    def bases(self) -> list[tuple[str, str]]:
        return terms.choices("enrolment_bases")


class UnitForm(forms.Form):
    """A unit's Party organization checks in with the community where it sits."""

    organization = OrganizationField(label=_("报到单位"), help_text=_("填登记的全称。"))
    area = forms.ModelChoiceField(label=_("接收社区"), queryset=Area.objects.none(), empty_label=None)
    contact = forms.CharField(label=_("联系人"), max_length=50, required=False)
    pledge = forms.CharField(
        label=_("承诺事项"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("准备为社区做什么，例如“每季度一次用电安全检查”。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, organizations: QuerySet[Organization], places: QuerySet[Area], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = organizations  # type: ignore[attr-defined]
        self.fields["area"].queryset = places  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """The head of the community's Party organization checks in with a unit."""

    unit = OrganizationField(label=_("向哪个单位报到"), help_text=_("填登记的全称。"))
    who = SomebodyField(label=_("报到的负责人"))

    def __init__(self, *args: Any, actor: Actor, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].rows = units  # type: ignore[attr-defined]
        self.fields["who"].by = actor  # type: ignore[attr-defined]


class PostForm(forms.Form):
    """A service post as it is offered."""

    title = forms.CharField(label=_("岗位名称"), min_length=2, max_length=40)
    kind = forms.ChoiceField(label=_("类别"))
    area = forms.ModelChoiceField(label=_("社区"), queryset=Area.objects.none(), empty_label=None)
    duties = forms.CharField(label=_("做什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    at_junction = forms.BooleanField(label=_("路口岗，按班次值守"), required=False)
    hours = forms.DecimalField(label=_("每次约需几小时"), min_value=0, max_digits=4, decimal_places=1, initial=2)
    places = forms.IntegerField(label=_("名额"), min_value=1, max_value=500, initial=2)
    dangers = DangersField()
    valid_from = forms.DateField(label=_("自"), widget=DAY)
    valid_to = forms.DateField(label=_("至"), widget=DAY, required=False, help_text=_("不填就长期有效。"))

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = terms.choices("service_post_kinds")  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class CorrectPostForm(PostForm):
    """What may change once people have claimed it; kind, community and first day stay."""

    def __init__(self, *args: Any, post: ServicePost, **kwargs: Any) -> None:
        said = ("title", "duties", "place", "hours", "places", "dangers", "valid_to")
        kwargs["initial"] = {name: getattr(post, name) for name in said}
        super().__init__(*args, areas=Area.objects.none(), **kwargs)
        for name in ("kind", "area", "valid_from", "at_junction"):
            del self.fields[name]


class ClaimForForm(forms.Form):
    """Claim at the desk for somebody who stands there, or for a unit by its name."""

    who = SomebodyField(label=_("认领人"), required=False)
    unit = OrganizationField(label=_("或单位"), required=False, help_text=_("单位填登记的全称。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].by = actor  # type: ignore[attr-defined]
        self.fields["unit"].rows = Organization.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and bool(found.get("who")) == bool(found.get("unit")):
            raise ValidationError(_("请填认领人或单位其中一项。"))
        return found

    @property
    def subject_id(self) -> int:
        return int((self.cleaned_data["who"] or self.cleaned_data["unit"]).pk)
