"""The present of the cast beside the lists: check-ins, activities with points, posts and wishes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from demo.cast import Cast
from demo.days import Days
from demo.insured import paper
from demo.picker import Picker
from tongxin.activities import actions as activities
from tongxin.activities import attending, insuring, signing, teams
from tongxin.activities.models import Activity
from tongxin.enrolment import actions as enrolment
from tongxin.enrolment import post_actions as posts
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Project, Wish
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Movement
from tongxin.organizations.models import Organization
from tongxin.points import actions as points
from tongxin.points.models import LEDGERS

#: title, kinds, working days ago, who came: the past of a member's year. The first four count as check-in activities.
HELD = [
    ("社区大扫除", ["enrolment_activity", "community_service"], 70, ("member", "other_member", "branch_secretary")),
    ("主题党日：到对口小区当半天楼栋长", ["enrolment_activity", "theme_day"], 45, ("member", "branch_secretary")),
    ("反诈宣传进楼栋", ["enrolment_activity", "volunteering"], 21, ("member", "other_member")),
    ("便民服务集市", ["enrolment_activity", "community_service"], 9, ("member", "liaison", "resident")),
    ("护学岗值守", ["volunteering"], 15, ("member",)),
    ("党课：身边的榜样", ["party_class"], 30, ("member", "other_member", "branch_secretary")),
]
WISHES = [
    ("一盏床头小夜灯", "daily_goods", "夜里起身看得见。", "approved"),
    ("想请人陪着去配一副老花镜", "company", "家门口眼镜店，半天就够。", "approved"),
    ("一本大字版的菜谱", "books_stationery", "家常菜，图多一些。", "recorded"),
    ("修一修阳台的纱窗", "small_repair", "滚轮掉了，推不动。", "claimed"),
    ("一双防滑的居家鞋", "daily_goods", "三十八码。", "delivered"),
    ("学会和孙子视频通话", "learning", "字调大，教慢一点。", "thanked"),
]


class Services:
    """What the cast does besides needs and projects."""

    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present services")

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def check_in(self) -> None:
        """A unit and two members are in; a school and a member wait for the community. Two volunteers join a team."""
        cast, home = self.cast, self.cast.home
        unit = enrolment.enrol_unit(
            organization=self._organization("unit"), area=home, by=cast.liaison, at=self.ago(180), contact="张文斌",
            pledge="每月一次用电安全检查，会议厅周末开放。",
        )  # fmt: skip
        enrolment.confirm(enrolment=unit, by=cast.worker, at=self.ago(179))
        for name in ("member", "branch_secretary"):
            row = enrolment.enrol_member(
                person=cast.people[name], area=home, basis="workplace", by=getattr(cast, name), at=self.ago(170),
                skills=["电工"], wishes=["safety"], shows_identity=True,
            )  # fmt: skip
            enrolment.confirm(enrolment=row, by=cast.worker, at=self.ago(169))
        enrolment.enrol_unit(
            organization=self._organization("school"), area=home, by=cast.school_liaison, at=self.ago(1),
            contact="陈思雨", pledge="操场傍晚开放。",
        )  # fmt: skip
        enrolment.enrol_member(
            person=cast.people["other_member"], area=home, basis="residence", by=cast.other_member, at=self.ago(1)
        )
        for name in ("member", "resident"):
            teams.join_team(
                team=self._organization("team"), person=cast.people[name], on=today(self.ago(160)),
                by=getattr(cast, name), at=self.ago(160),
            )  # fmt: skip

    # Activities

    def hold_activities(self, project: Project) -> None:
        for title, kinds, number, came in HELD:
            self._confirm(self._hold(title, kinds, number, came))
        self._hold("邻里趣味运动会", ["community_service"], 1, ("member", "resident", "other_member"))
        self._today(project)
        self._next_week()
        self._dangerous()
        self._object()

    def _hold(self, title: str, kinds: list[str], number: int, came: tuple[str, ...]) -> Activity:
        begins_at = self.ago(number).replace(hour=9, minute=0)
        activity = self._plan(title, kinds, begins_at, begins_at - timedelta(days=8), places=20)
        for name in came:
            person = self.cast.people[name]
            signing.sign_up(
                activity=activity, person=person, by=getattr(self.cast, name), at=begins_at - timedelta(days=3)
            )
            attending.record_attendance(
                activity=activity, person=person, by=self.cast.recorder, at=begins_at + timedelta(minutes=5)
            )
        return activity

    def _confirm(self, activity: Activity) -> None:
        attending.confirm(activity=activity, by=self.cast.worker, at=activity.ends_at + timedelta(hours=1))

    def _today(self, project: Project) -> None:
        """A few hours from now, by day; two places, both taken, one waiting."""
        begins_at = (self.at.astimezone(CHINA) + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
        if not 9 <= begins_at.hour < 19:
            begins_at = begins_at.replace(hour=9) + timedelta(days=int(begins_at.hour >= 19))
        activity = self._plan("老院子清理日", ["enrolment_activity", "project_work"], begins_at, self.ago(6), places=2)
        exchange.tie_activity(project=project, activity=activity, by=self.cast.worker, at=self.ago(6))
        for number, name in enumerate(("member", "branch_secretary", "other_member")):
            signing.sign_up(
                activity=activity, person=self.cast.people[name], by=getattr(self.cast, name), at=self.ago(3 - number)
            )

    def _next_week(self) -> None:
        begins_at = (self.at.astimezone(CHINA) + timedelta(days=6)).replace(hour=9, minute=0, second=0, microsecond=0)
        activity = self._plan("冬季送暖入户走访", ["volunteering"], begins_at, self.ago(2), places=12)
        person = self.cast.people["member"]
        signing.sign_up(activity=activity, person=person, by=self.cast.member, at=self.ago(1))

    def _plan(
        self,
        title: str,
        kinds: list[str],
        begins_at: datetime,
        planned_at: datetime,
        *,
        places: int,
        dangers: Sequence[str] = (),
    ) -> Activity:
        return activities.plan(
            title=title, kinds=kinds, host=self._organization("party"), area=self.cast.home, place="党群服务中心门前",
            begins_at=begins_at, ends_at=begins_at + timedelta(hours=2), places=places, is_open=True,
            by=self.cast.worker, at=planned_at, risks="请穿防滑鞋，听从现场安排。",
            dangers=dangers,
        )  # fmt: skip

    def _dangerous(self) -> None:
        """Two tasks that may hurt somebody: one still without insurance, one whose policy the worker has seen."""
        noon = self.at.astimezone(CHINA).replace(hour=15, minute=0, second=0, microsecond=0)
        watch = self._plan(
            "雨后河堤巡查", ["patrol"], noon + timedelta(days=2), self.ago(3), places=8, dangers=["water"]
        )
        signing.sign_up(activity=watch, person=self.cast.people["resident"], by=self.cast.resident, at=self.ago(1))
        lamps = self._plan(
            "上门换灯查线路", ["community_service"], noon + timedelta(days=4), self.ago(4), places=6,
            dangers=["height", "electric"],
        )  # fmt: skip
        policy = paper(lamps.host, lamps.day.year, persons=30)
        insuring.insure(activity=lamps, policy=policy, by=self.cast.worker, at=self.ago(2))

    def _object(self) -> None:
        """The member doubts the latest entry of hours."""
        mine = LEDGERS["hours"].entries(holder_id=self.cast.member.principal_id)
        entry: Movement | None = mine.first()
        if entry:
            points.object_to(
                movement=entry, person=self.cast.people["member"], reason="收摊搬运也算，实际三个小时，领队可证明。",
                by=self.cast.member, at=self.ago(2, entry.at),
            )  # fmt: skip

    # Posts and wishes

    def offer_posts(self) -> None:
        """Four posts: one held, one claimed and waiting for the community, two free, the last one dangerous."""
        made = [
            posts.publish(
                area=self.cast.home, kind=kind, title=title, duties=duties, places=places, hours=2,
                valid_from=today(self.ago(100)), place="葫田社区", dangers=dangers, by=self.cast.secretary,
                at=self.ago(100),
            )
            for kind, title, duties, places, dangers in (
                ("safety", "楼栋平安巡查岗", "每周一次看消防通道和充电桩。", 3, ()),
                ("governance", "居民议事主持岗", "不表态，只管时间和发言。", 1, ()),
                ("culture_sport", "周末读书角管理员", "整理图书，登记借还。", 2, ()),
                ("safety", "早高峰路口文明交通岗", "七点二十到八点四十，一口两人。", 2, ("road",)),
            )
        ]  # fmt: skip
        held = posts.claim(post=made[0], by=self.cast.member, at=self.ago(90))
        posts.confirm(claim=held, by=self.cast.worker, at=self.ago(89))
        posts.claim(post=made[1], by=self.cast.branch_secretary, at=self.ago(1))

    def wish(self) -> None:
        for number, (title, kind, detail, step) in enumerate(WISHES):
            at = self.ago(12 + number)
            row = wishes.record_wish(
                title=title, kind=kind, detail=detail, area=self.cast.home, name=f"老邻居{'甲乙丙丁戊己'[number]}",
                address=f"葫田小区{number + 1}栋", channel="household_visit", by=self.cast.worker, at=at,
            )  # fmt: skip
            self._lead(row, ("recorded", "approved", "claimed", "delivered", "thanked").index(step))

    def _lead(self, wish: Wish, steps: int) -> None:
        """As far as it came, one step every two working days."""
        cast = self.cast
        if steps > 0:
            wishes.approve(wish=wish, by=cast.secretary, at=self.ago(9))
        if steps > 1:
            wishes.claim(wish=wish, by=cast.member, at=self.ago(7))
        if steps > 2:
            wishes.deliver(wish=wish, by=cast.member, at=self.ago(5))
        if steps > 3:
            wishes.confirm(wish=wish, by=cast.worker, at=self.ago(4))
            wishes.thank(wish=wish, thanks="一学就会，天天和孙子说话。", by=cast.worker, at=self.ago(3))

    def _organization(self, name: str) -> Organization:
        return Organization.objects.get(pk=self.cast.organizations[name].pk)
