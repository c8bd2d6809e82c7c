"""The paths of what this room carries. Importing this module binds each to its model."""

from tongxin.alliance.procedure.agreements import AGREEMENT, INSTRUMENT

__all__ = ["AGREEMENT", "INSTRUMENT"]
