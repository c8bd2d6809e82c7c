from tongxin.exchange.models.need import CARRIED, UNMET, Need
from tongxin.exchange.models.project import (
    Appraisal,
    Project,
    ProjectActivity,
    ProjectNeed,
    ProjectPartner,
    ProjectResource,
)
from tongxin.exchange.models.resource import Offer, Resource
from tongxin.exchange.models.wish import Wish, WishClaim

__all__ = [
    "CARRIED",
    "UNMET",
    "Appraisal",
    "Need",
    "Offer",
    "Project",
    "ProjectActivity",
    "ProjectNeed",
    "ProjectPartner",
    "ProjectResource",
    "Resource",
    "Wish",
    "WishClaim",
]
