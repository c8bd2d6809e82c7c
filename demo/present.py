"""The present of the cast's community: a lively desk on the day of the demonstration, all of it made by deeds."""

from datetime import datetime, timedelta
from typing import Any

from demo.cast import SINCE, Cast
from demo.days import Days
from demo.picker import Picker
from demo.present_alliance import Alliance
from demo.present_reports import Reports
from demo.present_services import Services
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.exchange.queries import place
from tongxin.funds import actions as funds
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

#: What the present adds to the figures of the report; the crowd makes the rest.
MADE = {
    "volunteer_organisations": 3, "volunteers": 10, "checked_in_organisations": 1, "checked_in_members": 2,
    "check_in_activities": 4, "resources": 7, "needs": 11, "projects": 4, "agreements": 1, "cases": 3,
}  # fmt: skip

RESOURCES: list[dict[str, Any]] = [
    {"owner": "unit", "title": "办公楼一层会议厅", "kind": "venue", "capacity": 80, "unit": "座", "reach": "street",
     "weekdays": "67", "text": "带投影和音响，提前两天预约。"},
    {"owner": "unit", "title": "电工抢修班上门换灯修线路", "kind": "repair", "capacity": 30, "reach": "street",
     "text": "自带工具和灯管，持证上岗。"},
    {"owner": "unit", "title": "通勤大巴周末空闲", "kind": "vehicle", "capacity": 4, "reach": "county",
     "weekdays": "67", "text": "四十五座，含司机。"},
    {"owner": "unit", "title": "邻里互助小额资金", "kind": "money", "capacity": 20_000, "reach": "community",
     "text": "单位年度公益支出，用于楼院小改造。"},
    {"owner": "unit", "title": "青年突击队义务工时", "kind": "people", "capacity": 120, "reach": "street",
     "weekdays": "567", "text": "二十名团员，清理、搬运、值守都行。"},
    {"owner": "school", "title": "放学后空出的两间教室", "kind": "venue", "capacity": 60, "unit": "座",
     "reach": "community", "weekdays": "12345", "text": "下午四点半到六点，有桌椅和黑板。"},
    {"owner": "school", "title": "教师志愿者课后辅导", "kind": "education", "capacity": 40, "reach": "street",
     "weekdays": "135", "text": "语文、数学各两名老师。"},
]  # fmt: skip


def make_present(cast: Cast, *, at: datetime) -> None:
    """Let the cast be in the middle of things at the moment `at`."""
    cast.at = at
    days = Days.between(SINCE, at)
    desk = Desk(cast, days, at)
    services = Services(cast, days, at)
    services.check_in()
    desk.publish_resources()
    running = desk.play()
    services.hold_activities(running)
    services.offer_posts()
    services.wish()
    Alliance(cast, days, at).live()
    Reports(cast, days, at).live()


class Desk:
    """Needs, offers and projects of the community."""

    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present")
        self.resources: dict[str, Resource] = {}

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        """Office hours so many working days ago."""
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def publish_resources(self) -> None:
        for number, said in enumerate(RESOURCES):
            owner, at = said["owner"], self.ago(150 - 10 * number)
            by = {"unit": self.cast.liaison, "school": self.cast.school_liaison}[owner]
            rest = {key: value for key, value in said.items() if key != "owner"}
            made = exchange.enter_resource(owner=self._organization(owner), by=by, at=at, **rest)
            exchange.publish(resource=made, by=by, at=at + timedelta(minutes=9))
            self.resources[made.title] = made
        exchange.enter_resource(
            owner=self._organization("unit"), title="闲置折叠桌椅", kind="material", capacity=40, by=self.cast.liaison,
            at=self.ago(2), text="仓库里放着，清点后发布。",
        )  # fmt: skip

    def play(self) -> Project:
        """Eleven needs that stand, at every step; returns the running project."""
        self._early_steps()
        self._asked_and_paused()
        self._propose()
        running = self._run()
        self._appraised()
        self._closed()
        return running

    def _early_steps(self) -> None:
        first = self._raise("三栋楼道声控灯坏了两层", "repair", 1, text="老人晚上下楼要摸着墙走。", households=24)
        twin = self._raise("三栋二单元楼道灯不亮", "repair", 1, channel="phone", text="灯坏了。")
        exchange.join(need=twin, into=first, by=self.cast.worker, at=self.ago(1, twin.raised_at))
        self._raise("小区北门路面坑洼积水", "repair", 8, channel="hotline", text="电动车容易滑倒。", households=210)
        verified = self._raise("想给独居老人装扶手", "elderly_help", 3, text="卫生间和楼道口各一处。", households=6)
        exchange.verify(need=verified, by=self.cast.worker, at=self.ago(1))
        withdrawn = self._raise("想借一台轮椅用一周", "material", 12, channel="counter", text="家人出院要用。")
        exchange.withdraw_need(need=withdrawn, reason="亲戚家已借到", by=self.cast.worker, at=self.ago(11))

    def _asked_and_paused(self) -> None:
        asked = self._matching("周末想组织老人去聂耳故居走走", "vehicle", 6, text="四十来人。", quantity=1)
        exchange.offer(
            need=asked, resource=self.resources["通勤大巴周末空闲"], by=self.cast.worker, at=self.ago(2),
            message="能否安排本月最后一个周六？",
        )  # fmt: skip
        refused = self._matching("广场舞太吵，想换个场地", "venue", 9, channel="symposium", text="晚上七点到八点半。")
        classrooms = self.resources["放学后空出的两间教室"]
        declined = exchange.offer(need=refused, resource=classrooms, by=self.cast.worker, at=self.ago(6), amount=30)
        exchange.decline_offer(
            offer=declined, reason="教室晚上要做清洁，音响也会影响旁边的自习。", by=self.cast.school_liaison,
            at=self.ago(5),
        )  # fmt: skip
        paused = self._matching("楼顶漏雨，想请懂行的人看看", "repair", 10, text="天晴才能上去查。")
        exchange.pause_need(need=paused, reason="连日下雨，等天晴再上楼顶", by=self.cast.worker, at=self.ago(5))
        self._matching("老院子想有一间能洗澡的公共浴室", "money", 95, channel="joint_meeting", text="都说超出能力。")

    def _propose(self) -> None:
        need = self._matching("放学后孩子没人看，想有个写作业的地方", "education", 9, text="大人五点半才到家。")
        self._offer(need, "教师志愿者课后辅导", 6, self.cast.school_liaison)
        self._offer(need, "放学后空出的两间教室", 6, self.cast.school_liaison)
        self._project("葫田“四点半课堂”", need, ["教师志愿者课后辅导", "放学后空出的两间教室"], 1, 90)

    def _run(self) -> Project:
        need = self._matching("老院子杂物堆积，消防通道走不通", "people", 40, text="多是搬走的人留下的。")
        self._offer(need, "青年突击队义务工时", 36, self.cast.liaison, amount=40)
        self._offer(need, "邻里互助小额资金", 36, self.cast.liaison, amount=3_000)
        project = self._project("老院子清畅行动", need, ["青年突击队义务工时", "邻里互助小额资金"], 33, 75)
        exchange.approve(project=project, by=self.cast.secretary, at=self.ago(31))
        budget = exchange.open_budget(project=project, by=self.cast.worker, at=self.ago(30))
        source = funds.open_source(
            kind="community_own", name="葫田社区自有资金", payer=self._organization("committee"),
            keeper=self._organization("party"), year=today(self.at).year, amount=5_000_000, by=self.cast.secretary,
            at=self.ago(60),
        )  # fmt: skip
        for purpose, amount in (("垃圾清运", 180_000), ("灭火器和标识", 96_000)):
            funds.add_line(
                budget=budget, source=source, purpose=purpose, amount=amount, by=self.cast.secretary, at=self.ago(29)
            )
        exchange.start_project(project=project, by=self.cast.worker, at=self.ago(28))
        return project

    def _appraised(self) -> None:
        need = self._matching("楼里老人不会用手机挂号", "people", 60, channel="counter", text="想请年轻人手把手教。")
        self._offer(need, "青年突击队义务工时", 57, self.cast.liaison, amount=20)
        project = self._carry_out("手机挂号手把手", need, ["青年突击队义务工时"], 54, accepted=3)
        by = self.cast.liaison
        exchange.appraise(project=project, grade=4, text="老人学得认真，字再大一点更好。", by=by, at=self.ago(2))

    def _closed(self) -> None:
        need = self._matching("三栋到五栋的路灯不亮", "repair", 120, text="晚归的人打手电走。", households=96)
        self._offer(need, "电工抢修班上门换灯修线路", 117, self.cast.liaison, amount=8)
        project = self._carry_out("亮灯行动", need, ["电工抢修班上门换灯修线路"], 114, accepted=70)
        resident = self.cast.secretary.for_somebody(self.cast.resident.principal_id)
        text = "说到做到，比约定的还早一天。"
        exchange.appraise(project=project, grade=5, text=text, by=resident, at=self.ago(68))
        exchange.close_project(project=project, by=self.cast.secretary, at=self.ago(66))

    def _carry_out(self, title: str, need: Need, used: list[str], number: int, *, accepted: int) -> Project:
        project = self._project(title, need, used, number, 40)
        exchange.approve(project=project, by=self.cast.secretary, at=self.ago(number - 2))
        exchange.start_project(project=project, by=self.cast.worker, at=self.ago(number - 4))
        result = "按约定做完，现场看过，居民代表在场。"
        exchange.deliver_project(project=project, result=result, by=self.cast.worker, at=self.ago(accepted + 2))
        exchange.accept_project(project=project, by=self.cast.secretary, at=self.ago(accepted))
        return project

    def _project(self, title: str, need: Need, used: list[str], number: int, length: int) -> Project:
        at = self.ago(number)
        begins_on = today(at) + timedelta(days=4)
        return exchange.propose(
            title=title, text=need.text, needs=[need], resources=[self.resources[name] for name in used],
            begins_on=begins_on, ends_on=begins_on + timedelta(days=length),
            acceptance="居民代表三人以上共同验收，现场清点与清单一致。", by=self.cast.worker, at=at,
        )  # fmt: skip

    def _offer(self, need: Need, title: str, number: int, owner: Any, amount: int | None = None) -> Offer:
        resource = Resource.objects.get(pk=self.resources[title].pk)
        made = exchange.offer(need=need, resource=resource, by=self.cast.worker, at=self.ago(number), amount=amount)
        exchange.accept(offer=made, by=owner, at=self.ago(number - 1, made.offered_at))
        return made

    def _matching(self, title: str, kind: str, number: int, **said: Any) -> Need:
        need = self._raise(title, kind, number, **said)
        exchange.verify(need=need, by=self.cast.worker, at=self.ago(number - 1, need.raised_at))
        exchange.start_matching(need=need, by=self.cast.worker, at=self.ago(number - 2, need.step_at))
        return need

    def _raise(self, title: str, kind: str, number: int, *, channel: str = "household_visit", **said: Any) -> Need:
        spoken = channel not in ("symposium", "joint_meeting")
        return exchange.raise_need(
            title=title, kind=kind, channel=channel, placed=place(self.cast.home.pk, on=today(self.at)),
            proposer_id=self.cast.resident.principal_id if spoken else None, by=self.cast.worker, at=self.ago(number),
            **said,
        )  # fmt: skip

    def _organization(self, name: str) -> Organization:
        return Organization.objects.get(pk=self.cast.organizations[name].pk)
