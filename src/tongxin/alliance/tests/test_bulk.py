"""Signing and pairing in bulk holds to the same checks and constraints, and is what the figures count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.alliance.actions.agreements import NewItem, NoItems
from tongxin.alliance.bulk import NewAgreement, NewPairing, keep_systems, pair_many, sign_many
from tongxin.alliance.models import Agreement, Instrument, Pairing
from tongxin.alliance.tests.test_pairings import principal
from tongxin.kernel import invariants, measures
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Duty, Record

pytestmark = pytest.mark.django_db


def new(cast: Cast, unit: str, kind: str = "agreement") -> NewAgreement:
    at = cast.at - timedelta(days=40)
    return NewAgreement(
        kind=kind, unit=cast.organizations[unit], area=cast.home, host=cast.organizations["party"], at=at,
        valid_to=today(at) + timedelta(days=400), items=(NewItem("unit", "order", "夜间巡逻"),),
        by_unit=cast.liaison, by_community=cast.secretary, contact="张文斌",
    )  # fmt: skip


def count(name: str, cast: Cast) -> int | None:
    measures.discover()
    return measures.counted(name, on=today(cast.at))


@pytest.mark.covers("YX-34", "MHK-32")
def test_all_are_signed_or_none_and_the_figures_count_them(cast: Cast) -> None:
    with pytest.raises(NoItems):
        sign_many([new(cast, "unit"), replace(new(cast, "school"), items=())])
    with pytest.raises(IntegrityError), transaction.atomic():
        sign_many([new(cast, "unit"), new(cast, "unit")])
    with pytest.raises(Unfit):
        sign_many([new(cast, "team")])
    assert not Agreement.objects.exists()
    rows = sign_many([new(cast, "unit"), new(cast, "school"), new(cast, "unit", "commitment")])
    assert [row.step for row in rows] == ["in_force"] * 3
    kinds = set(Record.objects.about(rows[0]).values_list("kind", flat=True))
    assert {"alliance.AgreementSent", "alliance.AgreementSigned", "alliance.AgreementBegun"} <= kinds
    assert (count("agreements", cast), count("commitment_units", cast)) == (2, 1)
    Agreement.objects.filter(pk=rows[0].pk).update(step="ended")
    assert count("agreements", cast) == 1, "what is over counts no longer"


@pytest.mark.covers("GY-13")
def test_systems_of_the_present_period_are_laid_and_partly_seen_to(cast: Cast) -> None:
    rows = sign_many([new(cast, "unit")])

    def note(row: Instrument) -> str:
        return "已开会" if row.kind == "meeting" else ""

    made = keep_systems(rows, until=cast.at, note=note, by=lambda row: cast.worker)
    assert sorted(row.kind for row in made) == ["appraisal", "meeting", "report", "roster"]
    assert {row.kind for row in made if row.step == "done"} == {"meeting"}
    assert Duty.objects.open().filter(procedure="instrument", kind="step").count() == 3
    invariants.discover()
    assert [sentence for _each, found in invariants.walk() for sentence in found] == []


@pytest.mark.covers("CD-37")
def test_pairs_are_counted_by_member_and_by_unit(cast: Cast) -> None:
    at = cast.at - timedelta(days=10)

    def pair(first: str, second: str, level: str, kind: str) -> NewPairing:
        return NewPairing(
            level=level, kind=kind, first=principal(cast, first), second=principal(cast, second), area=cast.home,
            host=cast.organizations["party"], at=at, valid_to=today(cast.at) + timedelta(days=90), aim="互助",
            plan="每月一次",
        )  # fmt: skip

    with pytest.raises(Unfit):
        pair_many([pair("member", "resident", "member", "member_member")])
    with pytest.raises(IntegrityError), transaction.atomic():
        pair_many([pair("unit", "party", "organization", "unit_community")] * 2)
    pair_many([
        pair("unit", "party", "organization", "unit_community"),
        pair("unit", "next_party", "organization", "unit_community"),
        pair("school", "party", "organization", "unit_community"),
        pair("member", "other_member", "member", "member_member"),
    ])  # fmt: skip
    assert (count("paired_units", cast), count("paired_members", cast)) == (2, 2)
    assert Pairing.objects.running().count() == 4
