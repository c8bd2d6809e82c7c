"""Questions: who and which money stands behind a benefit (YX-23)."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongxin.funds.models import Budget, BudgetLine, FundSource
from tongxin.kernel.actor import Actor


@dataclass(frozen=True)
class Share:
    """What one source gives to a benefit, in fen."""

    source: str
    payer: str
    purpose: str
    amount: int


@dataclass(frozen=True)
class Benefit:
    """A benefit with the organization that brings it and the money behind it."""

    organization: str
    shares: list[Share]

    @property
    def amount(self) -> int:
        return sum(share.amount for share in self.shares)

    @property
    def sources(self) -> list[str]:
        """Each source once, in the order of the lines."""
        return list(dict.fromkeys(share.source for share in self.shares))


def behind_benefit(budget: Budget) -> Benefit:
    """Which organization and which sources of money stand behind it, for everybody to see. Two queries."""
    return Benefit(budget.owner.name, [_share(line) for line in standing_lines(budget)])


def behind_benefits(budgets: list[Budget]) -> dict[int, Benefit]:
    """The same for many budgets at once, by budget id; `owner` should be fetched with them. One query."""
    shares: dict[int, list[Share]] = {budget.pk: [] for budget in budgets}
    lines = BudgetLine.objects.standing().filter(budget__in=budgets).select_related("source", "source__payer")
    for line in lines.order_by("id"):
        shares[line.budget_id].append(_share(line))
    return {budget.pk: Benefit(budget.owner.name, shares[budget.pk]) for budget in budgets}


def standing_lines(budget: Budget) -> QuerySet[BudgetLine]:
    return budget.lines.standing().select_related("source", "source__payer").order_by("id")  # type: ignore[attr-defined,no-any-return]


def open_sources(actor: Actor, *, year: int) -> QuerySet[FundSource]:
    """The sources of a year that the actor may draw on: those kept in sight, and those kept above the own place."""
    above = [actor.area_path[: end + 1] for end, letter in enumerate(actor.area_path) if letter == "/"]
    visible = FundSource.objects.visible_to(actor).values("pk")
    found = FundSource.objects.filter(Q(pk__in=visible) | Q(area_path__in=above), year=year)
    return found.select_related("payer", "keeper").order_by("kind", "name")


def _share(line: BudgetLine) -> Share:
    return Share(line.source.public_label, line.source.payer.name, line.purpose, line.amount)
