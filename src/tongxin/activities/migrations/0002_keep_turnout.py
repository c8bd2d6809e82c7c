"""The two counts of a turnout are kept by the database: per statement, so that a bulk insert costs one update."""

from django.db import migrations

TAKES = "state IN ('signed', 'offered')"
STANDS = "struck_at IS NULL"

SQL = f"""
CREATE FUNCTION activities_count_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE activities_turnout t SET taken = t.taken + n.count
        FROM (SELECT activity_id, count(*) FROM new_rows WHERE {TAKES} GROUP BY activity_id) n
        WHERE t.activity_id = n.activity_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE activities_turnout t SET taken = t.taken - n.count
        FROM (SELECT activity_id, count(*) FROM old_rows WHERE {TAKES} GROUP BY activity_id) n
        WHERE t.activity_id = n.activity_id;
    ELSE
        UPDATE activities_turnout t SET taken = t.taken + n.count
        FROM (
            SELECT activity_id, sum(change) AS count FROM (
                SELECT activity_id, 1 AS change FROM new_rows WHERE {TAKES}
                UNION ALL
                SELECT activity_id, -1 FROM old_rows WHERE {TAKES}
            ) changes GROUP BY activity_id HAVING sum(change) <> 0
        ) n
        WHERE t.activity_id = n.activity_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sign_up_inserted AFTER INSERT ON activities_signup
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_count_taken();
CREATE TRIGGER sign_up_updated AFTER UPDATE ON activities_signup
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION activities_count_taken();
CREATE TRIGGER sign_up_deleted AFTER DELETE ON activities_signup
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_count_taken();

CREATE FUNCTION activities_count_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE activities_turnout t SET came = t.came + n.count
        FROM (SELECT activity_id, count(*) FROM new_rows WHERE {STANDS} GROUP BY activity_id) n
        WHERE t.activity_id = n.activity_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE activities_turnout t SET came = t.came - n.count
        FROM (SELECT activity_id, count(*) FROM old_rows WHERE {STANDS} GROUP BY activity_id) n
        WHERE t.activity_id = n.activity_id;
    ELSE
        UPDATE activities_turnout t SET came = t.came + n.count
        FROM (
            SELECT activity_id, sum(change) AS count FROM (
                SELECT activity_id, 1 AS change FROM new_rows WHERE {STANDS}
                UNION ALL
                SELECT activity_id, -1 FROM old_rows WHERE {STANDS}
            ) changes GROUP BY activity_id HAVING sum(change) <> 0
        ) n
        WHERE t.activity_id = n.activity_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_inserted AFTER INSERT ON activities_attendance
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_count_came();
CREATE TRIGGER attendance_updated AFTER UPDATE ON activities_attendance
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION activities_count_came();
CREATE TRIGGER attendance_deleted AFTER DELETE ON activities_attendance
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_count_came();
"""

UNDO = """
DROP FUNCTION activities_count_taken() CASCADE;
DROP FUNCTION activities_count_came() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]

    operations = [migrations.RunSQL(SQL, UNDO)]
