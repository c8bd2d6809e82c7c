"""What is done to a need before a project carries it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.events import (
    NeedDeclined,
    NeedEdited,
    NeedGainedVoice,
    NeedJoined,
    NeedMatching,
    NeedRaised,
    NeedVerified,
    NeedWithdrawn,
)
from tongxin.exchange.models import UNMET, Need
from tongxin.exchange.models.need import EDITABLE
from tongxin.exchange.procedure import NEED, proposer
from tongxin.exchange.queries import Placed
from tongxin.exchange.reading import vocabulary
from tongxin.kernel import duties, reasons, terms
from tongxin.kernel.access import holds, serves_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.put import put
from tongxin.kernel.records import record
from tongxin.kernel.together import one_statement

may_edit = proposer | (holds("needs.verify") & serves_area)
may_pause = holds("needs.match") & serves_area


class NoPlace(Unfit):
    sentence = gettext_lazy("请选择需求发生的地点。")


class NoHost(Unfit):
    sentence = gettext_lazy("所选地点还没有可以承办的党组织，请先登记该地的党组织。")


class DayPast(Unfit):
    sentence = gettext_lazy("希望的日期不能早于今天。")


class DaysReversed(Unfit):
    sentence = gettext_lazy("结束日期不能早于开始日期。")


class NotATwin(Refused):
    sentence = gettext_lazy("只能并入同一社区里仍在办理的另一条需求。")


@one_statement
def raise_need(
    *,
    title: str,
    channel: str,
    kind: str,
    placed: Placed | None,
    by: Actor,
    at: datetime,
    field: str = "",
    proposer_id: int | None = None,
    **said: Any,
) -> Need:
    """Write down a need; its channel and its place are required (MHK-07). The host owes the next step.

    `said` holds any of text, place, households, quantity, unit, contact, wanted_from, wanted_by, weekdays, opens,
    closes.
    """
    need = new_need(
        title=title, channel=channel, kind=kind, placed=placed, field=field, proposer_id=proposer_id, by=by, at=at,
        **said,
    )  # fmt: skip
    put(need)
    NEED.start(need, by=by, at=at)
    record(NeedRaised(need=need, channel=terms.label("need_channels", channel)), by=by, at=at)
    return need


def new_need(
    *, title: str, channel: str, kind: str, placed: Placed | None, field: str, proposer_id: int | None, by: Actor,
    at: datetime, **said: Any,
) -> Need:  # fmt: skip
    """The need as it will be written, checked: NoPlace, NoHost, DayPast, DaysReversed."""
    if placed is None:
        raise NoPlace
    if placed.host_id is None:
        raise NoHost
    source, about = terms.need("need_channels", channel), terms.need("kinds", kind)
    _check_days(said, at)
    return Need(
        title=title.strip(), channel=source.code, kind=kind, field=field or about.data["field"], area=placed.area,
        area_path=placed.area.path, community_path=placed.community_path, host_id=placed.host_id,
        proposer_id=proposer_id, raised_by_id=by.principal_id or None, raised_at=at, raised_on=today(at),
        step="registered", step_at=at, words=vocabulary().read(f"{title}。{said.get('text', '')}"), **said,
    )  # fmt: skip


@transaction.atomic
def edit_need(*, need: Need, by: Actor, at: datetime, **changes: Any) -> list[str]:
    """Change what was said, as long as no project carries the need. Returns the labels of what changed."""
    need.refresh_from_db(from_queryset=Need.objects.select_for_update(of=("self",)))
    if need.step not in UNMET:
        raise AlreadyMoved
    if not may_edit(by, need):
        raise NotYours
    changed = [name for name in EDITABLE if name in changes and getattr(need, name) != changes[name]]
    if not changed:
        return []
    _check_days({name: changes[name] for name in changed}, at)
    for name in changed:
        setattr(need, name, changes[name])
    need.words = vocabulary().read(f"{need.title}。{need.text}")
    need.save()
    labels = [str(Need._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    record(NeedEdited(need=need, changed="、".join(labels)), by=by, at=at)
    return labels


@transaction.atomic
def verify(*, need: Need, by: Actor, at: datetime) -> None:
    """Say that the need is as it was told."""
    with NEED.moving(need, "verify", by=by, at=at):
        pass
    record(NeedVerified(need=need), by=by, at=at)


@transaction.atomic
def start_matching(*, need: Need, by: Actor, at: datetime) -> None:
    """Begin to look for resources."""
    with NEED.moving(need, "match", by=by, at=at):
        pass
    record(NeedMatching(need=need), by=by, at=at)


@transaction.atomic
def join(*, need: Need, into: Need, by: Actor, at: datetime) -> None:
    """Let a twin travel with another need: its voices count there, all proposers stay told (MHK-07)."""
    # Both rows are locked in the order of their keys, so that two opposite joins cannot wait for each other.
    pair = {each.pk: each for each in Need.objects.filter(pk__in=[need.pk, into.pk]).order_by("pk").select_for_update()}
    into = pair[into.pk]
    if need.pk == into.pk or into.step not in UNMET or into.community_path != need.community_path:
        raise NotATwin
    with NEED.moving(need, "join", by=by, at=at):
        need.joined_into = into
    Need.objects.filter(joined_into=need).update(joined_into=into)
    Need.objects.filter(pk=into.pk).update(voices=F("voices") + need.voices)
    record(NeedJoined(need=need, into=into), by=by, at=at)
    record(NeedGainedVoice(need=into, voices=into.voices + need.voices), by=by, at=at)


@transaction.atomic
def withdraw_need(*, need: Need, reason: str, by: Actor, at: datetime) -> None:
    """Take the need back; only before a project carries it."""
    reason = reasons.needed(reason, most=200)
    with NEED.moving(need, "withdraw", by=by, at=at):
        pass
    record(NeedWithdrawn(need=need, reason=reason), by=by, at=at)


@transaction.atomic
def decline(*, need: Need, reason: str, by: Actor, at: datetime) -> None:
    """Say that the need cannot be taken up here, and why."""
    reason = reasons.needed(reason, most=200)
    with NEED.moving(need, "decline", by=by, at=at):
        pass
    record(NeedDeclined(need=need, reason=reason), by=by, at=at)


@transaction.atomic
def pause_need(*, need: Need, reason: str, by: Actor, at: datetime) -> None:
    """Stop the clock with a reason that the proposer sees."""
    if not may_pause(by, need):
        raise NotYours
    if not reason.strip():
        raise Unfit(_("暂停计时须写明原因。"))
    duties.pause(subject=need, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def resume_need(*, need: Need, by: Actor, at: datetime) -> None:
    if not may_pause(by, need):
        raise NotYours
    duties.resume(subject=need, by=by, at=at)


def _check_days(said: dict[str, Any], at: datetime) -> None:
    since, until = said.get("wanted_from"), said.get("wanted_by")
    if (since and since < today(at)) or (until and until < today(at)):
        raise DayPast
    if since and until and until < since:
        raise DaysReversed
