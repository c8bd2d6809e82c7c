"""The monthly statement: said once for each month, to those it concerns alone; the year's minimum, as a reminder."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tongxin.kernel import notices
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Duty, Record
from tongxin.people.models import Person
from tongxin.points import actions, measures, queries, statements
from tongxin.points.models import Objection, StatementRun, YearReminder
from tongxin.points.tests.test_year import apply_rules_of
from tongxin.points.tests.world import declared, served

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 12, 1, 0, 5, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def worth_something(db):
    with declared():
        yield


def told(kind):
    """Who is told of these facts, in which words, with which page: as the room declares it."""
    rows = Record.objects.filter(kind=kind).order_by("id")
    people = Person.objects.in_bulk([row.subject_id for row in rows])
    return [
        (who, str(each.says).format_map(row.data), each.link(row, people[row.subject_id]))
        for row in rows
        for each in notices.declared_for(kind)
        for who in each.to(row, people[row.subject_id])
    ]


@pytest.mark.covers("YX-48")
def test_on_the_first_of_the_month_each_person_with_an_entry_hears_of_the_statement_once(cast, client):
    served(cast, "member", on=date(2026, 11, 7))
    served(cast, "other_member", on=date(2026, 10, 31))
    served(cast, "resident", on=date(2026, 11, 30))
    assert statements.announce(at=FIRST) == 2
    for moment in (FIRST, FIRST + timedelta(days=3), FIRST + timedelta(days=30)):
        assert statements.announce(at=moment) == 0
    run = StatementRun.objects.get()
    assert (run.month, run.persons) == (date(2026, 11, 1), 2)
    said = told("points.StatementReady")
    assert {who for who, _text, _link in said} == {cast.people["member"].pk, cast.people["resident"].pk}
    assert all("2026 年 11 月" in text and link == "/my/year/2026/11" for _who, text, link in said)
    assert "楼道巡逻" in cast.sign_in(client, "member").get("/my/year/2026/11").content.decode()
    # The next month, also when the worker was away on the first.
    assert statements.announce(at=FIRST + timedelta(days=40)) == 0
    assert StatementRun.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementRun.objects.create(month=date(2026, 11, 1), announced_at=FIRST, persons=0)


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_once_one_announces(cast):
    served(cast, "member", on=date(2026, 11, 7))
    counts, barrier = [], threading.Barrier(4)

    def announce():
        try:
            connection.ensure_connection()
            barrier.wait()
            counts.append(statements.announce(at=FIRST))
        finally:
            connection.close()

    threads = [threading.Thread(target=announce) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert Record.objects.filter(kind="points.StatementReady").count() == 1


@pytest.mark.covers("MHK-36", "C02-5")
def test_who_is_short_of_the_year_hears_it_once_and_nothing_else_happens(cast):
    october = datetime(2026, 10, 1, 8, 0, tzinfo=CHINA)
    assert statements.remind_of_year(at=october) == 0  # no minimum in this city, no reminder
    assert measures.points_year_minimum(october.date()) == 0
    apply_rules_of("meihekou", "points.per_activity", "points.year_minimum")
    assert measures.points_year_minimum(october.date()) == 24
    with declared(kinds=("community_service",)):
        for day in range(17):
            served(cast, "member", on=date(2026, 5, 1) + timedelta(days=day))
        for day in range(24):
            served(cast, "other_member", on=date(2026, 5, 1) + timedelta(days=day))
    duties = Duty.objects.count()
    assert statements.remind_of_year(at=october - timedelta(days=1)) == 0
    first = statements.remind_of_year(at=october)
    assert first == 3 and statements.remind_of_year(at=october + timedelta(days=1)) == 0
    assert YearReminder.objects.get(person=cast.people["other_member"]).short == 0
    texts = {who: text for who, text, _link in told("points.YearReminded")}
    assert "还差 7 分，约 7 次活动。只作提醒" in texts[cast.people["member"].pk]
    assert cast.people["other_member"].pk not in texts and cast.people["resident"].pk not in texts
    assert Duty.objects.count() == duties
    year = queries.statement(person=cast.people["member"], year=2026, on=october.date())
    assert (year.shortfall, year.activities_short) == (7, 7)


def test_an_objection_is_raised_and_answered_from_the_page_of_the_month(cast, client):
    served(cast, "member", on=date(2026, 11, 7))
    page = cast.sign_in(client, "member").get(reverse("points:month", args=[2026, 11])).content.decode()
    assert "有异议" in page
    entry = queries.statement(person=cast.people["member"], year=2026, month=11, on=cast.at.date()).lines[0].movement
    assert reverse("points:object", args=[entry.pk]) in page
    client.post(reverse("points:object", args=[entry.pk]), {"reason": "那天还去了下午场"})
    objection = Objection.objects.get()
    page = client.get(reverse("points:month", args=[2026, 11])).content.decode()
    assert objection.get_absolute_url() in page and "已提出" in page
    actions.answer(objection=objection, answer="upheld", text="确有两场", amount=4, by=cast.secretary, at=cast.at)
    page = client.get(reverse("points:month", args=[2026, 11])).content.decode()
    assert "已答复" in page and "冲正" in page and "+4 分" in page
