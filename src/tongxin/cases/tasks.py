"""Work of the worker for cases. The clock is asked here and passed down."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tongxin.cases import handing_over


@app.task(name="cases.carry_handovers")
def carry_handovers(partner_id: int) -> None:
    """What waits for one partner, and what the partner says of the rest."""
    handing_over.carry(partner_id, at=timezone.now())
