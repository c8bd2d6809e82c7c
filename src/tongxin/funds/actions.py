"""Deeds: open a source, open a budget, draw a line on a source, take a line back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.funds.access import may_arrange, may_open_source
from tongxin.funds.events import BudgetOpened, LineAdded, LineWithdrawn, SourceOpened
from tongxin.funds.models import Budget, BudgetLine, FundSource
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


class SourceSpent(Refused):
    sentence = gettext_lazy("这笔资金的余额不够，请减少金额或换一个来源。")


class WrongYear(Unfit):
    sentence = gettext_lazy("资金来源的年度须在 2000 到 2100 年之间。")


class NamedAlready(Refused):
    sentence = gettext_lazy("这一年度已有同名的资金来源。")


class WithdrawnAlready(Refused):
    sentence = gettext_lazy("这一项安排已经撤回。")


@transaction.atomic
def open_source(
    *,
    kind: str,
    name: str,
    payer: Organization,
    keeper: Organization,
    year: int,
    by: Actor,
    at: datetime,
    amount: int | None = None,
) -> FundSource:
    """Enter money of a year, `amount` in fen, None without a limit. The keeper manages what the payer gives."""
    terms.need("fund_sources", kind)
    if amount is not None and amount <= 0:
        raise Unfit(_("额度须大于零；没有固定额度时请留空。"))
    if not 2000 <= year <= 2100:
        raise WrongYear
    source = FundSource(
        kind=kind, name=name.strip(), payer=payer, keeper=keeper, area_path=keeper.area_path, year=year, amount=amount,
        opened_at=at,
    )  # fmt: skip
    if by is not SYSTEM and not may_open_source(by, source):
        raise NotYours
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise NamedAlready from error
    record(SourceOpened(source=source, amount=yuan(amount) if amount else _("不限")), by=by, at=at)
    return source


@transaction.atomic
def open_budget(*, title: str, owner: Organization, area_path: str, by: Actor, at: datetime) -> Budget:
    """The empty budget of a project; the room of the project asked who may."""
    budget = Budget.objects.create(title=title[:160], owner=owner, area_path=area_path, opened_at=at)
    record(BudgetOpened(budget=budget), by=by, at=at)
    return budget


@transaction.atomic
def add_line(*, budget: Budget, source: FundSource, purpose: str, amount: int, by: Actor, at: datetime) -> BudgetLine:
    """Draw `amount` fen on the source for a purpose. Raises SourceSpent where the source does not hold that much."""
    if by is not SYSTEM and not may_arrange(by, budget):
        raise NotYours
    if amount <= 0:
        raise Unfit(_("金额须大于零。"))
    if not purpose.strip():
        raise Unfit(_("请写明用途。"))
    line = _draw(BudgetLine(budget=budget, source=source, purpose=purpose.strip(), amount=amount, at=at))
    record(LineAdded(budget=budget, purpose=line.purpose, amount=yuan(amount), source=str(source)), by=by, at=at)
    return line


@transaction.atomic
def withdraw_line(*, line: BudgetLine, reason: str, by: Actor, at: datetime) -> BudgetLine:
    """Take a line back by a row of its own; the source can be drawn on again. Raises WithdrawnAlready."""
    if by is not SYSTEM and not may_arrange(by, line.budget):
        raise NotYours
    if not reason.strip():
        raise Unfit(_("请写明撤回的理由。"))
    if line.withdraws_id or BudgetLine.objects.filter(withdraws=line).exists():
        raise WithdrawnAlready
    back = _draw(
        BudgetLine(
            budget=line.budget, source=line.source, purpose=line.purpose, amount=line.amount, withdraws=line, at=at
        )
    )
    said = LineWithdrawn(budget=line.budget, purpose=line.purpose, amount=yuan(line.amount), reason=reason.strip())
    record(said, by=by, at=at)
    return back


def yuan(fen: int) -> str:
    return f"¥{fen / 100:,.2f}"


def _draw(line: BudgetLine) -> BudgetLine:
    """Insert the line; the trigger draws on the source and waits for whoever draws on the same one."""
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError as error:
        if "fund_source_not_overdrawn" in str(error):
            raise SourceSpent from error
        if "withdraws" in str(error):
            raise WithdrawnAlready from error
        raise
    return line
