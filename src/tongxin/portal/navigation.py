"""Navigation by task, not by table. What a person may not open, or what the city has not switched on, is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import modules
from tongxin.kernel.actor import Actor
from tongxin.kernel.remembered import RememberedBy
from tongxin.ui.framing import Link


@dataclass(frozen=True)
class Item:
    """One task: its page, the module of the profile it belongs to, and the powers of which one is enough."""

    label: Any
    page: str
    module: str = ""
    powers: tuple[str, ...] = ()
    #: The kinds of place whose posts it is for; all of them where nothing is said.
    at: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        is_here = not self.at or actor.area_kind in self.at
        may = not self.powers or any(map(actor.holds, self.powers))
        return is_here and may and modules.is_on(self.module, actor.area_kind)


@dataclass(frozen=True)
class Group:
    """Tasks that belong together; of one that has only a single page for somebody, that page stands alone."""

    label: Any
    items: tuple[Item, ...]


DESK: tuple[Item | Group, ...] = (
    Item(_("待办"), "portal:desk"),
    Group(_("诉求与案件"), (
        Item(_("网格待办"), "cases:grid", "cases", ("cases.record",), at=("grid",)),
        Item(_("诉求"), "cases:cases", "cases", ("cases.record", "cases.accept", "cases.dispatch", "cases.handle")),
        Item(_("待派遣"), "cases:queue", "cases", ("cases.dispatch",)),
        Item(_("同一件事"), "cases:clusters", "cases", ("cases.accept",)),
        Item(_("热线坐席"), "cases:hotline", "cases", ("cases.record",)),
        Item(_("督办"), "cases:late", "cases", ("cases.supervise",)),
        Item(_("应急"), "emergencies:emergencies", "emergencies", ("emergencies.run",)),
        Item(_("巡查"), "patrols:plans", "cases", ("patrols.manage",)),
    )),
    Group(_("供需与项目"), (
        Item(_("需求"), "exchange:needs", "needs", ("needs.raise", "needs.verify", "needs.match")),
        Item(_("资源"), "exchange:resources", "resources", ("resources.publish", "needs.match")),
        Item(_("待答复的邀请"), "exchange:offers", "resources", ("resources.answer",)),
        Item(_("项目"), "exchange:projects", "projects", ("projects.propose", "projects.approve", "projects.manage")),
        Item(_("微心愿"), "exchange:wishes", "wishes", ("wishes.record", "wishes.approve")),
        Item(_("统计"), "exchange:figures", "figures", ("figures.read",)),
    )),
    Group(_("活动与志愿"), (
        Item(_("活动"), "activities:activities", "activities", ("activities.plan", "activities.record")),
        Item(
            _("志愿服务"), "volunteering:desk", "activities",
            ("volunteering.lead", "volunteering.certify", "volunteering.keep"),
        ),
    )),
    Group(_("双报到"), (
        Item(_("报到"), "enrolment:enrolments", "enrolment", ("enrolments.confirm", "enrolments.request")),
        Item(_("服务岗位"), "enrolment:posts", "enrolment", ("posts.publish", "posts.confirm")),
        Item(_("党员承诺"), "enrolment:promises", "enrolment", ("promises.review", "promises.open")),
        Item(_("集结站"), "enrolment:stations", "enrolment", ("stations.manage",)),
        Item(_("责任区与示范岗"), "enrolment:honors", "enrolment", ("honors.give",)),
        Item(_("服务日志"), "enrolment:service-log", "enrolment", ("service_log.write",)),
        Item(_("报告与通报"), "enrolment:reports", "enrolment", ("reports.read",)),
        Item(_("积分与异议"), "points:objections", "points", ("points.answer_objection", "points.read")),
    )),
    Group(_("共驻共建"), (
        Item(_("共建协议"), "alliance:agreements", "alliance", ("agreements.manage", "campaigns.manage")),
        Item(_("互助事项"), "alliance:asks", "alliance", ("asks.manage", "asks.answer")),
        Item(
            _("结对与联盟"), "alliance:pairings", "alliance",
            ("alliances.manage", "campaigns.manage", "agreements.manage"),
        ),
        Item(_("双向评价"), "assessment:appraisals", "alliance", ("appraisals.read",)),
    )),
    Group(_("窗口与场地"), (
        Item(_("场地预约"), "venues:bookings", "venues", ("venues.book", "venues.approve")),
    )),
    Group(_("组织与人员"), (
        Item(_("组织"), "organizations:organizations", "organizations", ("organizations.register", "figures.read")),
        Item(_("人员"), "people:people", "people", ("people.register",)),
        Item(_("区域"), "areas:areas", "areas", ("areas.change", "figures.read")),
        Item(_("地图"), "areas:map", "map", ("areas.change", "figures.read")),
        Item(_("导入"), "organizations:imports", "", ("people.import", "organizations.register")),
    )),
    Group(_("经费"), (
        Item(_("经费来源"), "funds:sources", "funds", ("funds.manage",)),
    )),
    Group(_("设置"), (
        Item(_("想听什么"), "notify:subscriptions", "", ("digests.choose",)),
        Item(_("案件类别与规则"), "cases:categories", "cases", ("cases.configure",)),
        Item(_("系统对接"), "notify:endpoints", "", ("webhooks.manage",)),
        Item(_("接口密钥"), "notify:keys", "", ("api_keys.manage",)),
        Item(_("账号"), "people:accounts", "", ("accounts.unlock",)),
        Item(_("查阅记录"), "people:look-log", "", ("looks.read",)),
        Item(_("操作记录"), "people:deed-log", "", ("records.read",)),
        Item(_("流程与规则"), "areas:settings", "", ("procedures.configure", "settings.manage")),
    )),
)  # fmt: skip

PUBLIC: tuple[Item | Group, ...] = (
    Item(_("反映问题"), "cases:report"),
    Group(_("身边事"), (
        Item(_("身边事"), "cases:public-cases"),
        Item(_("书记主任信箱"), "cases:mailbox"),
        Item(_("常问的事"), "cases:public-knowledge"),
        Item(_("我的网格"), "organizations:public-grids"),
    )),
    Group(_("供需"), (
        Item(_("需求"), "exchange:public-needs"),
        Item(_("资源"), "exchange:public-resources"),
        Item(_("项目与惠从何来"), "exchange:public-projects"),
        Item(_("微心愿"), "exchange:public-wishes"),
    )),
    Group(_("活动"), (
        Item(_("活动"), "activities:public-activities"),
        Item(_("志愿服务"), "volunteering:public"),
        Item(_("开放的场地"), "venues:public-venues"),
    )),
    Group(_("公示"), (
        Item(_("共建承诺"), "alliance:public-promises"),
        Item(_("党员公示栏"), "enrolment:public-boards"),
    )),
)  # fmt: skip


def shown(entries: Sequence[Item | Group], request: HttpRequest, actor: Actor | None) -> list[Link]:
    """What the faces draw; the page one is on is the one whose address fits best."""
    whose = (id(entries), (actor.powers, actor.area_kind) if actor else None, get_language())
    links, addresses = _LINKS(whose, lambda: _with_addresses(_links(entries, actor)))
    here = max((href for href in addresses if _fits(href, request.path)), key=len, default="")
    return _LINKS((*whose, here), lambda: ([link.at(here) for link in links], addresses))[0] if here else links


def _fits(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))


#: The same for everybody with the same powers; the modules in it are data.
_LINKS: RememberedBy[tuple[list[Link], list[str]]] = RememberedBy()


def _with_addresses(links: list[Link]) -> tuple[list[Link], list[str]]:
    return links, [page.href for link in links for page in (link.below or (link,))]


def _links(entries: Sequence[Item | Group], actor: Actor | None) -> list[Link]:
    found: list[Link] = []
    for entry in entries:
        pages = _pages((entry,) if isinstance(entry, Item) else entry.items, actor)
        if isinstance(entry, Group) and len(pages) > 1:
            found.append(Link(str(entry.label), below=tuple(pages)))
        else:
            found += pages
    return found


def _pages(items: Sequence[Item], actor: Actor | None) -> list[Link]:
    mine = [item for item in items if (item.is_for(actor) if actor else modules.opens(item.page))]
    return [Link(str(item.label), address) for item in mine if (address := address_of(item.page))]


@cache
def address_of(page: str) -> str:
    # A room that this installation does not run has no pages.
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
