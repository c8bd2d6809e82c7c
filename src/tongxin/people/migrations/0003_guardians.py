import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_shapes"),
        ("kernel", "0004_covered_indexes"),
        ("people", "0002_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuardianConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(verbose_name="至")),
                ("kind", models.CharField(max_length=40, verbose_name="同意事项")),
                ("kind_key", models.BigIntegerField(editable=False)),
                ("guardian", models.CharField(max_length=50, verbose_name="监护人姓名")),
                ("relation", models.CharField(max_length=40, verbose_name="与未成年人的关系")),
                (
                    "guardian_phone",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="监护人电话"),
                ),
                ("text_version", models.CharField(max_length=20, verbose_name="同意书版本")),
                (
                    "how",
                    models.CharField(
                        choices=[("paper", "书面，已查验"), ("present", "监护人当面")],
                        max_length=10,
                        verbose_name="同意方式",
                    ),
                ),
                ("kept_where", models.CharField(blank=True, max_length=120, verbose_name="同意书存放处")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("withdrawn_why", models.CharField(blank=True, max_length=200, verbose_name="撤回原因")),
                ("warned_at", models.DateTimeField(null=True, verbose_name="提醒时间")),
            ],
            options={
                "verbose_name": "监护人同意",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="born_in",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="出生年份"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("born_in__isnull", False)), fields=["born_in"], name="person_is_minor"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("born_in__isnull", True), ("born_in__range", (1900, 2200)), _connector="OR"),
                name="person_born_in_a_year",
            ),
        ),
        migrations.AddField(
            model_name="guardianconsent",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guardian_consents",
                to="people.person",
                verbose_name="未成年人",
            ),
        ),
        migrations.AddField(
            model_name="guardianconsent",
            name="seen_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.principal",
                verbose_name="核对人",
            ),
        ),
        migrations.AddIndex(
            model_name="guardianconsent",
            index=models.Index(fields=["person", "kind"], name="guardian_consent_of_person"),
        ),
        migrations.AddConstraint(
            model_name="guardianconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="guardian_consent_ends_after_begin",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianconsent",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                expressions=[
                    (
                        models.Func(
                            models.F("person_id"),
                            models.F("person_id"),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.Field(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("kind_key"),
                            models.F("kind_key"),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.Field(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="guardian_consent_once_a_day",
                violation_error_message="同一时间内已有一条有效记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "paper"), _negated=True),
                    models.Q(("kept_where", ""), _negated=True),
                    _connector="OR",
                ),
                name="guardian_consent_paper_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                ),
                name="guardian_consent_withdrawn_says_why",
            ),
        ),
    ]
