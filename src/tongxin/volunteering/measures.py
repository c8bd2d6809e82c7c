"""Volunteering as the reports count it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.measures import measure
from tongxin.volunteering import queries


@measure("public_benefit_batches", _("惠民公益活动批次"))
def public_benefit_batches(on: date) -> int:
    """Held sessions of that kind; a batch is one of them (YX-18)."""
    return queries.batches(until=on).count()
