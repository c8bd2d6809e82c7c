"""The present of the cast's alliance: an agreement that runs, one that waits, a pairing, asks both ways, a body."""

from datetime import datetime, timedelta

from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from tongxin.alliance.actions import agreements, asks, bodies, instruments, pairings, promises
from tongxin.alliance.actions.agreements import NewItem
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Principal
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization

PROMISES = (
    NewItem("unit", "order", "每月一次夜间巡逻"),
    NewItem("unit", "livelihood", "每季度一次上门用电检查"),
    NewItem("community", "sharing", "党群服务中心为单位预留会议时段"),
)


class Alliance:
    """What the cast's units have with their community, on the day of the demonstration."""

    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present alliance")

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def live(self) -> None:
        self._agree()
        self._pair()
        self._ask()
        self._gather()

    def _agree(self) -> None:
        cast, begun = self.cast, self.ago(150)
        running = agreements.draft(
            kind="agreement", unit=self._organization("unit"), area=cast.home, valid_from=today(begun),
            valid_to=today(self.at) + timedelta(days=50), items=PROMISES, contact="张文斌", host_contact="李春燕",
            is_public=True, by=cast.worker, at=begun,
        )  # fmt: skip
        agreements.send(agreement=running, by=cast.secretary, at=begun + timedelta(minutes=20))
        agreements.sign(agreement=running, by=cast.liaison, at=self.ago(149, begun))
        patrol = running.items.order_by("pk")[0]  # type: ignore[attr-defined]
        promises.report_promise(item=patrol, state="doing", note="已巡逻五次", by=cast.liaison, at=self.ago(20))
        instruments.lay_due(at=self.ago(6))
        waiting = agreements.draft(
            kind="commitment", unit=self._organization("school"), area=cast.home, valid_from=today(self.ago(2)),
            valid_to=today(self.at) + timedelta(days=360), items=PROMISES[2:], by=cast.school_liaison, at=self.ago(2),
        )  # fmt: skip
        agreements.send(agreement=waiting, by=cast.school_liaison, at=self.ago(1, waiting.step_at))
        agreements.keep_terms(at=self.at)

    def _pair(self) -> None:
        keys = [self.cast.people["member"].pk, self.cast.people["other_member"].pk]
        both = Principal.objects.in_bulk(keys)
        pairings.propose(
            level="member", kind="member_member", first=both[keys[0]], second=both[keys[1]], area=self.cast.home,
            aim="陪伴独居老人，代办小事", plan="每月见一次面，季度有一件实事。", valid_from=today(self.at),
            valid_to=today(self.at) + timedelta(days=365), by=self.cast.worker, at=self.ago(1),
        )  # fmt: skip

    def _ask(self) -> None:
        cast = self.cast
        asks.ask(
            unit=self._organization("unit"), area=cast.home, title="协助迁移占道电杆", by=cast.worker, at=self.ago(2),
            text="三栋东侧电杆占了消防通道，请看能否迁移。",
        )  # fmt: skip
        asks.ask_help(
            unit=self._organization("unit"), area=cast.home, title="营业厅门口被沙堆挡住", place="营业厅北门",
            text="昨晚不知谁卸了一车沙子，客户和抢修车都进不来。", by=cast.liaison, at=self.ago(1),
        )  # fmt: skip

    def _gather(self) -> None:
        cast, at = self.cast, self.ago(120)
        body = organizations.found(
            kind="alliance", name=f"{cast.home.name}共建联盟", area=cast.home, on=today(at), by=SYSTEM, at=at
        )
        for name, part in (("party", "chair"), ("unit", "secretary"), ("school", "member"), ("firm", "member")):
            bodies.admit(
                alliance=body, organization=self._organization(name), part=part, on=today(at), by=cast.secretary, at=at
            )
        begins = (self.at.astimezone(CHINA) + timedelta(days=5)).replace(hour=15, minute=0, second=0, microsecond=0)
        bodies.make_entry(
            alliance=body, title="四季度联席会议", begins_at=begins, ends_at=begins + timedelta(hours=2),
            place="党群服务中心二楼", by=cast.liaison, at=self.ago(3),
        )  # fmt: skip

    def _organization(self, name: str) -> Organization:
        return Organization.objects.get(pk=self.cast.organizations[name].pk)
