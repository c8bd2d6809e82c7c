"""What is remembered of a long table is read again only after something there has changed."""

import pytest
from django.db import transaction

from tongxin.kernel import remembered
from tongxin.kernel.models import Term

pytestmark = pytest.mark.django_db


def test_a_table_is_read_again_after_a_row_came_changed_or_went(monkeypatch):
    monkeypatch.setattr(remembered, "SECONDS", -1.0)
    read = []

    @remembered.Remembered.of(Term._meta.db_table)
    def codes() -> list[str]:
        read.append(1)
        return sorted(Term.objects.filter(listed_in="tested").values_list("code", flat=True))

    assert codes() == codes() == [] and len(read) == 1
    one = Term.objects.create(listed_in="tested", code="one", label="一")
    assert codes() == codes() == ["one"] and len(read) == 2
    one.code = "two"
    with transaction.atomic():
        one.save()
    assert codes() == codes() == ["two"] and len(read) == 3
    one.delete()
    assert codes() == codes() == [] and len(read) == 4
