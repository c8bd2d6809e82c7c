"""Accident insurance before dangerous service: that nobody starts at such a post on a day on which no policy of it
holds is kept by the database itself. Who is there already stays when a policy runs out; the community is reminded."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = """
CREATE FUNCTION enrolment_check_insured() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    post enrolment_servicepost%ROWTYPE;
BEGIN
    -- Whoever changes the post at this moment goes first or waits.
    SELECT * INTO post FROM enrolment_servicepost WHERE id = NEW.post_id FOR SHARE;
    IF post.dangers <> '{}' AND NOT EXISTS (
        SELECT FROM activities_policy
        WHERE id = post.policy_id AND NEW.active_from BETWEEN valid_from AND valid_to
    ) THEN
        RAISE EXCEPTION 'post_claim_insured: nobody starts at a dangerous post without insurance'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_claim_insured';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER post_claim_began_insured AFTER INSERT ON enrolment_postclaim
    FOR EACH ROW WHEN (NEW.step = 'active') EXECUTE FUNCTION enrolment_check_insured();
CREATE TRIGGER post_claim_became_insured AFTER UPDATE OF step, post_id ON enrolment_postclaim
    FOR EACH ROW WHEN (NEW.step = 'active' AND (OLD.step, OLD.post_id) IS DISTINCT FROM (NEW.step, NEW.post_id))
    EXECUTE FUNCTION enrolment_check_insured();

CREATE FUNCTION enrolment_keep_insured() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM enrolment_postclaim WHERE post_id = NEW.id AND step = 'active') THEN
        RAISE EXCEPTION 'service_post_held_insured: people serve there, so the policy stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'service_post_held_insured';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER service_post_held_insured AFTER UPDATE OF dangers, policy_id ON enrolment_servicepost
    FOR EACH ROW WHEN (NEW.dangers <> '{}' AND NEW.policy_id IS NULL) EXECUTE FUNCTION enrolment_keep_insured();
"""

UNDO = """
DROP FUNCTION enrolment_check_insured() CASCADE;
DROP FUNCTION enrolment_keep_insured() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0006_insurance"),
        ("enrolment", "0006_receiver_gone"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicepost",
            name="dangers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="人身危险"
            ),
        ),
        migrations.AddField(
            model_name="servicepost",
            name="insurance_reminded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="提醒投保时间"),
        ),
        migrations.AddField(
            model_name="servicepost",
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
        migrations.RunSQL(SQL, UNDO),
    ]
