"""The desk's list: duties of all rooms by due date, mine and those of my area that are late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import within
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.kernel.models import Duty
from tongxin.kernel.procedures import PROCEDURES
from tongxin.ui.showing import due_words


def mine(actor: Actor) -> QuerySet[Duty]:
    """Open duties of me and of the organization in whose name I act."""
    return Duty.objects.open().held_by(actor.own_ids)


def of_my_area(actor: Actor) -> QuerySet[Duty]:
    """Open duties on things that lie where I see; nothing for posts without an area."""
    if actor.sees.along != "area" or not actor.sees.path or actor.sees.extent == "self":
        return Duty.objects.none()
    return Duty.objects.open().filter(within("area_path", actor.sees))


def listing(at: datetime) -> Listing:
    """The list as of a moment: what is late is a question with a time in it."""
    return Listing(
        name="duties",
        title=_("待办"),
        columns=[
            Column("title", _("事项"), lambda duty: (duty.title, address_of(duty)), kind="link", plain=_title),
            Column("procedure", _("类别"), lambda duty: PROCEDURES[duty.procedure].label),
            Column("step", _("进展"), lambda duty: (_step(duty), "neutral"), kind="badge", plain=_step),
            Column("kind", _("要做的"), lambda duty: duty.get_kind_display()),
            Column("holder", _("责任主体"), lambda duty: duty.holder.name),
            Column("due", _("期限"), lambda duty: due_words(duty, at), kind="due", plain=lambda duty: duty.due_at),
        ],
        filters=[
            Filter("procedure", _("类别"), _procedures, lambda rows, name: rows.filter(procedure=name)),
            Filter("state", _("时限"), _states, lambda rows, state: _narrowed(rows, state, at)),
        ],
        orders=[Order("due", _("期限"), "due_at", newest_first=False), Order("newest", _("最新"), "pk")],
        empty=_("现在没有待办。新的事项到了会出现在这里。"),
        together=["holder"],
    )


def address_of(duty: Duty) -> str:
    return reverse("portal:go", args=[duty.subject_type, duty.subject_id])


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many open duties I have, how many of them are late, and how many are late in my area."""
    late = Q(due_at__lt=at, paused_at__isnull=True)
    own = mine(actor)
    return {
        "mine": own.count(),
        "mine_late": own.filter(late).count(),
        "area_late": of_my_area(actor).filter(late, kind=Duty.Kind.STEP).count(),
    }


def _title(duty: Duty) -> str:
    return duty.title


def _step(duty: Duty) -> str:
    return PROCEDURES[duty.procedure].label_of(duty.step, on=today(duty.laid_at), path=duty.area_path)


def _procedures(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(procedure.name, procedure.label) for procedure in PROCEDURES.values()]


def _states(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [("late", _("已超期")), ("running", _("未超期")), ("paused", _("已暂停"))]


def _narrowed(rows: QuerySet[Duty], state: str, at: datetime) -> QuerySet[Duty]:
    if state == "paused":
        return rows.filter(paused_at__isnull=False)
    late = Q(due_at__lt=at, paused_at__isnull=True)
    return rows.filter(late) if state == "late" else rows.exclude(late)
