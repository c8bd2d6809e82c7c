from tongxin.alliance.models.agreement import (
    IN_FORCE,
    SIGNED,
    UNDER_WAY,
    Agreement,
    AgreementFile,
    AgreementItem,
    Side,
)
from tongxin.alliance.models.instrument import Instrument

__all__ = ["IN_FORCE", "SIGNED", "UNDER_WAY", "Agreement", "AgreementFile", "AgreementItem", "Instrument", "Side"]
