from tongxin.venues.models.agreement import SignPermission, VenueAgreement
from tongxin.venues.models.booking import Booking, Series
from tongxin.venues.models.hold import Closure, Hold
from tongxin.venues.models.venue import OpenHours, Venue

__all__ = ["Booking", "Closure", "Hold", "OpenHours", "Series", "SignPermission", "Venue", "VenueAgreement"]
