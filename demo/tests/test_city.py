"""The synthetic city: its figures come out exactly, and what must hold of real data holds of it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from demo.city import build
from demo.exchange_life import Wanted
from demo.picker import Picker
from demo.sizes import read_figures, sizes_of
from demo.texts import load_needs
from tests.world import NOW
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Need, Offer, Project
from tongxin.kernel import invariants, measures
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.people.models import Person, User

SCALE = 0.05
COUNTED = (
    "checked_in_organisations", "checked_in_members", "check_in_activities", "resources", "needs", "projects",
    "part_time_members", "volunteer_organisations", "volunteers",
)  # fmt: skip


@pytest.fixture
def small_city(db: None) -> None:
    build(name="yuxi", scale=SCALE, at=NOW)


def count(name: str) -> int | None:
    measures.discover()
    return measures.counted(name, on=today(NOW))


def breaches() -> list[str]:
    invariants.discover()
    return [sentence for _invariant, found in invariants.walk() for sentence in found]


@pytest.mark.covers("YX-35", "YX-38", "YX-39")
def test_a_small_city_has_exactly_the_figures_of_its_scale_and_breaks_nothing(small_city: None) -> None:
    sizes = sizes_of("yuxi", SCALE)
    assert {name: count(name) for name in COUNTED} == {name: sizes[name] for name in COUNTED}
    assert breaches() == []

    project = Project.objects.filter(step="running").first()
    assert project is not None
    exchange.withdraw_project(project=project, reason="没有合适伙伴", by=SYSTEM, at=NOW)
    assert count("projects") == sizes["projects"] - 1, "a withdrawn project counts no longer"
    assert breaches() == []


def test_a_project_that_vanishes_is_named(small_city: None) -> None:
    project = Project.objects.filter(step="closed").first()
    assert project is not None
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("projectneed", "projectresource", "projectpartner", "projectactivity", "appraisal"):
            cursor.execute(f"DELETE FROM exchange_{table} WHERE project_id = %s", [project.pk])
        cursor.execute("DELETE FROM exchange_project WHERE id = %s", [project.pk])
    assert any(f"第 {project.pk} 号" in sentence for sentence in breaches())


def test_its_history_has_late_refused_withdrawn_and_unmet_ones(small_city: None) -> None:
    assert {"withdrawn", "declined", "matching", "closed"} <= set(Need.objects.values_list("step", flat=True))
    assert Offer.objects.filter(step="declined").exclude(reason="").exists()
    late = Duty.objects.filter(kind=Duty.Kind.STEP).late(NOW)
    assert late.filter(closed_at__isnull=False).exists()
    assert late.filter(urged_by__isnull=False).exists(), "what is late went up the tree"
    first, last = (Record.objects.order_by(order).values_list("at", flat=True)[0] for order in ("at", "-at"))
    assert last - first > timedelta(days=700)
    assert last <= NOW


def test_the_crowd_leaves_no_numbers_and_cannot_sign_in(small_city: None) -> None:
    with_account = User.objects.values("person")
    assert not Person.objects.exclude(pk__in=with_account).filter(identity__isnull=False).exists()
    assert User.objects.count() < 20 < Person.objects.count()


def test_the_cast_has_a_lively_desk(small_city: None) -> None:
    secretary = User.objects.get(login="secretary").person
    party = secretary.posts.get().organization
    open_now = Duty.objects.open().filter(holder=party.principal, kind=Duty.Kind.STEP)
    assert {"need", "project", "enrolment", "wish"} <= set(open_now.values_list("procedure", flat=True))
    assert open_now.late(NOW).exists() and open_now.filter(paused_at__isnull=False).exists()


def test_titles_of_needs_are_many_and_none_prevails() -> None:
    texts, wanted = load_needs(), Wanted(0, read_figures("yuxi")["needs"]["value"], 0)
    titles = Counter(text.title for text in Picker("titles").evenly(texts, wanted.needs))
    assert len(titles) >= 300
    assert max(titles.values()) <= wanted.needs * 0.01
