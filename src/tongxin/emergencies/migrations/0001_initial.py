import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


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
            name="EmergencyPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=80, verbose_name="预案名称")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="适用情形"
                    ),
                ),
                ("purpose", models.CharField(max_length=500, verbose_name="什么情况下启动")),
                ("written_at", models.DateTimeField(verbose_name="起草时间")),
                ("reviewed_on", models.DateField(null=True, verbose_name="最近复核")),
                ("review_on", models.DateField(null=True, verbose_name="下次复核")),
                ("review_days", models.PositiveSmallIntegerField(default=0, verbose_name="复核周期（天）")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="适用区域",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="责任组织",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="起草人",
                    ),
                ),
            ],
            options={
                "verbose_name": "应急预案",
                "indexes": [models.Index(fields=["area_path", "-id"], name="emergency_plan_in_area")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kinds__len__gt", 0)), name="emergency_plan_has_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "in_force"), _negated=True),
                            models.Q(
                                ("review_days__gt", 0),
                                ("review_on__gt", models.F("reviewed_on")),
                                ("review_on__isnull", False),
                                ("reviewed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_plan_in_force_has_review",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "ended"), _negated=True),
                        fields=("area", "title"),
                        name="emergency_plan_named_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallOutEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("order", models.PositiveSmallIntegerField(verbose_name="召集顺序")),
                ("task", models.CharField(max_length=60, verbose_name="到场做什么")),
                (
                    "phone",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="应急电话"),
                ),
                ("erase_on", models.DateField(null=True, verbose_name="号码删除日期")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="值守人员",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="emergencies.emergencyplan",
                        verbose_name="预案",
                    ),
                ),
            ],
            options={
                "verbose_name": "召集名单",
                "ordering": ["order", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone__isnull", False)), fields=["erase_on"], name="call_out_to_erase"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="call_out_entry_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("plan_id"),
                                    models.F("plan_id"),
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
                        name="call_out_entry_once",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gte", 1), ("order__lte", 99)), name="call_out_entry_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("phone", None), ("erase_on__isnull", False), _connector="OR"
                        ),
                        name="call_out_entry_ended_is_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=80, verbose_name="什么事")),
                ("kind", models.CharField(max_length=40, verbose_name="情形")),
                ("is_drill", models.BooleanField(default=False, verbose_name="演练")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="具体位置")),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="处置结果")),
                ("review", models.TextField(blank=True, max_length=2000, verbose_name="复盘")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="复盘时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="地点",
                    ),
                ),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="解除人",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="处置组织",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="启动人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="emergencies.emergencyplan",
                        verbose_name="按哪个预案",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="复盘人",
                    ),
                ),
            ],
            options={
                "verbose_name": "应急事件",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="incident_in_area"),
                    models.Index(condition=models.Q(("step", "open")), fields=["area_path"], name="incident_going_on"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("cleared", "closed")), _negated=True),
                            models.Q(("cleared_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="incident_cleared_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_at", None), ("cleared_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="incident_cleared_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "closed"), _negated=True),
                            models.Q(models.Q(("review", ""), _negated=True), ("reviewed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="incident_closed_is_reviewed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "open"), _negated=True), ("cleared_at", None), _connector="OR"
                        ),
                        name="incident_open_is_not_cleared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="诉求",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="emergencies.incident",
                        verbose_name="应急事件",
                    ),
                ),
            ],
            options={
                "verbose_name": "关联诉求",
                "constraints": [models.UniqueConstraint(fields=("incident", "case"), name="incident_case_once")],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="cases",
            field=models.ManyToManyField(related_name="incidents", through="emergencies.IncidentCase", to="cases.case"),
        ),
        migrations.CreateModel(
            name="IncidentTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("text", models.CharField(max_length=200, verbose_name="做什么")),
                ("by_whom", models.CharField(blank=True, max_length=60, verbose_name="哪个岗位")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="emergencies.incident",
                        verbose_name="应急事件",
                    ),
                ),
            ],
            options={
                "verbose_name": "处置步骤",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("incident", "number"), name="incident_task_in_order")],
            },
        ),
        migrations.CreateModel(
            name="LogLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("said", "记录"),
                            ("started", "启动"),
                            ("task", "步骤"),
                            ("call", "召集"),
                            ("case", "诉求"),
                            ("cleared", "解除"),
                        ],
                        default="said",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="记录人",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="emergencies.incident",
                        verbose_name="应急事件",
                    ),
                ),
            ],
            options={
                "verbose_name": "事件日志",
                "indexes": [models.Index(fields=["incident", "-id"], name="log_of_incident")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="log_line_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("text", models.CharField(max_length=200, verbose_name="做什么")),
                ("by_whom", models.CharField(blank=True, max_length=60, verbose_name="哪个岗位")),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="emergencies.emergencyplan",
                        verbose_name="预案",
                    ),
                ),
            ],
            options={
                "verbose_name": "处置步骤",
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="plan_step_in_order")],
            },
        ),
        migrations.CreateModel(
            name="StaffCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("task", models.CharField(max_length=60, verbose_name="到场做什么")),
                ("called_at", models.DateTimeField(verbose_name="召集时间")),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="到达时间")),
                (
                    "called_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="召集人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="emergencies.calloutentry",
                        verbose_name="名单",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="emergencies.incident",
                        verbose_name="应急事件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_calls",
                        to="people.person",
                        verbose_name="被召集人",
                    ),
                ),
            ],
            options={
                "verbose_name": "应急召集",
                "indexes": [models.Index(fields=["person", "-id"], name="staff_call_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "person"), name="staff_call_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "arrived"), _negated=True),
                            models.Q(("acknowledged_at__isnull", False), ("arrived_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="staff_call_arrived_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "acknowledged"), _negated=True),
                            ("acknowledged_at__isnull", False),
                            _connector="OR",
                        ),
                        name="staff_call_acknowledged_says_when",
                    ),
                ],
            },
        ),
    ]
