from tongxin.patrols.models.defect import CheckResult, Defect
from tongxin.patrols.models.place import PatrolPlace
from tongxin.patrols.models.plan import Check, PatrolPlan, PlanStop
from tongxin.patrols.models.round import PatrolRound, RoundStop, RoundWalker
from tongxin.patrols.models.team import PatrolMember

__all__ = [
    "Check",
    "CheckResult",
    "Defect",
    "PatrolMember",
    "PatrolPlace",
    "PatrolPlan",
    "PatrolRound",
    "PlanStop",
    "RoundStop",
    "RoundWalker",
]
