import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_fewer_indexes"),
        ("kernel", "0002_offline_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.BinaryField()),
                ("minute", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=1, verbose_name="次数")),
            ],
            options={
                "verbose_name": "来访计数",
                "constraints": [models.UniqueConstraint(fields=("address", "minute"), name="knock_once_a_minute")],
            },
        ),
        # Counting costs no write to disk; after a crash the count begins anew. Rows are rewritten in their own page.
        migrations.RunSQL(
            "ALTER TABLE cases_knock SET UNLOGGED; ALTER TABLE cases_knock SET (fillfactor = 50)",
            "ALTER TABLE cases_knock SET LOGGED",
        ),
        migrations.CreateModel(
            name="KnowledgeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("code", models.CharField(max_length=20)),
                ("question", models.CharField(max_length=100, verbose_name="事项")),
                ("answer", models.TextField(max_length=1000, verbose_name="答复口径")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="类别")),
                ("office", models.CharField(blank=True, max_length=120, verbose_name="去哪里办")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="咨询电话")),
                ("scope_path", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("review_on", models.DateField(verbose_name="下次复核日期")),
                ("is_public", models.BooleanField(default=True, verbose_name="公开")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "revised_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="修订人",
                    ),
                ),
            ],
            options={
                "verbose_name": "知识条目",
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="knowledge_words")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="knowledge_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)), fields=("code",), name="knowledge_one_in_force"
                    ),
                    models.UniqueConstraint(fields=("code", "valid_from"), name="knowledge_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question", ""), _negated=True), models.Q(("answer", ""), _negated=True)
                        ),
                        name="knowledge_says_something",
                    ),
                ],
            },
        ),
    ]
