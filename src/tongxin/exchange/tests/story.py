"""The story of one need, told through deeds; tests begin in the middle of it."""

from datetime import timedelta
from typing import Any

from demo.cast import Cast
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.exchange.queries import place
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization


def raised(cast: Cast, title: str = "楼道灯不亮，老人晚上下楼不便", **said: Any) -> Need:
    """Li wrote down what Qian told her on a household visit."""
    said = {"channel": "household_visit", "kind": "repair", "text": "三单元的灯坏了半个月。"} | said
    said.setdefault("proposer_id", cast.people["resident"].pk)
    return exchange.raise_need(
        title=title, placed=place(said.pop("area", cast.home).pk, on=today(cast.at)), by=said.pop("by", cast.worker),
        at=cast.at, **said,
    )  # fmt: skip


def matching(cast: Cast, title: str = "楼道灯不亮，老人晚上下楼不便", **said: Any) -> Need:
    need = raised(cast, title, **said)
    exchange.verify(need=need, by=cast.worker, at=cast.at)
    exchange.start_matching(need=need, by=cast.worker, at=cast.at)
    return need


def published(cast: Cast, title: str = "电工上门换灯修线路", owner: str = "unit", **said: Any) -> Resource:
    """Zhang of the power company offers its electricians."""
    said = {"kind": "repair", "capacity": 10, "text": "带工具和灯管，一小时到。", "reach": "street"} | said
    by = {"unit": cast.liaison, "school": cast.school_liaison}[owner]
    body = Organization.objects.get(pk=cast.organizations[owner].pk)
    resource = exchange.enter_resource(owner=body, title=title, by=by, at=cast.at, **said)
    exchange.publish(resource=resource, by=by, at=cast.at)
    return resource


def proposed(cast: Cast, need: Need | None = None, resource: Resource | None = None, **said: Any) -> Project:
    need, resource = need or matching(cast), resource or published(cast)
    day = today(cast.at)
    said = {"begins_on": day, "ends_on": day + timedelta(days=30), "acceptance": "三单元每层灯都亮"} | said
    return exchange.propose(title="亮灯行动", needs=[need], resources=[resource], by=cast.worker, at=cast.at, **said)


def running(cast: Cast, **said: Any) -> Project:
    project = proposed(cast, **said)
    exchange.approve(project=project, by=cast.secretary, at=cast.at)
    exchange.accept(offer=Offer.objects.get(resource__in=project.resources.all()), by=cast.liaison, at=cast.at)
    exchange.start_project(project=project, by=cast.worker, at=cast.at)
    return project


def accepted(cast: Cast, **said: Any) -> Project:
    project = running(cast, **said)
    exchange.deliver_project(project=project, result="换了十二盏感应灯。", by=cast.worker, at=cast.at)
    exchange.accept_project(project=project, by=cast.secretary, at=cast.at)
    return project
