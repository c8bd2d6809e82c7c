"""Every index costs each write a little; one that another covers helps nobody. See `db_index=False` in the models."""

import pytest
from django.db import connection

#: Indexes of one column of ours, not unique and of every row, before which another index of the table has the same one.
COVERED = """
    SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname !~ '^(auth|axes|django)_'
      AND x.indnatts = 1 AND NOT x.indisunique AND x.indpred IS NULL AND x.indkey[0] <> 0
      AND EXISTS (
          SELECT FROM pg_index o
          WHERE o.indrelid = x.indrelid AND o.indexrelid <> x.indexrelid AND o.indpred IS NULL
            AND o.indkey[0] = x.indkey[0] AND o.indclass[0] = x.indclass[0] AND (o.indnatts > 1 OR o.indisunique)
      )
    ORDER BY 1
"""


@pytest.mark.django_db
def test_no_index_is_covered_by_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COVERED)
        assert [name for (name,) in cursor.fetchall()] == []
        # The question itself finds one that is laid on purpose.
        cursor.execute("CREATE INDEX laid_twice ON kernel_record (by_id)")
        cursor.execute(COVERED)
        assert cursor.fetchall() == [("laid_twice",)]
