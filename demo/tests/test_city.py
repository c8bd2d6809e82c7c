"""The synthetic city: its figures come out exactly, and what must hold of real data holds of it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from demo.cast import recall
from demo.city import build
from demo.exchange_life import Wanted
from demo.picker import Picker
from demo.sizes import read_figures, sizes_of
from demo.texts import load_needs
from tests.world import NOW
from tongxin.cases.models import Case
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Need, Offer, Project
from tongxin.kernel import invariants, measures
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Duty, Record
from tongxin.patrols.models import PatrolRound
from tongxin.people.models import Person, User

SCALE = 0.05
COUNTED = (
    "agreements", "commitment_units", "paired_units",
    "checked_in_organisations", "checked_in_members", "check_in_activities", "resources", "needs", "projects",
    "part_time_members", "volunteer_organisations", "volunteers", "public_benefit_batches",
    "service_centres", "theme_day_sessions", "theme_day_branches", "cases", "livelihood_matters_solved",
    "livelihood_money_yuan",
)  # fmt: skip


def count(name: str) -> int | None:
    measures.discover()
    return measures.counted(name, on=today(NOW))


def breaches() -> list[str]:
    invariants.discover()
    return [sentence for _invariant, found in invariants.walk() for sentence in found]


@pytest.mark.covers("YX-38", "YX-39", "YX-40")
def test_a_small_city_has_its_figures_and_a_lively_past_and_breaks_nothing(db: None) -> None:
    build(name="yuxi", scale=SCALE, at=NOW)
    check_figures()
    check_history()
    check_crowd()
    check_desk()
    check_cases()
    check_watch()


def test_a_city_loads_at_any_hour(db: None) -> None:
    """On a Monday after midnight, when the weekly round of the day has not begun."""
    monday = datetime(2026, 11, 23, 0, 35, tzinfo=CHINA)
    build(name="yuxi", scale=0.01, at=monday)
    assert breaches() == []
    assert PatrolRound.objects.filter(step="missed").exists()


def check_figures() -> None:
    """Exactly those of its scale."""
    sizes = sizes_of("yuxi", SCALE)
    assert {name: count(name) for name in COUNTED} == {name: sizes[name] for name in COUNTED}


def check_watch() -> None:
    """What a deed changes is counted, and what is changed behind its back is named."""
    sizes = sizes_of("yuxi", SCALE)
    assert breaches() == []
    project = Project.objects.filter(step="running").first()
    assert project is not None
    exchange.withdraw_project(project=project, reason="没有合适伙伴", by=SYSTEM, at=NOW)
    assert count("projects") == sizes["projects"] - 1, "a withdrawn project counts no longer"
    assert breaches() == []

    closed = Project.objects.filter(step="closed").first()
    assert closed is not None
    remove_by_sql(closed)
    assert any(f"第 {closed.pk} 号" in sentence for sentence in breaches()), "the hole is named"


def remove_by_sql(project: Project) -> None:
    with connection.cursor() as cursor:
        for table in ("projectneed", "projectresource", "projectpartner", "projectactivity", "appraisal"):
            cursor.execute(f"DELETE FROM exchange_{table} WHERE project_id = %s", [project.pk])
        cursor.execute("DELETE FROM exchange_project WHERE id = %s", [project.pk])


def check_history() -> None:
    """There are late, refused, withdrawn and unmet ones, spread over two years."""
    assert {"withdrawn", "declined", "matching", "closed"} <= set(Need.objects.values_list("step", flat=True))
    assert Offer.objects.filter(step="declined").exclude(reason="").exists()
    late = Duty.objects.filter(kind=Duty.Kind.STEP).late(NOW)
    assert late.filter(closed_at__isnull=False).exists()
    assert late.filter(urged_by__isnull=False).exists(), "what is late went up the tree"
    first, last = (Record.objects.order_by(order).values_list("at", flat=True)[0] for order in ("at", "-at"))
    assert last - first > timedelta(days=700)
    assert last <= NOW


def check_crowd() -> None:
    """The crowd leaves no numbers and cannot sign in."""
    with_account = User.objects.values("person")
    assert not Person.objects.exclude(pk__in=with_account).filter(identity__isnull=False).exists()
    assert User.objects.count() < 20 < Person.objects.count()


def check_desk() -> None:
    """The cast's Party organization owes things of every kind, late ones and a paused one among them."""
    party = User.objects.get(login="secretary").person.posts.get().organization
    open_now = Duty.objects.open().filter(holder=party.principal, kind=Duty.Kind.STEP)
    assert {"need", "project", "enrolment", "wish", "case"} <= set(open_now.values_list("procedure", flat=True))
    assert open_now.late(NOW).exists()
    assert open_now.filter(paused_at__isnull=False).exists()


def check_cases() -> None:
    """Five categories and the others; what went wrong is there too; each of the cast finds one on the desk."""
    own = Case.objects.filter(category__startswith="five_").values_list("category", flat=True)
    assert len(set(own)) == 6 and not Case.objects.exclude(category="").exclude(category__in=own).exists()
    assert Case.objects.filter(returned__gt=0).exists() and Case.objects.filter(reworked__gt=0).exists()
    assert Case.objects.filter(step="closed", grade=None, lead__isnull=False).exists(), "unrated stays unrated"
    assert not Case.objects.filter(step="closed", raised_at__gt=F("step_at")).exists()
    cast = recall(at=NOW)
    resident, owed = cast.people["resident"].pk, Duty.objects.open().filter(procedure="case", kind=Duty.Kind.STEP)
    at = {name: owed.filter(holder=organization.principal) for name, organization in cast.organizations.items()}
    assert {"reported", "checking"} <= set(at["party"].values_list("step", flat=True))
    assert at["street_committee"].filter(step="accepted").exists()
    assert {"dispatched", "handling"} <= set(at["unit"].values_list("step", flat=True))
    assert at["unit"].late(NOW).exists() and at["unit"].filter(paused_at__isnull=False).exists()
    assert owed.filter(holder=resident, step="appraisal").exists()


def test_titles_of_needs_are_many_and_none_prevails() -> None:
    texts, wanted = load_needs(), Wanted(0, read_figures("yuxi")["needs"]["value"], 0)
    titles = Counter(text.title for text in Picker("titles").evenly(texts, wanted.needs))
    assert len(titles) >= 300
    assert max(titles.values()) <= wanted.needs * 0.01
