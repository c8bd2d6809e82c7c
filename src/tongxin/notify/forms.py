from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.digests import Hook, Topic
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Principal
from tongxin.notify import news, wire
from tongxin.notify.channels import channels, offered
from tongxin.notify.events import DigestMade, EndpointPinged
from tongxin.notify.models import ApiKey
from tongxin.notify.models.digest import Rhythm
from tongxin.organizations.models import Organization, Post


class MailForm(forms.Form):
    address = forms.EmailField(label=_("电子邮箱"), max_length=200, help_text=_("只用来发通知；停发时地址随即删除。"))


class SubscriptionForm(forms.Form):
    """How one topic is heard. Places and channels are those that the subscriber may choose."""

    rhythm = forms.ChoiceField(label=_("多久一次"), choices=Rhythm.choices, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(label=_("怎样接收"), required=False, widget=forms.CheckboxSelectMultiple)
    codes = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, help_text=_("一项也不选，就是全部。")
    )
    area = forms.ModelChoiceField(
        label=_("区域"), queryset=Area.objects.none(), required=False, empty_label=_("不限"),
        help_text=_("包括下级区域，以及服务范围覆盖这里的资源。"),
    )  # fmt: skip

    def __init__(self, *args: Any, topic: Topic, subscriber: Principal, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = offered(subscriber)  # type: ignore[attr-defined]
        self.fields["channels"].help_text = " ".join(
            str(each.help) for each in channels().values() if each.help and each.code in dict(offered(subscriber))
        )
        self.fields["codes"].label = topic.codes_label
        self.fields["codes"].choices = terms.choices(topic.listed_in)  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("rhythm") not in (None, Rhythm.NEVER) and not given.get("channels"):
            self.add_error("channels", _("请至少选择一种接收方式。"))
        return given


#: Carried without being chosen.
OWN = (EndpointPinged.kind, DigestMade.kind)


class KindsForm(forms.Form):
    """Which facts an endpoint is told of, of those that its organization may see."""

    kinds = forms.MultipleChoiceField(label=_("推送内容"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organization: Organization, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hooks = news.hooks_for(organization, at=at)
        self.fields["kinds"].choices = _by_matter(hooks.values())  # type: ignore[attr-defined]


def _by_matter(hooks: Iterable[Hook]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Choices under the matters they belong to: the rooms by what they are called, in the order they come."""
    rooms: dict[str, list[tuple[str, Any]]] = {}
    for kind, label in ((hook.event.kind, hook.label) for hook in hooks if hook.event.kind not in OWN):
        rooms.setdefault(kind.partition(".")[0], []).append((kind, label))
    return [(apps.get_app_config(room).verbose_name, choices) for room, choices in rooms.items()]


class EndpointForm(KindsForm):
    """A new endpoint: where, and what."""

    url = forms.CharField(
        label=_("接收地址"), max_length=300, help_text=_("本单位系统的网址，以 https:// 开头；须能从互联网访问。"),
        widget=forms.URLInput,
    )  # fmt: skip
    field_order = ["url", "kinds"]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            wire.place_of(url)
        except Unfit as error:
            raise forms.ValidationError(str(error)) from error
        return url


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name} · {obj.role_label}"


class ApiKeyForm(forms.Form):
    """A new key: for which system, what it may do, and through whose post."""

    label = forms.CharField(label=_("给哪个系统用"), max_length=60)
    may = forms.MultipleChoiceField(
        label=_("可以做什么"), choices=ApiKey.May.choices, widget=forms.CheckboxSelectMultiple
    )
    post = PostChoice(
        label=_("以哪个岗位办理"), queryset=Post.objects.none(), required=False, empty_label=_("不绑定，只转入诉求"),
        help_text=_("密钥只能做这个岗位能做的事，离任即失效；会通知任职人。"),
    )  # fmt: skip

    def __init__(self, *args: Any, organization: Organization, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Post.objects.on(on).filter(organization=organization).select_related("person", "organization")
        self.fields["post"].queryset = held.order_by("pk")  # type: ignore[attr-defined]
