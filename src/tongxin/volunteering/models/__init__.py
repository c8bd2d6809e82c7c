from tongxin.volunteering.models.certificate import Certificate
from tongxin.volunteering.models.hours import HourReport
from tongxin.volunteering.models.legacy import LegacyService
from tongxin.volunteering.models.qualification import Qualification
from tongxin.volunteering.models.shift import Seat, SeatHolding, SeatOffer, Shift
from tongxin.volunteering.models.spot import Adoption, Contribution, Spot
from tongxin.volunteering.models.story import Honour, Story

__all__ = [
    "Adoption",
    "Certificate",
    "Contribution",
    "Honour",
    "HourReport",
    "LegacyService",
    "Qualification",
    "Seat",
    "SeatHolding",
    "SeatOffer",
    "Shift",
    "Spot",
    "Story",
]
