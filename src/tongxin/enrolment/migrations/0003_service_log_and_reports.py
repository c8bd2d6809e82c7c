import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_keep_turnout"),
        ("areas", "0001_initial"),
        ("enrolment", "0002_home_agrees"),
        ("kernel", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("period_from", models.DateField(verbose_name="自")),
                ("period_to", models.DateField(verbose_name="至")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="情况说明")),
                ("content", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField(verbose_name="开启时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("drop_reason", models.CharField(blank=True, max_length=120, verbose_name="不再报送的原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="社区党组织",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="对方",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="报送方",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="report_in_area"),
                    models.Index(fields=["sender", "-id"], name="report_of_sender"),
                    models.Index(fields=["partner", "-id"], name="report_of_partner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "area", "partner", "period_from"),
                        name="report_once_per_period",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))), name="report_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="report_sent_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("asks_answer", models.BooleanField(default=False, verbose_name="须答复")),
                ("delivered_at", models.DateTimeField(verbose_name="送达时间")),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="签收时间")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="接收方",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="enrolment.report",
                        verbose_name="报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告送达",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="report_delivery_in_area"),
                    models.Index(fields=["recipient", "step", "-id"], name="report_delivery_to"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "recipient"), name="report_delivered_once_to_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "answered"), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_answered_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step", "delivered"), ("acknowledged_at__isnull", False), _connector="OR"),
                        name="report_read_before_it_is_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField(verbose_name="周期（月）")),
                ("period_from", models.DateField(verbose_name="自")),
                ("period_to", models.DateField(verbose_name="至")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "step",
                    models.CharField(
                        choices=[("running", "正在生成"), ("done", "已完成"), ("failed", "未完成")],
                        default="running",
                        max_length=10,
                        verbose_name="进展",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="应生成")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("opened", models.PositiveIntegerField(default=0, verbose_name="新开启")),
                ("begun_at", models.DateTimeField(verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="失败原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="范围",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告生成",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step", "running")),
                        fields=("area", "months", "period_from"),
                        name="report_run_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="report_run_ends_after_begin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=300, verbose_name="服务情况")),
                ("minutes", models.PositiveSmallIntegerField(null=True, verbose_name="时长（分钟）")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("written_at", models.DateTimeField(verbose_name="填写时间")),
                ("struck_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("struck_reason", models.CharField(blank=True, max_length=120, verbose_name="撤销原因")),
                (
                    "attendance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.attendance",
                        verbose_name="活动签到",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="enrolment.enrolment",
                        verbose_name="报到",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="填写人",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务日志",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="service_log_in_area"),
                    models.Index(fields=["enrolment", "on"], name="service_log_of_enrolment"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("attendance__isnull", False), ("struck_at__isnull", True)),
                        fields=("enrolment", "attendance"),
                        name="service_log_one_remark_per_attendance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attendance__isnull", True), ("minutes__isnull", True), _connector="OR"),
                        name="service_log_counts_no_activity_twice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="service_log_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("struck_at__isnull", True), models.Q(("struck_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="service_log_struck_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("period_from", models.DateField(verbose_name="自")),
                ("period_to", models.DateField(verbose_name="至")),
                ("content", models.JSONField(default=dict)),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="本人补充")),
                ("opened_at", models.DateTimeField(verbose_name="开启时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("home_noted_at", models.DateTimeField(null=True, verbose_name="所在党组织阅知")),
                ("host_noted_at", models.DateTimeField(null=True, verbose_name="社区阅知")),
                ("drop_reason", models.CharField(blank=True, max_length=120, verbose_name="不再报送的原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="enrolment.enrolment",
                        verbose_name="报到",
                    ),
                ),
                (
                    "home",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="组织关系所在党组织",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="社区党组织",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "党员双报告",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="member_report_in_area"),
                    models.Index(fields=["subject", "-id"], name="member_report_of_subject"),
                    models.Index(fields=["home", "-id"], name="member_report_to_home"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "period_from"), name="member_report_once_per_period"),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="member_report_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step", "sent"),
                            models.Q(("home_noted_at__isnull", True), ("host_noted_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="member_report_noted_after_it_was_sent",
                    ),
                ],
            },
        ),
    ]
