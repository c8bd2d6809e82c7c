import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("code", models.CharField(blank=True, db_index=True, max_length=20, verbose_name="区划代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("path", models.CharField(db_collation="C", max_length=200, unique=True)),
                ("longitude", models.FloatField(null=True)),
                ("latitude", models.FloatField(null=True)),
                ("is_synthetic", models.BooleanField(default=False, verbose_name="示意数据")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="areas.area",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "区域",
                "indexes": [models.Index(fields=["kind", "path"], name="area_of_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="area_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "path__endswith",
                                models.Func(
                                    models.Value("/"),
                                    models.F("id"),
                                    models.Value("/"),
                                    function="concat",
                                    output_field=models.TextField(),
                                ),
                            ),
                            (
                                "path",
                                models.Func(
                                    models.F("id"),
                                    models.Value("/"),
                                    function="concat",
                                    output_field=models.TextField(),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="area_path_ends_with_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("create", "设立"),
                            ("rename", "更名"),
                            ("upgrade", "改制"),
                            ("move", "划转"),
                            ("merge", "合并"),
                            ("split", "拆分"),
                        ],
                        max_length=10,
                        verbose_name="变更",
                    ),
                ),
                ("on", models.DateField(verbose_name="生效日期")),
                ("document", models.CharField(max_length=120, verbose_name="批准文号")),
                ("after", models.ManyToManyField(related_name="changes_to", to="areas.area")),
                ("before", models.ManyToManyField(related_name="changes_from", to="areas.area")),
            ],
            options={
                "verbose_name": "区划变更",
            },
        ),
        migrations.CreateModel(
            name="AreaEdge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edges_up", to="areas.area"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edges_down", to="areas.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "隶属",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="area_edge_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("child_id"),
                                    models.F("child_id"),
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
                        name="area_one_parent_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="areas.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "曾用名",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="area_name_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("area_id"),
                                    models.F("area_id"),
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
                        name="area_one_name_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaTyping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("type", models.CharField(max_length=40, verbose_name="类型")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="types", to="areas.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "区域类型",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="area_type_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("area_id"),
                                    models.F("area_id"),
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
                        name="area_one_type_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
    ]
