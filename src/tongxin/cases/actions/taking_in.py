"""Taking in: a matter is reported, accepted, answered on the spot, or declined with the right way told."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.access import may_accept
from tongxin.cases.actions.closing import after_its_parts
from tongxin.cases.actions.letters import no_reply_needed, owe_reply, reply_given, reply_passes_on
from tongxin.cases.events import (
    CaseAccepted,
    CaseAnswered,
    CaseCorrected,
    CaseDeclined,
    CaseReported,
    CaseVoided,
    CaseWithdrawn,
)
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.cases.queries.callers import print_of
from tongxin.cases.reading import title_of, words_of
from tongxin.kernel import duties, reasons, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty
from tongxin.kernel.put import put
from tongxin.kernel.records import record
from tongxin.kernel.together import one_statement
from tongxin.organizations.hosting import Placed


class NoPlace(Unfit):
    sentence = gettext_lazy("请选择事情发生的地点。")


class NoDesk(Unfit):
    sentence = gettext_lazy("所选地点还没有受理组织，请先登记该地的党组织。")


class NothingSaid(Unfit):
    sentence = gettext_lazy("请写一句话，说明是什么事。")


@one_statement
def report(
    *, text: str, channel: str, placed: Placed | None, by: Actor, at: datetime, kind: str = "help", category: str = "",
    title: str = "", reporter_id: int | None = None, caller_name: str = "", caller_phone: str = "", **said: Any,
) -> Case:  # fmt: skip
    """Write down a matter that somebody raised; its channel and its place are required. The desk owes the next step.

    `said` holds any of place, longitude, latitude (WGS-84), datum, urgent, hides_caller, outside_number, parent_id.
    Raises NothingSaid, NoPlace, NoDesk.
    """
    case = new_case(
        text=text, channel=channel, placed=placed, kind=kind, category=category, title=title, reporter_id=reporter_id,
        caller_name=caller_name, caller_phone=caller_phone, by=by, at=at, **said,
    )  # fmt: skip
    put(case)
    CASE.start(case, by=by, at=at)
    record(CaseReported(case=case, channel=terms.label("case_channels", channel)), by=by, at=at)
    owe_reply(case, at=at)
    return case


def new_case(
    *, text: str, channel: str, placed: Placed | None, kind: str, category: str, title: str, reporter_id: int | None,
    caller_name: str, caller_phone: str, by: Actor, at: datetime, **said: Any,
) -> Case:  # fmt: skip
    """The case as it will be written, checked."""
    if not text.strip():
        raise NothingSaid
    if placed is None:
        raise NoPlace
    if placed.host_id is None:
        raise NoDesk
    about = _category_columns(category, placed.area.path, at)
    return Case(
        title=title.strip()[:60] or title_of(text), text=text.strip(), kind=terms.need("case_kinds", kind).code,
        channel=terms.need("case_channels", channel).code, area=placed.area, area_path=placed.area.path,
        community_path=placed.community_path, desk_id=placed.host_id, bodies=[placed.host_id], reporter_id=reporter_id,
        caller_name=caller_name.strip() or None, caller_phone=caller_phone.strip() or None,
        caller_print=print_of(caller_phone), raised_by_id=by.principal_id or None, raised_at=at, raised_on=today(at),
        step="reported", step_at=at, words=words_of(f"{title}。{text}"), **(about | said),
    )  # fmt: skip


def _category_columns(code: str, path: str, at: datetime) -> dict[str, Any]:
    """What a case takes over from its category; nothing where none was named yet."""
    if not code:
        return {}
    category = catalogue.need(code, on=today(at), path=path)
    return {"category": category.code, "urgent": category.is_urgent, "is_public": category.is_public}


@transaction.atomic
def accept(*, case: Case, by: Actor, at: datetime, category: str = "") -> None:
    """Take the matter up, under a category of the catalogue."""
    with CASE.moving(case, "accept", by=by, at=at):
        file_under(case, category or case.category, at)
    record(CaseAccepted(case=case, category=case.category_label), by=by, at=at)


def file_under(case: Case, category: str, at: datetime) -> None:
    """Give the case its category with what follows from it."""
    if not category:
        raise Unfit(_("请先选择类别再受理。"))
    for name, value in _category_columns(category, case.area_path, at).items():
        setattr(case, name, value)


@transaction.atomic
def decline(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Say that it cannot be taken up here: why, and which way is the right one. `reason` is a code of the list."""
    term = terms.need("case_decline_reasons", reason)
    with CASE.moving(case, "decline", by=by, at=at):
        pass
    instead = str(term.data.get("instead", ""))
    reply_given(case, at=at)
    record(CaseDeclined(case=case, reason=term.label, instead=instead), by=by, at=at)


@transaction.atomic
def answer(*, case: Case, answer: str, by: Actor, at: datetime, category: str = "") -> None:
    """Answer a consultation, or say that it was solved on the spot; the reporter has the last word."""
    if not answer.strip():
        raise Unfit(_("请写明怎样答复的。"))
    with CASE.moving(case, "answer", by=by, at=at):
        after_its_parts(case)
        if category:
            file_under(case, category, at)
        case.answer = answer.strip()
        case.handled_by_id = by.principal_id or None
    reply_given(case, at=at)
    record(CaseAnswered(case=case, answer=case.answer), by=by, at=at)


@transaction.atomic
def withdraw(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Take it back; only before somebody was sent."""
    reason = reasons.needed(reason)
    with CASE.moving(case, "withdraw", by=by, at=at):
        pass
    no_reply_needed(case, at=at)
    record(CaseWithdrawn(case=case, reason=reason), by=by, at=at)


@transaction.atomic
def void(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Strike out what is no matter at all (a test, a wrong button), with the reason; it stays to be read."""
    reason = reasons.needed(reason)
    with CASE.moving(case, "void", by=by, at=at):
        pass
    no_reply_needed(case, at=at)
    record(CaseVoided(case=case, reason=reason), by=by, at=at)


@transaction.atomic
def correct(*, case: Case, by: Actor, at: datetime, placed: Placed | None = None, **changes: Any) -> None:
    """Correct where it is and what it is about, before somebody was sent: place, category, kind, urgent, point."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in ("reported", "accepted"):
        raise AlreadyMoved
    if not may_accept(by, case):
        raise NotYours
    if placed is not None and placed.area.pk != case.area_id:
        _move_to(case, placed, by, at)
        changes["area"] = placed.area
    if changes.get("category"):
        file_under(case, changes["category"], at)
    for name, value in changes.items():
        setattr(case, name, value)
    case.save()
    reply_passes_on(case, at=at)
    labels = [str(Case._meta.get_field(name).verbose_name) for name in changes]  # type: ignore[union-attr]
    record(CaseCorrected(case=case, changed="、".join(labels)), by=by, at=at)


def _move_to(case: Case, placed: Placed, by: Actor, at: datetime) -> None:
    """Another place may have another desk, which then owes the step."""
    if placed.host_id is None:
        raise NoDesk
    case.area, case.area_path, case.community_path = placed.area, placed.area.path, placed.community_path
    if placed.host_id == case.desk_id:
        # The same desk owes the same step, by the same day.
        Duty.objects.open().about(case).update(area_path=case.area_path)
        return
    case.desk_id, case.bodies = placed.host_id, sorted({*case.bodies, placed.host_id})
    duties.close(case, outcome="moved", at=at)
    CASE.start(case, by=by, at=at)
