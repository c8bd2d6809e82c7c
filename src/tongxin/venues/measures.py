"""Venues as the reports count them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.measures import measure
from tongxin.venues.models import Booking, Venue


@measure("service_centres", _("党群服务中心"))
def service_centers(on: date) -> int:
    """Centres, each once however many rooms it has (YX-16)."""
    return Venue.objects.centers().count()


@measure("theme_day_sessions", _("主题党日场次"))
def theme_day_sessions(on: date) -> int:
    """Sessions that took place in a centre (YX-17)."""
    return Booking.objects.sessions().count()


@measure("theme_day_branches", _("开展主题党日的党支部"))
def theme_day_branches(on: date) -> int:
    """Branches that held at least one, each once (YX-17)."""
    return Booking.objects.sessions().values("booker_id").distinct().count()
