"""What is written or brought along by statements made once is the same as what the models themselves say."""

import pytest
from django.db.models import OuterRef
from django.forms.models import model_to_dict

from tongxin.kernel.along import along, come
from tongxin.kernel.hot import thin
from tongxin.kernel.models import Principal, Record
from tongxin.kernel.put import put

pytestmark = pytest.mark.django_db


def test_a_row_that_was_put_is_the_row_that_save_would_have_written(now):
    said = {"at": now, "kind": "kernel.Tested", "subject_type": "kernel.principal", "subject_id": 7, "data": {"n": [1]}}
    by_save, by_put = Record(**said), put(Record(**said))
    by_save.save(force_insert=True)
    assert by_put.transaction == by_save.transaction
    written = [model_to_dict(Record.objects.get(pk=row.pk), exclude=["id"]) for row in (by_save, by_put)]
    assert written[0] == written[1] and written[0]["data"] == {"n": [1]}


def test_what_comes_along_is_read_back_with_its_moments_and_with_nobody_where_nobody_is(now):
    somebody = Principal.objects.create(kind="person", name="某人")
    put(Record(at=now, kind="kernel.Tested", by=somebody, subject_type="kernel.principal", subject_id=somebody.pk))
    told = Record.objects.filter(subject_id=OuterRef("pk"), kind="kernel.Tested")
    names = ("id", "at", "by_id", "by__name", "in_name_of_id", "in_name_of__name")
    row = Principal.objects.annotate(told=along(told, *names)).get(pk=somebody.pk)
    (record,) = come(Record, row.told)
    assert record.at == now and record.by.name == "某人" and record.in_name_of is None


def test_a_thin_row_holds_what_lies_two_steps_away():
    row = thin(Record, {"id": 3, "seal__id": 5, "by_id": None, "by__name": None})
    assert (row.pk, row.seal.pk, row.by) == (3, 5, None)
