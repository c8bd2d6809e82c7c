"""What may be heard of needs and resources, by those who asked (MHK-15)."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.exchange import events as said
from tongxin.exchange.models import Need, Resource
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.digests import Hook, Line, Topic


def _needs(actor: Actor, at: datetime) -> QuerySet[Need]:
    return Need.objects.public().unmet().select_related("area")


def _resources(actor: Actor, at: datetime) -> QuerySet[Resource]:
    still = Q(valid_to=None) | Q(valid_to__gte=today(at))
    return Resource.objects.public().free().filter(still).select_related("owner")


def _need(need: Need) -> Line:
    return Line(need.title, f"{need.area.name} · {need.kind_label}", reverse("exchange:public-need", args=[need.pk]))


def _resource(it: Resource) -> Line:
    return Line(it.title, f"{it.owner.name} · {it.kind_label}", reverse("exchange:public-resource", args=[it.pk]))


TOPICS = [
    Topic(
        "exchange.needs", _("资源需求"), news=(said.NeedVerified, said.NeedLetGo), rows=_needs, line=_need,
        codes=lambda need: [need.field], listed_in="fields", place=lambda need: need.area_path,
        owner=lambda need: need.proposer_id, help=_("社区核实过、还没有着落的需求"),
    ),
    Topic(
        "exchange.resources", _("可用资源"), news=(said.ResourcePublished,), rows=_resources, line=_resource,
        codes=lambda it: [it.field], listed_in="fields", place=lambda it: it.area_path,
        reach=lambda it: it.reach_path, owner=lambda it: it.owner_id, help=_("单位新拿出来的场地、技能、物资和时间"),
    ),
]  # fmt: skip

HOOKS = [
    Hook(said.NeedRaised, _("有新的需求")),
    Hook(said.NeedVerified, _("需求已核实")),
    Hook(said.NeedProposed, _("需求已提出项目")),
    Hook(said.NeedWithdrawn, _("需求已撤回")),
    Hook(said.ResourcePublished, _("资源已发布")),
    Hook(said.OfferMade, _("收到对接邀请")),
    Hook(said.OfferAccepted, _("对接邀请已接受")),
]
