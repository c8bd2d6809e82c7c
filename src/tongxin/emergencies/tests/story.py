"""A plan of 葫田社区, written by Li, put in force by Wang; the secretary and the worker are on its list."""

from typing import Any

from demo.cast import Cast
from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.actions.plans import NewStep
from tongxin.emergencies.models import EmergencyPlan, Incident
from tongxin.kernel.clock import today
from tongxin.organizations.hosting import Placed, place

STEPS = [
    NewStep("打 110，报清地点", "值班员"),
    NewStep("打开东门疏散通道", "网格员"),
    NewStep("到场沟通，请人到会议室说", "社区书记"),
]
PHONE = "13800138000"


def written(cast: Cast, **said: Any) -> EmergencyPlan:
    said = {"title": "社区门前聚集处置预案", "kinds": ["crowd"], "purpose": "门前聚集影响通行时", "steps": STEPS} | said
    said.setdefault("by", cast.worker)
    return emergencies.write_plan(
        area=cast.home, keeper_id=cast.organizations["party"].pk, at=said.pop("at", cast.at), **said
    )


def in_force(cast: Cast, **said: Any) -> EmergencyPlan:
    plan = written(cast, **said)
    emergencies.approve(plan=plan, by=cast.secretary, at=said.get("at", cast.at))
    return plan


def listed(cast: Cast, **said: Any) -> EmergencyPlan:
    plan = in_force(cast, **said)
    at = said.get("at", cast.at)
    for order, (name, task) in enumerate((("secretary", "现场带班"), ("counter", "开门疏散")), start=1):
        person = cast.people[name]
        emergencies.list_staff(plan=plan, person=person, order=order, task=task, phone=PHONE, by=cast.worker, at=at)
    return plan


def here(cast: Cast) -> Placed:
    found = place(cast.grid.pk, on=today(cast.at))
    assert found is not None
    return found


def going_on(cast: Cast, plan: EmergencyPlan | None = None, **said: Any) -> Incident:
    said = {"title": "社区门前有人聚集", "kind": "crowd", "placed": here(cast), "where": "东门"} | said
    return emergencies.open_incident(plan=plan, by=cast.worker, at=said.pop("at", cast.at), **said)
