"""Reported figures beside counted ones, and what `check` says of a hole."""

import json

import pytest
from django.db import connection, transaction

from tongxin.cli import checking, figures
from tongxin.kernel import measures


@pytest.mark.django_db
def test_figures_are_counted_and_a_missing_room_counts_nothing(cast, now, capsys, monkeypatch):
    assert figures.show("yuxi", as_json=True, on=now.date()) == 0
    told = json.loads(capsys.readouterr().out)
    lines = {line["name"]: line for line in told["figures"]}
    assert told["city"] == "yuxi"
    assert set(lines["needs"]) == {"name", "id", "reported", "about", "counted", "difference"}
    assert (lines["needs"]["counted"], lines["needs"]["difference"]) == (0, -946)
    assert lines["volunteer_organisations"]["counted"] == 1
    assert (lines["service_stations"]["counted"], lines["service_stations"]["difference"]) == (None, None)

    assert figures.show("nowhere", as_json=True, on=now.date()) == 1
    with pytest.raises(ValueError, match="twice"):
        measures.measure("needs", "another")(lambda on: 0)


@pytest.mark.django_db
def test_check_holds_and_names_a_row_that_was_removed_by_hand(cast, capsys):
    assert checking.check() == 0
    assert "全部成立" in capsys.readouterr().out
    gone = cast.organizations["team"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from organizations_organization where principal_id = %s", [gone.pk])
        assert checking.check() == 1
        transaction.set_rollback(True)
    assert f"第 {gone.pk} 号已不在表中" in capsys.readouterr().out.replace("\n", "")
