"""A sealed round follows its agreement: it stops with one that ends early, and goes along with a merged community."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.alliance.actions import agreements, leaving
from tongxin.alliance.models import Agreement
from tongxin.areas import actions as areas
from tongxin.assessment import actions, following, queries
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.assessment.tests.rounds import SECRET, begun, given, opinion_of
from tongxin.assessment.tests.test_appraisal import faces, tables
from tongxin.kernel import records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("GY-06")
def test_a_round_stops_with_a_unit_that_withdraws_and_what_was_said_is_never_read(cast: Cast) -> None:
    appraisal = begun(cast)
    given(cast, appraisal, "community")
    leaving.withdraw(agreement=appraisal.agreement, reason="单位迁出", by=cast.liaison, at=cast.at)
    records.deliver()
    records.deliver()
    appraisal.refresh_from_db()
    assert appraisal.is_dropped and not appraisal.is_open and appraisal.given == 0
    rows = list(Opinion.objects.filter(appraisal=appraisal))
    assert {(row.step, row.content, row.given_by) for row in rows} == {("dropped", None, None)}
    assert not Duty.objects.open().exists() and not list(open_steps_have_one_duty())
    assert actions.close_over(at=appraisal.closes_at + timedelta(days=1)) == 0, "the date does not open it either"
    for (who, face), (status, content) in faces(cast, appraisal).items():
        assert SECRET["community"] not in content.decode("utf-8", "replace"), (who, face)
        assert status in (403, 404) or face not in ("json", "xlsx"), (who, face)
    assert SECRET["community"] not in tables()
    page = cast.sign_in(Client(), "secretary").get(appraisal.get_absolute_url()).content.decode()
    assert "已停止" in page and "单位迁出" in page
    with pytest.raises(queries.WasDropped):
        given(cast, appraisal, "unit")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appraisal.objects.filter(pk=appraisal.pk).update(opened_at=appraisal.closes_at)
    listed = cast.sign_in(Client(), "secretary").get(reverse("assessment:appraisals"), {"state": "dropped"})
    assert appraisal.number in listed.content.decode()


@pytest.mark.django_db
@pytest.mark.covers("GY-06", "GY-13")
def test_a_round_about_a_term_that_ran_out_goes_on_and_one_of_a_dissolved_unit_does_not(cast: Cast) -> None:
    appraisal = begun(cast)
    over = Agreement.objects.get(pk=appraisal.agreement_id)
    late = cast.at + timedelta(days=366)
    agreements.keep_terms(at=late)
    over.refresh_from_db()
    assert over.step == "ended" and following.follow(at=late) == 0
    organizations.end(
        organization=cast.organizations["unit"], document="示例〔2026〕9号", on=today(late), by=SYSTEM, at=late
    )
    assert following.follow(at=late) == 1 and following.follow(at=late) == 0
    appraisal.refresh_from_db()
    assert appraisal.is_dropped and not Duty.objects.open().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("GY-06")
def test_the_community_that_took_over_speaks_and_reads(cast: Cast) -> None:
    appraisal = begun(cast)
    given(cast, appraisal, "unit")
    on = today(cast.at) - timedelta(days=20)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例〔2026〕1号", by=cast.planner, at=cast.at)
    for _again in range(3):
        records.deliver()
    appraisal.refresh_from_db()
    heir = cast.organizations["next_party"]
    opinion = opinion_of(appraisal, "community")
    assert (appraisal.area_id, appraisal.host_id, opinion.rater_id) == (cast.next.pk, heir.pk, heir.pk)
    duty = Duty.objects.open().about(opinion).get()
    assert (duty.holder_id, duty.area_path) == (heir.pk, cast.next.path)
    given(cast, appraisal, "community", by="coordinator")
    appraisal.refresh_from_db()
    assert appraisal.is_open
