"""Two all-clears at once on real connections: one wins, the other reads a sentence."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.models import Incident, LogLine, StaffCall
from tongxin.emergencies.tests import story
from tongxin.kernel.errors import AlreadyMoved

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_all_clears_one_wins(cast):
    incident = story.going_on(cast, story.listed(cast))
    actors, gate = [cast.worker, cast.secretary], Barrier(2)

    def clear(actor):
        try:
            mine = Incident.objects.get(pk=incident.pk)
            gate.wait(10)
            emergencies.clear(incident=mine, outcome=f"{actor.name}宣布", by=actor, at=cast.at)
            return "cleared"
        except AlreadyMoved:
            return "late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(clear, actors)) == ["cleared", "late"]
    incident.refresh_from_db()
    assert incident.outcome == f"{incident.cleared_by.name}宣布"
    assert LogLine.objects.filter(incident=incident, of="cleared").count() == 1
    assert not StaffCall.objects.exclude(step="released").exists()
