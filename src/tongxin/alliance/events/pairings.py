"""What can be said of pairings and campaigns."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import Campaign, Pairing
from tongxin.kernel.records import Event


class PairingProposed(Event):
    pairing: Pairing
    sort: str
    says = _("{by}提出结对：{sort}")


class PairingAgreed(Event):
    pairing: Pairing
    side: str
    says = _("{side}同意结对")


class PairingBegun(Event):
    pairing: Pairing
    until: str
    says = _("双方同意，结对至 {until}")


class PairingDeclined(Event):
    pairing: Pairing
    reason: str
    says = _("{by}不同意结对：{reason}")


class PairingWithdrawn(Event):
    pairing: Pairing
    reason: str
    says = _("{by}撤回：{reason}")


class PairingReviewDue(Event):
    pairing: Pairing
    says = _("结对到期，请双方小结")


class PairingReviewed(Event):
    pairing: Pairing
    says = _("{by}写了结对小结")


class PairingLeft(Event):
    pairing: Pairing
    reason: str
    says = _("{by}结束结对：{reason}")


class CampaignOpened(Event):
    campaign: Campaign
    target: str
    says = _("{by}设立行动{target}")


class CampaignActivityTied(Event):
    campaign: Campaign
    activity: str
    says = _("{by}列入活动“{activity}”")


class CampaignEnded(Event):
    campaign: Campaign
    says = _("{by}结束行动")
