"""A member's year: three "ones" that follow from records, the minimum of a month as a reminder, one page of it all."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import words
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment import promise_queries as queries
from tongxin.enrolment import queries as enrolment_queries
from tongxin.enrolment import reminding, station_queries
from tongxin.enrolment.models import MonthReminder
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.enrolment.tests.test_posts import published
from tongxin.enrolment.tests.year import came
from tongxin.exchange.tests.test_wishes import approved
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel import profiles, remembered, rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Duty, Record, Term
from tongxin.notify import engine
from tongxin.notify.models import Notice
from tongxin.organizations.actions import MemberElsewhere, affiliate
from tongxin.organizations.models import Affiliation, Organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


def take_lists_of(city: str, listed_in: str) -> None:
    """The list of another city's profile, as its installation would have it."""
    table = profiles.read(city).tables[listed_in]["items"]
    for number, (code, item) in enumerate(table.items()):
        data = {key: value for key, value in item.items() if key != "label"}
        Term.objects.create(listed_in=listed_in, code=code, label=item["label"], number=number, data=data)
    remembered.forget_all()


def take_rule_of(city: str, key: str) -> None:
    row = next(row for row in profiles.read(city).tables["rules"] if row["key"] == key and row["scope"] == "city")
    rules.set_rule(key=key, value=row["value"], source=row["source"], valid_from=row["valid_from"])


def make_agency(cast: Cast) -> None:
    """The unit of the cast as an agency of Party or state."""
    kind = next(code for code, term in _kinds().items() if term.get("partner") == "agency")
    Organization.objects.filter(pk=cast.organizations["unit"].pk).update(kind=kind)


def _kinds() -> dict[str, Any]:
    return dict(profiles.read("yuxi").tables["organization_kinds"]["items"])


@pytest.mark.covers("MHK-34")
def test_three_ones_follow_from_records_and_are_never_ticked(cast: Cast) -> None:
    take_lists_of("meihekou", "enrolment_goals")
    enrolment = enrolled(cast)
    assert [(goal.label, goal.done) for goal in queries.goals(enrolment)] == [
        ("参加一次主题党日", False), ("确定一个服务项目", False), ("认领一个微心愿", False),
    ]  # fmt: skip
    came(cast, "member", cast.at - timedelta(days=3), kinds=["theme_day"])  # before the check-in
    came(cast, "member", cast.at, kinds=["theme_day"], title="周末主题党日", confirmed=False)
    assert not queries.goals(enrolment)[0].done
    came(cast, "member", cast.at + timedelta(days=1), kinds=["theme_day"], title="十二月主题党日")
    claim = posts.claim(post=published(cast), by=cast.member, at=cast.at)
    assert not queries.goals(enrolment)[1].done
    posts.confirm(claim=claim, by=cast.worker, at=cast.at)
    wish = approved(cast)
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    goals = queries.goals(enrolment)
    assert [goal.by for goal in goals] == ["十二月主题党日", "楼道巡查", wish.title]
    assert all(goal.done_on for goal in goals)
    counts = station_queries.goal_counts(cast.home.path)
    assert [(each.done, each.whole) for each in counts] == [(1, 1), (1, 1), (1, 1)]
    wishes.give_back(wish=wish, reason="买不到", by=cast.member, at=cast.at)
    assert not queries.goals(enrolment)[2].done
    page = words(cast.sign_in(Client(), "member").get(reverse("enrolment:my-member-year")))
    assert "确定一个服务项目" in page and "楼道巡查" in page and "不用自己勾" in page
    for sees in ("worker", "branch_secretary"):
        assert "认领一个微心愿" in words(cast.sign_in(Client(), sees).get(enrolment.get_absolute_url())), sees


@pytest.mark.covers("CD-27", "YX-48")
def test_the_month_is_a_reminder_to_the_member_of_an_agency_once_and_nothing_more(cast: Cast) -> None:
    person, first = cast.people["member"], datetime(2026, 12, 1, 9, tzinfo=CHINA)
    for who in ("member", "other_member"):
        enrolled(cast, who)
    late = datetime(2026, 12, 20, 9, tzinfo=CHINA)
    assert queries.month_minimum(person=person, on=first.date()) is None and reminding.remind(at=late) == 0
    take_rule_of("changde", "service.minimum")
    assert queries.month_minimum(person=person, on=first.date()) is None  # not from an agency
    make_agency(cast)
    month = queries.month_minimum(person=person, on=first.date())
    assert month is not None and (month.expected, month.done, month.short) == (1, 0, 1)
    came(cast, "other_member", datetime(2026, 12, 5, 9, tzinfo=CHINA), confirmed=False)
    duties = Duty.objects.count()
    assert reminding.remind(at=datetime(2026, 12, 19, 9, tzinfo=CHINA)) == 0
    assert [reminding.remind(at=late + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
    row = Record.objects.filter(kind="enrolment.MonthReminded").select_related("by").get()
    engine.tell(row)
    notice = Notice.objects.get(text__contains="还差 1 次")
    assert notice.recipient_id == person.pk and "只作提醒" in notice.text
    assert Duty.objects.count() == duties and MonthReminder.objects.get().month == date(2026, 12, 1)
    assert reminding.remind(at=datetime(2027, 1, 20, 9, tzinfo=CHINA)) == 2


@pytest.mark.covers("GY-36", "MHK-29")
def test_what_counts_is_activity_in_the_community_beside_the_work_in_the_unit(cast: Cast) -> None:
    enrolled(cast)
    take_rule_of("changde", "service.minimum")
    make_agency(cast)
    person, day = cast.people["member"], cast.at.date() + timedelta(days=2)
    came(cast, "member", cast.at + timedelta(hours=1))
    month = queries.month_minimum(person=person, on=day)
    assert month is not None and month.short == 0
    page = words(cast.sign_in(Client(), "member").get(reverse("enrolment:my-member-year")))
    assert "本月" in page and "排名" not in page.replace("不排名", "")


def test_the_year_of_who_has_not_checked_in_offers_the_first_step(cast: Cast) -> None:
    page = words(cast.sign_in(Client(), "resident").get(reverse("enrolment:my-member-year")))
    assert "还没有报到" in page and "三个一" not in page


def test_a_member_has_one_home_organization_and_the_second_is_refused_in_words(cast: Cast) -> None:
    """Bad input: a member in two home organizations. The check-in notes the one that holds, by the database's word."""
    enrolment = enrolled(cast)
    with pytest.raises(MemberElsewhere, match="组织关系"):
        affiliate(
            person=cast.people["member"], organization=cast.organizations["party"], on=cast.at.date(), by=SYSTEM,
            at=cast.at,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(
            person=cast.people["member"], organization=cast.organizations["party"], valid_from=cast.at.date()
        )
    assert enrolment.home_organization == cast.organizations["branch"]


@pytest.mark.covers("GY-36")
def test_a_service_before_eight_in_the_morning_lies_on_its_own_day(cast: Cast) -> None:
    enrolment = enrolled(cast)
    dawn = datetime.combine(cast.at.date(), time(7, 0), CHINA)
    came(cast, "member", dawn)
    came(cast, "member", dawn - timedelta(days=1))
    told = enrolment_queries.service_of([enrolment])[enrolment.pk]
    assert told.times == enrolment_queries.services_under(enrolment).count() == 1
