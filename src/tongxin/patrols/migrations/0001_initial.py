import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_shapes"),
        ("cases", "0001_initial"),
        ("kernel", "0003_export_runs"),
        ("organizations", "0003_duty_phone"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatrolPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                (
                    "datum",
                    models.CharField(
                        choices=[
                            ("wgs84", "WGS-84（手机、卫星定位）"),
                            ("cgcs2000", "CGCS2000（天地图、测绘成果）"),
                            ("gcj02", "GCJ-02（高德、腾讯）"),
                            ("bd09", "BD-09（百度）"),
                        ],
                        db_default="wgs84",
                        default="wgs84",
                        max_length=10,
                        verbose_name="坐标系",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="具体位置")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_places",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查点",
                "indexes": [models.Index(fields=["area_path", "kind"], name="patrol_place_in_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("longitude__range", (-180, 180)), ("latitude__range", (-90, 90))),
                            models.Q(("longitude__isnull", True), ("latitude__isnull", True)),
                            _connector="OR",
                        ),
                        name="patrol_place_located",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_on", None)),
                        fields=("area", "name"),
                        name="patrol_place_once_per_area",
                        violation_error_message="这个区域里已经有同名的巡查点。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="检查项")),
                ("label", models.CharField(max_length=80, verbose_name="检查项")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待修"), ("mended", "已修好"), ("dropped", "不再处理")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="了结时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="patrols.patrolplace",
                        verbose_name="巡查点",
                    ),
                ),
            ],
            options={
                "verbose_name": "缺陷",
                "indexes": [models.Index(fields=["place", "-id"], name="defect_of_place")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("place", "code"), name="defect_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="defect_ended_when_not_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("checks", models.JSONField(default=list, verbose_name="检查项")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("source", models.CharField(blank=True, max_length=40, verbose_name="采用的清单")),
                ("advice", models.CharField(blank=True, max_length=500, verbose_name="顺便说的养护要点")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("rule", models.CharField(max_length=80, verbose_name="重复规则")),
                ("walk_amount", models.PositiveSmallIntegerField(verbose_name="每轮时限")),
                ("walk_unit", models.CharField(max_length=20, verbose_name="时限单位")),
                ("next_on", models.DateField(null=True, verbose_name="下一轮")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_plans",
                        to="areas.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="组织巡查",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_plans",
                        to="organizations.organization",
                        verbose_name="巡查队伍",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查计划",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="patrol_plan_in_area"),
                    models.Index(
                        condition=models.Q(("next_on__isnull", False)), fields=["next_on"], name="patrol_plan_next"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="patrol_plan_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("checks", []), _negated=True), name="patrol_plan_looks_at_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_on", None),
                            ("valid_to", None),
                            ("next_on__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="patrol_plan_next_within_its_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("checks", models.JSONField(default=list, verbose_name="检查项")),
                ("on", models.DateField(verbose_name="应巡日期")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("walk_amount", models.PositiveSmallIntegerField(verbose_name="时限")),
                ("walk_unit", models.CharField(max_length=20, verbose_name="时限单位")),
                ("laid_at", models.DateTimeField(verbose_name="下达时间")),
                ("due_at", models.DateTimeField(verbose_name="到期时间")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="取消原因")),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="组织巡查",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="patrols.patrolplan",
                        verbose_name="巡查计划",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_rounds",
                        to="organizations.organization",
                        verbose_name="巡查队伍",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查轮次",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="patrol_round_in_area"),
                    models.Index(fields=["team", "-on"], name="patrol_round_of_team"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "on"), name="patrol_round_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "called_off"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="patrol_round_called_off_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="patrols.patrolplace",
                        verbose_name="巡查点",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="patrols.patrolplan",
                        verbose_name="巡查计划",
                    ),
                ),
            ],
            options={
                "verbose_name": "路线上的点",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "place"), name="plan_stop_once"),
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_stop_one_at_a_number"),
                ],
            },
        ),
        migrations.AddField(
            model_name="patrolplan",
            name="places",
            field=models.ManyToManyField(related_name="plans", through="patrols.PlanStop", to="patrols.patrolplace"),
        ),
        migrations.CreateModel(
            name="RoundStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="查看时间")),
                ("why_not", models.CharField(blank=True, max_length=120, verbose_name="没能查看的原因")),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="patrols.patrolplace",
                        verbose_name="巡查点",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="patrols.patrolround",
                        verbose_name="巡查轮次",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="查看人",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看",
                "indexes": [models.Index(fields=["place", "-seen_at"], name="round_stop_of_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "place"), name="round_stop_once"),
                    models.UniqueConstraint(fields=("round", "number"), name="round_stop_one_at_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None), ("why_not", "")),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="round_stop_seen_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="检查项")),
                ("label", models.CharField(max_length=80, verbose_name="检查项")),
                ("is_fine", models.BooleanField(verbose_name="完好")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="情况")),
                (
                    "defect",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="patrols.defect",
                        verbose_name="缺陷",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="patrols.roundstop",
                        verbose_name="查看",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查结果",
                "constraints": [
                    models.UniqueConstraint(fields=("stop", "code"), name="check_result_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("defect", None), ("is_fine", True), ("words", "")),
                            models.Q(
                                ("defect__isnull", False), ("is_fine", False), models.Q(("words", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="check_result_defect_is_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("standing", models.CharField(max_length=40, verbose_name="身份")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_teams",
                        to="people.person",
                        verbose_name="队员",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrollers",
                        to="organizations.organization",
                        verbose_name="巡查队伍",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查队员",
                "indexes": [models.Index(fields=["person", "valid_to"], name="patrol_member_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="patrol_member_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("team_id"),
                                    models.F("team_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
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
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="patrol_member_once_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
    ]
