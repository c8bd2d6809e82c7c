"""What a deed writes together is one statement: whole or not at all, with keys that are there afterwards."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tongxin.kernel.models import Principal, Record
from tongxin.kernel.put import put
from tongxin.kernel.together import Coming, together


def _told_of(principal: Principal, now) -> Record:
    return put(
        Record(at=now, kind="kernel.Tested", by=principal, subject_type="kernel.principal", subject_id=principal.pk)
    )


@pytest.mark.django_db
def test_rows_that_point_at_each_other_are_written_by_one_statement(now):
    with CaptureQueriesContext(connection) as asked, together():
        somebody = put(Principal(kind="person", name="某人"))
        assert isinstance(somebody.pk, Coming)
        record = _told_of(somebody, now)
    assert len(asked) == 1
    kept = Record.objects.get(pk=record.pk)
    assert (kept.by_id, kept.subject_id, record.subject_id) == (somebody.pk,) * 3
    assert record.transaction == kept.transaction
    assert Principal.objects.get(pk=somebody.pk).name == "某人"


@pytest.mark.django_db
def test_nothing_is_written_of_a_block_that_ends_in_an_error_and_nothing_by_an_empty_one(now):
    with CaptureQueriesContext(connection) as asked:
        with together():
            pass
        with pytest.raises(ValueError, match="no"), together():
            put(Principal(kind="person", name="某人"))
            raise ValueError("no")
    assert not asked.captured_queries
    put(Principal(kind="person", name="另一人"))
    assert not Principal.objects.filter(name="某人").exists()


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around_it_one_broken_row_keeps_all_out(now):
    with pytest.raises(IntegrityError), together():
        somebody = put(Principal(kind="person", name="某人"))
        put(Record(at=now, kind=None, by=somebody, subject_type="kernel.principal", subject_id=somebody.pk))
    assert not Principal.objects.filter(name="某人").exists()


@pytest.mark.django_db
def test_a_block_within_a_block_is_written_with_the_outer_one(now):
    with CaptureQueriesContext(connection) as asked, together():
        with together():
            somebody = put(Principal(kind="person", name="某人"))
        assert not asked.captured_queries
        _told_of(somebody, now)
    assert len(asked) == 1
