from django.db import migrations

# A line of the log is what was known at that moment. Whoever was wrong writes another line.
KEEP = """
CREATE FUNCTION emergencies_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a line of the incident log is never changed or deleted; write another one'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'log_line_stays';
END $$;
CREATE TRIGGER emergencies_log_stays BEFORE UPDATE OR DELETE ON emergencies_logline
  FOR EACH ROW EXECUTE FUNCTION emergencies_log_stays();
"""
UNDO = """
DROP TRIGGER emergencies_log_stays ON emergencies_logline;
DROP FUNCTION emergencies_log_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("emergencies", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, UNDO)]
