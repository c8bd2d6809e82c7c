"""A database that was laid before the rooms said `db_index=False` loses the indexes which another one covers.

In a fresh database that is only what Django lays for many-to-many tables.
"""

from django.db import migrations

DROP_COVERED = """
DO $$
DECLARE covered name;
BEGIN
    FOR covered IN
        SELECT i.relname
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE t.relnamespace = current_schema()::regnamespace
          AND t.relname !~ '^(auth|axes|django)_'
          AND x.indnatts = 1 AND NOT x.indisunique AND x.indpred IS NULL AND x.indkey[0] <> 0
          AND EXISTS (
              SELECT FROM pg_index o
              WHERE o.indrelid = x.indrelid AND o.indexrelid <> x.indexrelid AND o.indpred IS NULL
                AND o.indkey[0] = x.indkey[0] AND o.indclass[0] = x.indclass[0] AND o.indisvalid
                AND (o.indnatts > 1 OR o.indisunique)
          )
    LOOP
        EXECUTE format('DROP INDEX %I', covered);
    END LOOP;
END $$;
DROP INDEX IF EXISTS kernel_record_in_name_of_id_7efbeadf, kernel_record_on_behalf_of_id_fa985f95,
    kernel_record_seal_id_764d5d07, kernel_duty_urges_id_027a2d3e;
CREATE INDEX IF NOT EXISTS record_in_name_of ON kernel_record (in_name_of_id) WHERE in_name_of_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_on_behalf_of ON kernel_record (on_behalf_of_id) WHERE on_behalf_of_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_of_seal ON kernel_record (seal_id) WHERE seal_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_export_runs")]

    operations = [migrations.RunSQL(DROP_COVERED, migrations.RunSQL.noop)]
