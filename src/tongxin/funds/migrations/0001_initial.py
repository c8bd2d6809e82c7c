import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="事项")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="承担组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "预算",
            },
        ),
        migrations.CreateModel(
            name="FundSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="来源类别")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("amount", models.BigIntegerField(null=True, verbose_name="额度（分）")),
                ("drawn", models.BigIntegerField(default=0, verbose_name="已安排（分）")),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "keeper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="管理组织",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="出资单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金来源",
                "indexes": [models.Index(fields=["area_path", "year"], name="fund_source_in_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="fund_source_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drawn__gte", 0),
                            models.Q(("amount", None), ("drawn__lte", models.F("amount")), _connector="OR"),
                        ),
                        name="fund_source_not_overdrawn",
                    ),
                    models.UniqueConstraint(fields=("keeper", "year", "name"), name="fund_source_named_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=120, verbose_name="用途")),
                ("amount", models.BigIntegerField(verbose_name="金额（分）")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.budget",
                        verbose_name="预算",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_by",
                        to="funds.budgetline",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.fundsource",
                        verbose_name="资金来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "预算项",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="budget_line_amount_positive")
                ],
            },
        ),
    ]
