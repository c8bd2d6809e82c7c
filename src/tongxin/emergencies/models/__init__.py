from tongxin.emergencies.models.incident import Incident, IncidentCase, IncidentTask, LogLine
from tongxin.emergencies.models.plan import CallOutEntry, EmergencyPlan, PlanStep
from tongxin.emergencies.models.staff_call import StaffCall

__all__ = [
    "CallOutEntry",
    "EmergencyPlan",
    "Incident",
    "IncidentCase",
    "IncidentTask",
    "LogLine",
    "PlanStep",
    "StaffCall",
]
