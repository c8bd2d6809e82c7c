from tongxin.alliance.models.agreement import (
    IN_FORCE,
    SIGNED,
    UNDER_WAY,
    Agreement,
    AgreementFile,
    AgreementItem,
    Side,
)

__all__ = ["IN_FORCE", "SIGNED", "UNDER_WAY", "Agreement", "AgreementFile", "AgreementItem", "Side"]
