from tongxin.activities.models.activity import Activity, DutyPoint, Turnout
from tongxin.activities.models.attempt import CodeAttempt
from tongxin.activities.models.attendance import Attendance
from tongxin.activities.models.insurance import UNINSURED, Insurable, Policy
from tongxin.activities.models.signing import SignUp, Swap
from tongxin.activities.models.team import TeamMember

__all__ = [
    "UNINSURED",
    "Activity",
    "Attendance",
    "CodeAttempt",
    "DutyPoint",
    "Insurable",
    "Policy",
    "SignUp",
    "Swap",
    "TeamMember",
    "Turnout",
]
