"""Accident insurance before dangerous tasks: that nobody is at one without a policy is kept by the database itself.

Both triggers take the row of the turnout, which the count of an attendance has taken already, so that of an
attendance and a policy that is taken off at the same moment one sees the other.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

UNINSURED = "dangers <> '{}' AND policy_id IS NULL"

#: The triggers of attendance come after those that count, by their names, and ask in a statement of their own:
#: what was committed while the count waited is seen. One look for each activity, however many come.
SQL = f"""
CREATE FUNCTION activities_check_insured() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT activity_id FROM new_rows WHERE struck_at IS NULL) n,
        LATERAL (SELECT FROM activities_activity WHERE id = n.activity_id AND {UNINSURED} OFFSET 0) a
    ) THEN
        RAISE EXCEPTION 'attendance_insured: nobody comes to a dangerous activity without insurance'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_insured';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_inserted_insured AFTER INSERT ON activities_attendance
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_check_insured();
CREATE TRIGGER attendance_updated_insured AFTER UPDATE ON activities_attendance
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_check_insured();

CREATE FUNCTION activities_keep_insured() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here integer;
BEGIN
    SELECT came INTO here FROM activities_turnout WHERE activity_id = NEW.id FOR NO KEY UPDATE;
    IF here > 0 THEN
        RAISE EXCEPTION 'activity_attended_insured: people are there, so the policy stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_attended_insured';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_attended_insured AFTER UPDATE OF dangers, policy_id ON activities_activity
    FOR EACH ROW WHEN (NEW.dangers <> '{{}}' AND NEW.policy_id IS NULL) EXECUTE FUNCTION activities_keep_insured();
"""

UNDO = """
DROP FUNCTION activities_check_insured() CASCADE;
DROP FUNCTION activities_keep_insured() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0005_near_the_place"),
        ("areas", "0002_shapes"),
        ("kernel", "0003_export_runs"),
        ("organizations", "0003_duty_phone"),
        ("venues", "0002_located"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="dangers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="人身危险"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="insurance_reminded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="提醒投保时间"),
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("insurer", models.CharField(max_length=60, verbose_name="保险公司")),
                ("number", models.CharField(max_length=60, verbose_name="保单号")),
                ("covers", models.CharField(max_length=120, verbose_name="保障内容")),
                ("persons", models.PositiveIntegerField(blank=True, null=True, verbose_name="保障人数")),
                ("valid_from", models.DateField(verbose_name="保期自")),
                ("valid_to", models.DateField(verbose_name="保期至")),
                ("noted_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accident_policies",
                        to="organizations.organization",
                        verbose_name="投保组织",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="核验人",
                    ),
                ),
            ],
            options={
                "verbose_name": "意外险保单",
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="insured_%(class)s_set",
                to="activities.policy",
                verbose_name="意外险保单",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "confirmed"), _negated=True),
                    ("dangers__len", 0),
                    ("policy__isnull", False),
                    _connector="OR",
                ),
                name="activity_confirmed_insured",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(fields=("holder", "insurer", "number"), name="policy_noted_once"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="policy_ends_after_begin"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__isnull", True), ("persons__gt", 0), _connector="OR"),
                name="policy_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("insurer", ""), _negated=True),
                    models.Q(("number", ""), _negated=True),
                    models.Q(("covers", ""), _negated=True),
                ),
                name="policy_says_what",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("dangers__len__gt", 0)), fields=["begins_at"], name="activity_dangerous"
            ),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
