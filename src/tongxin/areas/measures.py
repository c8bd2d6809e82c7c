"""Places as the reports count them, on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import AreaTyping
from tongxin.kernel.measures import measure
from tongxin.kernel.validity import holding_on


@measure("community_types", _("社区类型"))
def community_types(on: date) -> int:
    """Types of which there is at least one place (BL-05)."""
    return AreaTyping.objects.filter(holding_on(on)).values("type").distinct().count()
