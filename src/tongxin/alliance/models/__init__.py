from tongxin.alliance.models.agreement import (
    IN_FORCE,
    SIGNED,
    UNDER_WAY,
    Agreement,
    AgreementFile,
    AgreementItem,
    Side,
)
from tongxin.alliance.models.ask import CalledIn, CooperationAsk, PartnerRequest
from tongxin.alliance.models.body import (
    AllianceMember,
    CalendarEntry,
    CalendarFeed,
    Happening,
    IndustryLine,
    LineProject,
)
from tongxin.alliance.models.giving import Contribution
from tongxin.alliance.models.group import GroupFiling, GroupGrant, Incubation, SocietyLink
from tongxin.alliance.models.instrument import Instrument
from tongxin.alliance.models.pairing import AGREED, OPEN, Campaign, CampaignActivity, Pairing
from tongxin.alliance.models.thread import Message, Thread

__all__ = [
    "AGREED",
    "IN_FORCE",
    "OPEN",
    "SIGNED",
    "UNDER_WAY",
    "Agreement",
    "AgreementFile",
    "AgreementItem",
    "AllianceMember",
    "CalendarEntry",
    "CalendarFeed",
    "CalledIn",
    "Campaign",
    "CampaignActivity",
    "Contribution",
    "CooperationAsk",
    "GroupFiling",
    "GroupGrant",
    "Happening",
    "Incubation",
    "IndustryLine",
    "Instrument",
    "LineProject",
    "Message",
    "Pairing",
    "PartnerRequest",
    "Side",
    "SocietyLink",
    "Thread",
]
