"""The bulk form of opening budgets and drawing lines, for histories: the same checks, records and constraints."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.funds.access import may_arrange
from tongxin.funds.actions import yuan
from tongxin.funds.events import BudgetOpened, LineAdded
from tongxin.funds.models import Budget, BudgetLine, FundSource
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.histories import History, save_all
from tongxin.organizations.models import Organization


@dataclass
class FundsPast:
    """Budgets and lines gathered in memory; the table refuses what a source does not hold."""

    history: History
    budgets: list[Budget] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)

    def open_budget(self, *, title: str, owner: Organization, area_path: str, by: Actor, at: datetime) -> Budget:
        budget = Budget(title=title[:160], owner=owner, area_path=area_path, opened_at=at)
        self.budgets.append(budget)
        self.history.say(BudgetOpened(budget=budget), by=by, at=at)
        return budget

    def add_line(
        self, *, budget: Budget, source: FundSource, purpose: str, amount: int, by: Actor, at: datetime
    ) -> BudgetLine:
        """Draw `amount` fen on the source for a purpose."""
        if by is not SYSTEM and not may_arrange(by, budget):
            raise NotYours
        if amount <= 0 or not purpose.strip():
            raise Unfit(_("金额须大于零。"))
        line = BudgetLine(budget=budget, source=source, purpose=purpose.strip(), amount=amount, at=at)
        self.lines.append(line)
        said = LineAdded(budget=budget, purpose=line.purpose, amount=yuan(amount), source=str(source))
        self.history.say(said, by=by, at=at)
        return line

    def save(self) -> None:
        save_all(self.budgets, self.lines)
