import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("alliance", "0003_pairings_bodies_asks"),
        ("areas", "0001_initial"),
        ("kernel", "0002_offline_answers"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("period_from", models.DateField(verbose_name="自")),
                ("period_to", models.DateField(verbose_name="至")),
                ("begun_at", models.DateTimeField(verbose_name="开启时间")),
                ("closes_at", models.DateTimeField(verbose_name="截止时间")),
                ("given", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="已交")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="开封时间")),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="alliance.agreement",
                        verbose_name="共建协议",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="社区（街道）",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="社区（街道）党组织",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="驻区单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "双向评价",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="appraisal_in_area"),
                    models.Index(fields=["unit", "-id"], name="appraisal_of_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "period_from"), name="appraisal_once_per_period"),
                    models.UniqueConstraint(
                        condition=models.Q(("opened_at__isnull", True)),
                        fields=("agreement",),
                        name="appraisal_one_sealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="appraisal_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at__isnull", True),
                            ("given", 2),
                            ("opened_at__gte", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="appraisal_sealed_until_both_or_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "side",
                    models.CharField(
                        choices=[("unit", "驻区单位"), ("community", "社区（街道）")],
                        max_length=10,
                        verbose_name="评价方",
                    ),
                ),
                (
                    "content",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="评价"),
                ),
                ("given_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("closes_at", models.DateTimeField(verbose_name="截止时间")),
                (
                    "appraisal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="assessment.appraisal",
                        verbose_name="双向评价",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="提交人",
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="评价方",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价意见",
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal", "side"), name="opinion_one_per_side"),
                    models.UniqueConstraint(
                        condition=models.Q(("given_by__isnull", False)),
                        fields=("appraisal", "given_by"),
                        name="opinion_nobody_speaks_for_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content__isnull", True), ("given_at__isnull", True), ("step__in", ("asked", "missed"))
                            ),
                            models.Q(
                                ("content__isnull", False),
                                ("given_at__isnull", False),
                                ("step__in", ("given", "opened")),
                            ),
                            _connector="OR",
                        ),
                        name="opinion_given_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_at__isnull", True), ("given_at__lte", models.F("closes_at")), _connector="OR"
                        ),
                        name="opinion_in_time",
                    ),
                ],
            },
        ),
    ]
