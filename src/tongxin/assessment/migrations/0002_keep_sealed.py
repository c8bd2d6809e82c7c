"""The seal is kept by the database too: it counts the opinions of a round, takes none once the round is open, and
shows none as opened before. Together with the check on the round nobody opens one early, whichever way it is tried."""

from django.db import migrations

KEEP = """
CREATE FUNCTION assessment_keep_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assessment_appraisal SET given = (
        SELECT count(*) FROM assessment_opinion WHERE appraisal_id = NEW.appraisal_id AND given_at IS NOT NULL
    ) WHERE id = NEW.appraisal_id;
    RETURN NULL;
END $$;

CREATE FUNCTION assessment_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened timestamptz;
BEGIN
    SELECT opened_at INTO opened FROM assessment_appraisal WHERE id = NEW.appraisal_id;
    IF NEW.step = 'opened' AND opened IS NULL THEN
        RAISE EXCEPTION 'the round is still sealed' USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_sealed';
    END IF;
    IF NEW.given_at IS DISTINCT FROM OLD.given_at AND opened IS NOT NULL THEN
        RAISE EXCEPTION 'the round is open' USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_after_opening';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER assessment_keep_given AFTER INSERT OR UPDATE OF given_at ON assessment_opinion
    FOR EACH ROW EXECUTE FUNCTION assessment_keep_given();
CREATE TRIGGER assessment_keep_sealed BEFORE UPDATE ON assessment_opinion
    FOR EACH ROW EXECUTE FUNCTION assessment_keep_sealed();
"""
DROP = """
DROP TRIGGER assessment_keep_sealed ON assessment_opinion;
DROP TRIGGER assessment_keep_given ON assessment_opinion;
DROP FUNCTION assessment_keep_sealed();
DROP FUNCTION assessment_keep_given();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, DROP)]
