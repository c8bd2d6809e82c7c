"""A team of middle-school students: registered with the year of birth, and with their guardians' consent (GY-46)."""

from datetime import datetime, timedelta

from demo.cast import Cast
from tongxin.activities import actions as activities
from tongxin.activities import signing, teams
from tongxin.kernel.clock import CHINA, today
from tongxin.people import actions as people
from tongxin.people import guardians
from tongxin.people.guardians import Guardian
from tongxin.people.models import Person
from tongxin.volunteering.actions import teams as volunteer_teams

#: The student, the guardian and who that is.
STUDENTS = (
    ("何小川", "周丽华", "mother"), ("段思齐", "段文海", "father"), ("普云朵", "普建平", "father"),
    ("杨一鸣", "施桂芬", "paternal_grandparent"), ("白若溪", "白志远", "father"), ("李知行", "马晓兰", "mother"),
    ("唐果", "唐永康", "maternal_grandparent"), ("方圆圆", "徐静", "mother"),
)  # fmt: skip
#: A year before already above the age below which children have their own rule, and not grown up for two.
AGE = 16
#: The first consents were given so long ago that one of them ends soon.
SINCE_DAYS, LATER_DAYS = 345, 60


def gather(cast: Cast, *, at: datetime) -> list[Person]:
    """The team below the team, eight students in it, all of them signed up for an afternoon with the old."""
    founded = (at - timedelta(days=SINCE_DAYS)).astimezone(CHINA).replace(hour=16, minute=0, second=0, microsecond=0)
    team = volunteer_teams.found_below(
        team=cast.organizations["team"], name="启明小志愿者队", by=cast.leader, at=founded
    )
    students = []
    for number, (name, guardian, relation) in enumerate(STUDENTS):
        moment = founded + timedelta(days=LATER_DAYS * (number > 0), minutes=number)
        person = people.register(name=name, area=cast.home, born_in=today(at).year - AGE, by=cast.worker, at=moment)
        guardians.give_consent(
            person=person, kind="activities", by=cast.worker, at=moment,
            guardian=Guardian(guardian, relation, "paper", f"社区档案柜 3-{number + 1}"),
        )  # fmt: skip
        teams.join_team(team=team, person=person, on=today(moment), by=cast.leader, at=moment)
        students.append(person)
    _visit(cast, students, at)
    return students


def _visit(cast: Cast, students: list[Person], at: datetime) -> None:
    begins = (at + timedelta(days=9)).astimezone(CHINA).replace(hour=14, minute=30, second=0, microsecond=0)
    activity = activities.plan(
        title="陪老人读报说话", kinds=["volunteering"], theme="others", area=cast.home,
        host=cast.organizations["party"], place="党群服务中心一楼",
        begins_at=begins, ends_at=begins + timedelta(hours=1, minutes=30),
        risks="两名社工全程带队，不单独入户，四点前送到学校门口。", is_open=True, by=cast.worker,
        at=at - timedelta(days=3),
    )  # fmt: skip
    for name in ("member", "other_member"):
        by = cast.actor(name, at)
        signing.sign_up(activity=activity, person=cast.people[name], by=by, at=at - timedelta(days=2))
    for student in students:
        by = cast.worker.for_somebody(student.pk)
        signing.sign_up(activity=activity, person=student, by=by, at=at - timedelta(days=2))
