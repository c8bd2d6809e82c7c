"""The accident insurance of the synthetic city: each community insures its volunteers by the year."""

from datetime import date, datetime

from tongxin.activities.insurance import Paper, note
from tongxin.activities.models import Policy
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization

#: Invented, like all that stands here.
INSURER, COVERS = "和邻财产保险（示例）", "意外身故和伤残每人 20 万元，意外医疗每人 2 万元"


def paper(holder: Organization, year: int, persons: int | None = None) -> Paper:
    """The policy of a year as it lies on the table."""
    number = f"HL-{year}-{holder.pk:06d}"
    return Paper(INSURER, number, COVERS, date(year, 1, 1), date(year, 12, 31), persons)


class Policies:
    """The yearly policies, each noted when it is first needed."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], Policy] = {}

    def of(self, holder: Organization, year: int, *, by: Actor, at: datetime) -> Policy:
        key = (holder.pk, year)
        if key not in self.known:
            self.known[key] = note(paper=paper(holder, year), holder=holder, by=by, at=at)
        return self.known[key]
