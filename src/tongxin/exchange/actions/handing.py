"""Handing a need up the tree or down again: the city plans, counties direct, streets coordinate, communities integrate
(YX-04). Who holds it owes the next step."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.events import NeedHandedDown, NeedHandedUp
from tongxin.exchange.models import UNMET, Need
from tongxin.exchange.procedure import NEED
from tongxin.kernel import duties
from tongxin.kernel.access import holds, serves_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

may_hand = (holds("needs.match") | holds("projects.approve")) & serves_area


class NotInLine(Refused):
    sentence = gettext_lazy("只能交给直接上级，或所在区域的下级党组织。")


def superior_of(need: Need) -> Organization | None:
    """The organization right above the one that holds the need. One query."""
    return Organization.objects.filter(
        principal__in=Organization.objects.filter(pk=need.host_id).values("principal__superior")
    ).first()


def below(need: Need, *, on: date) -> list[Organization]:
    """The Party organizations right below the holder, in whose place the need lies. One query."""
    around = Q(area_path__startswith=need.area_path) | Q(here__startswith=F("area_path"))
    rows = Organization.objects.of_line("territory").on(on).filter(parent=need.host_id)
    return list(rows.annotate(here=Value(need.area_path)).filter(around).order_by("name")[:60])


@transaction.atomic
def hand(*, need: Need, to: Organization, reason: str, by: Actor, at: datetime) -> None:
    """Let another level hold the need: up to the superior, or down to who works in the place. It stays at its step."""
    need.refresh_from_db(from_queryset=Need.objects.select_for_update(of=("self",)))
    if need.step not in UNMET:
        raise AlreadyMoved
    if not may_hand(by, need):
        raise NotYours
    if not reason.strip():
        raise Unfit(_("请写明为什么交出。"))
    above = superior_of(need)
    if to != above and to not in below(need, on=today(at)):
        raise NotInLine
    need.host = to
    need.save(update_fields=["host"])
    duties.close(need, outcome="handed", at=at)
    NEED.start(need, by=by, at=at)
    event = NeedHandedUp if to == above else NeedHandedDown
    record(event(need=need, to=to, reason=reason.strip()), by=by, at=at)
