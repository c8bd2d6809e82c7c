"""The paths of what this room carries. Importing this module binds each to its model."""

from tongxin.alliance.procedure.agreements import AGREEMENT, INSTRUMENT
from tongxin.alliance.procedure.asks import ASK, FILING, REQUEST
from tongxin.alliance.procedure.pairings import PAIRING

__all__ = ["AGREEMENT", "ASK", "FILING", "INSTRUMENT", "PAIRING", "REQUEST"]
