"""Dispatching: a lead with assisting bodies, a limit that is kept, sending back, and passing along the tree."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.access import may_accept, may_dispatch
from tongxin.cases.actions.calling import call_bodies
from tongxin.cases.actions.letters import reply_passes_on
from tongxin.cases.actions.taking_in import report
from tongxin.cases.events import (
    CaseDispatched,
    CasePassedDown,
    CasePassedUp,
    CaseSentBack,
    CaseSplit,
    CaseTaken,
)
from tongxin.cases.models import OPEN, Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import duties, reasons
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.procedures import limit_of, spell_limit
from tongxin.kernel.records import record
from tongxin.kernel.together import together
from tongxin.organizations.hosting import Placed
from tongxin.organizations.models import Organization


class NotInForce(Unfit):
    sentence = gettext_lazy("所选单位已停止运行，请另选一个。")


class NotInLine(Refused):
    sentence = gettext_lazy("只能交给直接上级，或所在区域的下级党组织。")


@transaction.atomic
def dispatch(
    *, case: Case, lead: Organization, by: Actor, at: datetime, assisting: Sequence[Organization] = (), asks: str = "",
    limit: Limit | None = None, checker_id: int | None = None, is_ruled: bool = False,
) -> None:  # fmt: skip
    """Hand the case to the body that leads; the limits of its category are kept with it from now on (BL-15).

    A ruled dispatch settles whose competence it is: it cannot be sent back (`domain.md` 5.4). Assisting bodies are
    called at once.
    """
    if not lead.holds_on(today(at)):
        raise NotInForce
    others = "、".join(each.name for each in assisting)
    with together():
        with CASE.moving(case, "dispatch", by=by, at=at):
            hand_to(case, lead, limit, by, at)
            case.checker_id = checker_id
            case.is_ruled = is_ruled
            case.bodies = sorted({*case.bodies, lead.pk, *(each.pk for each in assisting)})
        event = CaseDispatched(
            case=case, lead=lead.name, assisting=_("协办：%s") % others if others else "",
            limit=spell_limit(case.handle_limit),
        )  # fmt: skip
        record(event, by=by, at=at)
    call_bodies(case, assisting, asks, by, at)


def hand_to(case: Case, lead: Organization, limit: Limit | None, by: Actor, at: datetime) -> None:
    """Write down who leads, and the limits that hold for it from now on."""
    category = catalogue.held(case.category, on=today(at), path=case.area_path)
    # Where the category sets none, the step does; that too is as it is today, whenever the order is taken.
    of_step = limit_of(CASE.setting("handling", on=today(at), path=case.area_path))
    handle = limit or (category.handle_limit if category else None) or of_step
    respond = category.respond_limit if category else None
    case.lead, case.dispatched_by_id, case.dispatched_at = lead, by.principal_id or None, at
    case.handle_amount, case.handle_unit = (handle.amount, handle.unit) if handle else (None, "")
    case.respond_amount, case.respond_unit = (respond.amount, respond.unit) if respond else (None, "")
    case.handled_by = case.checked_by = None


@transaction.atomic
def dispatch_many(*, cases: Sequence[Case], lead: Organization, by: Actor, at: datetime) -> tuple[int, int]:
    """Hand several cases to one body; returns how many went, and how many somebody had moved before or may not be."""
    went = 0
    for case in sorted(cases, key=lambda case: case.pk):
        try:
            with transaction.atomic():
                dispatch(case=case, lead=lead, by=by, at=at)
                went += 1
        except (AlreadyMoved, NotYours):
            continue
    return went, len(cases) - went


@transaction.atomic
def take(*, case: Case, by: Actor, at: datetime) -> None:
    """The lead takes the order; the clock of handling begins."""
    with CASE.moving(case, "take", by=by, at=at):
        pass
    record(CaseTaken(case=case), by=by, at=at)


@transaction.atomic
def send_back(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Give a wrong order back to the desk, with the reason."""
    reason = reasons.needed(reason, most=200)
    with CASE.moving(case, "send_back", by=by, at=at):
        lead = case.lead.name if case.lead else ""
        case.lead, case.checker = None, None
        case.returned += 1
    record(CaseSentBack(case=case, lead=lead, reason=reason), by=by, at=at)


@transaction.atomic
def pass_on(*, case: Case, to: Organization, reason: str, by: Actor, at: datetime) -> None:
    """Let another level desk the case, up to the superior or down to who works in the place (MHK-04)."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in ("reported", "accepted"):
        raise AlreadyMoved
    if not (may_accept(by, case) or may_dispatch(by, case)):
        raise NotYours
    reason = reasons.needed(reason, most=200)
    above = superior_of(case)
    if to != above and to not in below(case, at=at):
        raise NotInLine
    case.desk, case.bodies = to, sorted({*case.bodies, to.pk})
    case.save(update_fields=["desk", "bodies"])
    reply_passes_on(case, at=at)
    duties.close(case, outcome="passed_on", at=at)
    CASE.start(case, by=by, at=at)
    event = CasePassedUp if to == above else CasePassedDown
    record(event(case=case, to=to, reason=reason), by=by, at=at)


def superior_of(case: Case) -> Organization | None:
    """The organization right above the desk. One query."""
    return Organization.objects.filter(
        principal__in=Organization.objects.filter(pk=case.desk_id).values("principal__superior")
    ).first()


def below(case: Case, *, at: datetime) -> list[Organization]:
    """The Party organizations right below the desk around or in the place of the case. One query."""
    rows = Organization.objects.of_line("territory").on(today(at)).filter(parent=case.desk_id).order_by("name")
    return [
        each for each in rows[:200]
        if case.area_path.startswith(each.area_path) or each.area_path.startswith(case.area_path)
    ]  # fmt: skip


@transaction.atomic
def split(*, case: Case, text: str, by: Actor, at: datetime, category: str = "") -> Case:
    """Make a part of the case a case of its own, at any depth; the whole cannot be closed before its parts (C07-5)."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in OPEN:
        raise AlreadyMoved
    if not may_dispatch(by, case):
        raise NotYours
    placed = Placed(case.area, case.community_path, case.desk_id)
    child = report(
        text=text, channel=case.channel, placed=placed, kind=case.kind, category=category or case.category,
        place=case.place, longitude=case.longitude, latitude=case.latitude, datum=case.datum, parent_id=case.pk,
        by=by, at=at,
    )  # fmt: skip
    record(CaseSplit(case=case, child=child), by=by, at=at)
    return child
