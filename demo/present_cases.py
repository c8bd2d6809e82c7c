"""The present of the cast's cases: something to accept, dispatch, take, handle, check, grant and rate."""

from datetime import datetime, timedelta
from typing import Any

from demo.case_places import Ground
from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.cases.queries.places import spot_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

LAMP, BIN, ORDER = "five_livelihood", "five_appearance", "five_public_order"


def play_cases(cast: Cast, days: Days, *, at: datetime) -> None:
    """Let everybody of the cast who has to do with cases find one on the desk."""
    desk = _Desk(cast, days, at)
    desk.come_in()
    desk.pass_up()
    desk.work_the_grid()
    desk.send()
    desk.be_late_and_suspended()
    desk.check()
    desk.finish()


class _Desk:
    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present cases")
        self.ground = Ground(self.picker.child("ground"), at)

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def come_in(self) -> None:
        """Two wait to be taken up, one of them from a caller who gave a name."""
        self._report("楼下的垃圾桶盖坏了，野猫半夜来翻", BIN, at=self.at - timedelta(hours=1))
        self._report(
            "三单元的水管接头在滴水，楼梯是湿的", "five_livelihood", at=self.at - timedelta(hours=2),
            channel="hotline", reporter=False, caller_name="吴女士", caller_phone="15400001234", hides_caller=True,
            by=self.cast.worker,
        )  # fmt: skip

    def pass_up(self) -> None:
        """Two streets meet here: the community hands it up, and the coordinator has to send somebody."""
        case = self._accepted("两条街交界的路口积水，两边都说不归自己", "five_other", 1, kind="complaint")
        street = self._organization("street_committee")
        cases.pass_on(
            case=case, to=street, reason="跨社区，请街道协调", by=self.cast.worker, at=self._soon(case.step_at)
        )

    def work_the_grid(self) -> None:
        """In the grid one waits, one was mended at once, one needs the community."""
        grid, spot = self.cast.grid_worker, spot_of(self.cast.grid, on=today(self.at))
        cases.raise_for(
            text="二单元门口的地砖翘起来，绊脚", spot=spot, category="five_livelihood", by=grid,
            at=self.at - timedelta(hours=3),
        )  # fmt: skip
        cases.raise_for(
            text="楼道里堆了旧沙发，堵着消防通道", spot=spot, category="five_other", then="solve",
            outcome="和住户一起搬到了大件垃圾点", by=grid, at=self.ago(2),
        )  # fmt: skip
        cases.raise_for(
            text="院墙根裂了一道缝，能伸进手指", spot=spot, category="five_other", then="up",
            outcome="要请人来看是否危险，网格办不了", by=grid, at=self.at - timedelta(hours=5),
        )  # fmt: skip

    def send(self) -> None:
        """One waits for the power company to take it, one is being worked on with a school that was called."""
        self._dispatched("二栋楼道的配电箱门关不上", LAMP, 1)
        called = self._accepted("放学时段校门口车停成两排", ORDER, 3, kind="complaint")
        cases.dispatch(
            case=called, lead=self._organization("unit"), assisting=[self._organization("school")],
            asks="请错开两个年级的放学时间，派人到场劝导", by=self.cast.worker, at=self._soon(called.step_at),
        )  # fmt: skip
        self._take(called)
        asked = self._soon(called.step_at)
        cases.ask_extension(case=called, amount=2, reason="护栏要定做，三天后到货", by=self.cast.liaison, at=asked)

    def be_late_and_suspended(self) -> None:
        late = self._dispatched("北门到三栋的路灯间隔着亮", LAMP, 14)
        self._take(late)
        cases.note(case=late, text="查出一处断线，线路图在找", by=self.cast.liaison, at=self.ago(12, late.step_at))
        waiting = self._dispatched("活动室的电线老化，插座发烫", LAMP, 4)
        self._take(waiting)
        at = self._soon(waiting.step_at)
        cases.pause_case(case=waiting, reason="等配件到货，已先断电并贴了提示", by=self.cast.liaison, at=at)

    def check(self) -> None:
        """Done, and the secretary has to look: the worker sent it, the power company did it."""
        case = self._dispatched("楼梯间感应灯常亮不灭", LAMP, 5)
        self._do(case, "换了四个感应开关，逐层试过。", self.ago(2, case.step_at))

    def finish(self) -> None:
        """One waits for the resident's word, one was rated long ago."""
        rated = self._closed("车棚充电口跳闸", "换了漏电保护器，八个口都试过。", 40)
        cases.rate(case=rated, grade=5, text="第二天就能用了。", by=self.cast.resident, at=self.ago(34, rated.step_at))
        self._closed("院里的宣传栏玻璃碎了一块", "换了钢化玻璃，边上包了胶条。", 8)

    # Steps

    def _closed(self, text: str, answer: str, number: int) -> Case:
        case = self._dispatched(text, "five_publicity", number)
        self._do(case, answer, self.ago(number - 2, case.step_at))
        cases.pass_check(case=case, by=self.cast.secretary, at=self.ago(number - 3, case.step_at), note="看过，办好了")
        if case.step == "checking":
            # The lot wanted another one to look.
            cases.pass_check(case=case, by=self.cast.coordinator, at=self._soon(case.step_at))
        cases.close(case=case, by=self.cast.worker, at=self.ago(number - 4, case.step_at))
        return case

    def _do(self, case: Case, answer: str, at: datetime) -> None:
        self._take(case)
        cases.report_done(case=case, answer=answer, by=self.cast.liaison, at=max(at, case.step_at))

    def _take(self, case: Case) -> None:
        cases.take(case=case, by=self.cast.liaison, at=self._soon(case.step_at))

    def _dispatched(self, text: str, category: str, number: int) -> Case:
        case = self._accepted(text, category, number)
        at = self._soon(case.step_at)
        cases.dispatch(case=case, lead=self._organization("unit"), by=self.cast.worker, at=at)
        return case

    def _accepted(self, text: str, category: str, number: int, **said: Any) -> Case:
        case = self._report(text, category, at=self.ago(number), **said)
        cases.accept(case=case, by=self.cast.worker, at=self._soon(case.step_at))
        return case

    def _report(
        self, text: str, category: str, *, at: datetime, channel: str = "online", reporter: bool = True,
        by: Actor | None = None, **said: Any,
    ) -> Case:  # fmt: skip
        spot = self.ground.spot(self.cast.home, self.cast.organizations["party"].pk)
        said |= {"longitude": spot.longitude, "latitude": spot.latitude, "datum": spot.datum}
        resident = self.cast.resident
        return cases.report(
            text=text, channel=channel, placed=spot.placed, category=category, by=by or resident, at=at,
            reporter_id=resident.principal_id if reporter else None, **said,
        )  # fmt: skip

    def _soon(self, after: datetime) -> datetime:
        return after + timedelta(minutes=self.picker.between(6, 25))

    def _organization(self, name: str) -> Organization:
        return Organization.objects.get(pk=self.cast.organizations[name].pk)
