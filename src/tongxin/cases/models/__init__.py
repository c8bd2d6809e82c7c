from tongxin.cases.models.calls import Call, Extension
from tongxin.cases.models.case import LIVE, OPEN, Case, CaseQuerySet
from tongxin.cases.models.category import Category
from tongxin.cases.models.checks import Check, Photo
from tongxin.cases.models.knocks import Knock
from tongxin.cases.models.knowledge import KnowledgeItem
from tongxin.cases.models.letters import LetterReply
from tongxin.cases.models.money import LivelihoodEntry
from tongxin.cases.models.outside import Arrival, Handover, Partner
from tongxin.cases.models.routing import RoutingRule

__all__ = [
    "LIVE",
    "OPEN",
    "Arrival",
    "Call",
    "Case",
    "CaseQuerySet",
    "Category",
    "Check",
    "Extension",
    "Handover",
    "Knock",
    "KnowledgeItem",
    "LetterReply",
    "LivelihoodEntry",
    "Partner",
    "Photo",
    "RoutingRule",
]
