from django.db import migrations

# A line draws on its source in the same statement, so that two who draw at once wait for each other and the
# constraint of the source refuses the one that would go too far. A line is only ever added.
DRAW = """
CREATE FUNCTION funds_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE funds_fundsource
     SET drawn = drawn + CASE WHEN NEW.withdraws_id IS NULL THEN NEW.amount ELSE -NEW.amount END
   WHERE id = NEW.source_id;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_draw AFTER INSERT ON funds_budgetline FOR EACH ROW EXECUTE FUNCTION funds_draw();

CREATE FUNCTION funds_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a budget line is never changed or deleted; withdraw it by a new line'
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER funds_line_stays BEFORE UPDATE OR DELETE ON funds_budgetline
  FOR EACH ROW EXECUTE FUNCTION funds_line_stays();
"""

UNDO = """
DROP TRIGGER funds_line_stays ON funds_budgetline;
DROP FUNCTION funds_line_stays();
DROP TRIGGER funds_draw ON funds_budgetline;
DROP FUNCTION funds_draw();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [migrations.RunSQL(DRAW, UNDO)]
