"""Contributions in cash and in kind to livelihood items, and what they add up to (MHK-23)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import asks as said
from tongxin.alliance.models import Contribution
from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


@transaction.atomic
def contribute(
    *,
    organization: Organization,
    area: Area,
    matter: str,
    kind: str,
    given_on: date,
    by: Actor,
    at: datetime,
    amount: int | None = None,
    precision: str = Contribution.Precision.EXACT,
    quantity: str = "",
    project: Project | None = None,
) -> Contribution:
    """Record what an organization gave; `amount` in fen, or a quantity in words, or both. Raises Unfit."""
    terms.need("contribution_kinds", kind)
    if amount is None and not quantity.strip():
        raise Unfit(_("请填金额，或写明实物、服务的数量。"))
    if amount is not None and amount <= 0:
        raise Unfit(_("金额须大于零。"))
    if given_on > today(at):
        raise Unfit(_("投入日期不能晚于今天。"))
    row = Contribution(
        organization=organization, area=area, area_path=area.path, matter=needed(matter, 80), project=project,
        kind=kind, amount=amount, precision=precision, quantity=quantity.strip()[:80], given_on=given_on,
        recorded_at=at,
    )  # fmt: skip
    _check(row, by)
    row.save()
    record(said.ContributionRecorded(contribution=row, matter=row.matter), by=by, at=at)
    return row


@transaction.atomic
def take_back(*, contribution: Contribution, reason: str, by: Actor, at: datetime) -> Contribution:
    """A row that should not be there is taken back by its opposite; nothing is edited."""
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    _check(locked, by)
    if locked.reverses_id or Contribution.objects.filter(reverses=locked).exists():
        raise Refused(_("这一笔已经冲销。"))
    counter = Contribution.objects.create(
        organization=locked.organization, area=locked.area, area_path=locked.area_path, matter=locked.matter,
        project=locked.project, kind=locked.kind, amount=-locked.amount if locked.amount else None,
        precision=locked.precision, quantity=locked.quantity, given_on=locked.given_on, recorded_at=at,
        reverses=locked,
    )  # fmt: skip
    record(said.ContributionTakenBack(contribution=counter, reason=needed(reason)), by=by, at=at)
    return counter


def _check(row: Contribution, by: Actor) -> None:
    own = row.organization_id in by.own_ids
    serves = by.steers.along == "area" and by.steers.covers(row.area_path)
    if by is not SYSTEM and not ("contributions.record" in by.office and (own or serves)):
        raise NotYours
