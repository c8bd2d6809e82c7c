"""Indicators by their formulas, from stage records: early work counts, what is late stays late, no cases is no rate."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.cases import actions as cases
from tongxin.cases import figures
from tongxin.cases.figures.tables import rows_of
from tongxin.cases.tests import story
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty

pytestmark = pytest.mark.django_db


def month(cast, at=None):
    return figures.Period(date(2026, 11, 1), date(2026, 11, 30), at or cast.at + timedelta(hours=1))


def rates(cast, actor="coordinator", at=None, **more):
    rows = figures.stages_for(cast.actor(actor), **more)
    return figures.total(rows, month(cast, at), cast.home.path)


def test_no_cases_is_neither_nothing_nor_everything(cast):
    found = rates(cast)
    assert {each.words for each in found.values()} == {"无案件"}
    assert {each.share for each in found.values()} == {None}
    assert figures.weighted(found, on=today(cast.at), path="").score is None


@pytest.mark.covers("YX-40")
def test_handling_counts_early_work_and_open_overdue_against_its_holder(cast):
    early = story.checking(cast)
    late = story.handling(cast)
    story.dispatched(cast)
    duty = Duty.objects.open().about(late).get()
    assert duty.due_at and duty.due_at > cast.at
    now = rates(cast)
    assert (now["handled"].part, now["handled"].whole) == (1, 1)
    later = cast.at + timedelta(days=9)
    then = rates(cast, at=later)
    # One was done before its date, the other reached it and is open: due are two, done in time is one.
    assert (then["handled"], then["handled_in_time"]) == (figures.Rate(1, 2), figures.Rate(1, 2))
    assert (then["overdue"].part, then["overdue"].whole) == (1, 2)
    assert then["handled"].words == "50.0%"
    lines = figures.by_body(figures.stages_for(cast.coordinator), month(cast, later), "")
    unit = next(line for line in lines if line.key == cast.organizations["unit"].pk)
    assert unit.rates["handled_in_time"] == figures.Rate(1, 2)
    assert early.step == "checking"


def test_done_late_is_done_and_not_in_time_and_a_clock_that_stands_is_not_due(cast):
    case, waiting = story.handling(cast, category="five_livelihood"), story.handling(cast)
    cases.pause_case(case=waiting, reason="等待物资", by=cast.liaison, at=cast.at)
    later = cast.at + timedelta(days=8)
    cases.report_done(case=case, answer="换好了", by=cast.liaison, at=later)
    found = rates(cast, at=later + timedelta(hours=1))
    assert (found["handled"], found["handled_in_time"]) == (figures.Rate(1, 1), figures.Rate(0, 1))
    assert found["overdue"].part == 0


def test_a_wrong_order_counts_against_the_dispatch_and_not_against_the_body(cast):
    wrong, right = story.handling(cast), story.handling(cast)
    cases.send_back(case=wrong, reason="不归我们管", by=cast.liaison, at=cast.at + timedelta(minutes=1))
    found = rates(cast, at=cast.at + timedelta(days=9))
    assert (found["dispatched_rightly"].part, found["dispatched_rightly"].whole) == (1, 2)
    assert found["handled"].whole == 1 and right.step == "handling"


def test_what_stands_under_the_line_is_said_by_the_city(cast):
    story.accepted(cast)
    story.reported(cast)
    declined = story.reported(cast)
    cases.decline(case=declined, reason="court", by=cast.worker, at=cast.at)
    day = today(cast.at)
    assert (rates(cast)["filing"].part, rates(cast)["filing"].whole) == (1, 3)
    for said, whole in (("decided", 2), ("valid", 1), ("reports", 3)):
        rules.set_rule(key="cases.filing_denominator", value=said, source="test", valid_from=day)
        assert rates(cast)["filing"] == figures.Rate(1, whole)
    assert "全部上报数" in figures.INDICATORS["filing"].formula("", day)
    assert (rates(cast)["valid_report"].part, rates(cast)["valid_report"].whole) == (1, 3)


def test_rework_extension_and_the_word_of_the_reporter(cast):
    case = story.checking(cast)
    cases.fail_check(case=case, reason="还是不亮", by=cast.secretary, at=cast.at)
    asked = cases.ask_extension(case=case, amount=2, reason="等配件", by=cast.liaison, at=cast.at)
    cases.answer_extension(extension=asked, is_granted=True, by=cast.secretary, at=cast.at)
    cases.report_done(case=case, answer="换了线", by=cast.liaison, at=cast.at + timedelta(minutes=5))
    rated, disputed, silent = (story.appraisal(cast, channel="hotline") for _n in range(3))
    cases.rate(case=rated, grade=5, by=cast.resident, at=cast.at)
    cases.dispute(case=disputed, reason="又坏了", by=cast.resident, at=cast.at)
    found = rates(cast, at=cast.at + timedelta(hours=1), channels=("hotline",))
    assert (found["solved"], found["satisfied"]) == (figures.Rate(1, 2), figures.Rate(1, 2))
    assert silent.step == "appraisal"
    whole = rates(cast)
    assert whole["extended"].part == 1
    rules.set_rule(
        key="cases.rework_denominator", value="check", source="test", valid_from=today(cast.at)
    )  # fmt: skip
    failed = rates(cast)["reworked"]
    assert failed.part == 1 and failed.whole >= 4


def test_an_index_turns_rates_of_which_less_is_better(cast):
    found = {name: figures.Rate(0, 0) for name in figures.INDICATORS}
    found |= {"closed": figures.Rate(9, 10), "reworked": figures.Rate(1, 10)}
    day = today(cast.at)
    rules.set_rule(key="cases.index_parts", value={"closed": 0.3, "reworked": 0.1}, source="test", valid_from=day)
    assert figures.weighted(found, on=day, path="").score == 90.0


@pytest.fixture
def client(cast, monkeypatch):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at + timedelta(hours=1))
    return cast.sign_in(Client(), "coordinator")


def test_every_number_opens_as_many_rows_as_it_says_and_names_no_person(cast, client):
    story.checking(cast)
    story.handling(cast)
    appraised = story.appraisal(cast)
    shown = client.get(reverse("cases:figures")).content.decode()
    assert "按期处置率" in shown and "应处置数" in shown and "无案件" in shown
    period = month(cast)
    for name in figures.INDICATORS:
        rate = figures.total(figures.stages_for(cast.coordinator), period, "")[name]
        for is_part, count in ((True, rate.part), (False, rate.whole)):
            found = rows_of(figures.stages_for(cast.coordinator), name, is_part=is_part, period=period, path="")
            assert found.count() == count, name
    rows = client.get(reverse("cases:figure-rows", args=["handled"])).content.decode()
    assert rows.count('href="/cases/') >= 2 and appraised.get_absolute_url() in rows
    for person in cast.people.values():
        assert person.name not in shown or person.name == cast.people["coordinator"].name
    book = client.get(reverse("cases:export-figures"))
    assert book.status_code == 200 and book.content[:2] == b"PK"
    assert client.get(reverse("cases:figures"), {"since": "0000", "place": "9" * 30}).status_code == 200
    assert client.get(reverse("cases:figure-rows", args=["nothing"])).status_code == 404


def test_a_body_sees_its_own_stages_and_others_none(cast):
    story.checking(cast)
    own = figures.total(figures.stages_for(cast.liaison), month(cast), "")
    assert own["handled"] == figures.Rate(1, 1) and own["verified_in_time"].whole == 0
    other = figures.total(figures.stages_for(cast.school_liaison), month(cast), "")
    assert {each.whole for each in other.values()} == {0}
    client = cast.sign_in(Client(), "resident")
    assert client.get(reverse("cases:figures")).status_code == 403
