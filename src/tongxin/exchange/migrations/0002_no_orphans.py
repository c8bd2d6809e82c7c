from django.db import migrations

# Checked at commit, so that a project and what it cites can be entered in any order (YX-39, GY-97).
CHECK = """
CREATE FUNCTION exchange_project_cites_both() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cited bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN cited := NEW.id; ELSE cited := OLD.project_id; END IF;
    IF EXISTS (SELECT FROM exchange_project WHERE id = cited) AND NOT (
        EXISTS (SELECT FROM exchange_projectneed WHERE project_id = cited)
        AND EXISTS (SELECT FROM exchange_projectresource WHERE project_id = cited)
    ) THEN
        RAISE EXCEPTION 'project % cites no need or no resource', cited
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_cites_both';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER project_cites_both AFTER INSERT ON exchange_project
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_project_cites_both();
CREATE CONSTRAINT TRIGGER project_keeps_need AFTER DELETE OR UPDATE OF project_id ON exchange_projectneed
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_project_cites_both();
CREATE CONSTRAINT TRIGGER project_keeps_resource AFTER DELETE OR UPDATE OF project_id ON exchange_projectresource
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_project_cites_both();
"""
DROP = """
DROP TRIGGER project_cites_both ON exchange_project;
DROP TRIGGER project_keeps_need ON exchange_projectneed;
DROP TRIGGER project_keeps_resource ON exchange_projectresource;
DROP FUNCTION exchange_project_cites_both();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [migrations.RunSQL(CHECK, DROP)]
