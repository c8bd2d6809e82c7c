import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.models.record


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("works", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
            ],
            options={
                "verbose_name": "特殊日期",
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份")),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                ("confirmed_at", models.DateTimeField(verbose_name="载入时间")),
            ],
            options={
                "verbose_name": "已公布的年历",
            },
        ),
        migrations.CreateModel(
            name="Listening",
            fields=[
                ("listener", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("transaction", models.BigIntegerField(default=0)),
                ("record_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("root", models.BinaryField(verbose_name="根")),
                ("digest", models.BinaryField(verbose_name="链值")),
                ("count", models.PositiveIntegerField(verbose_name="条数")),
                ("at", models.DateTimeField(verbose_name="封存时间")),
            ],
            options={
                "verbose_name": "封存",
            },
        ),
        migrations.CreateModel(
            name="Principal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "个人"), ("organization", "组织")], max_length=12, verbose_name="类别"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="kernel.principal",
                    ),
                ),
            ],
            options={
                "verbose_name": "主体",
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="内容")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("content", models.BinaryField()),
                ("sheet", models.CharField(blank=True, max_length=100, verbose_name="工作表")),
                ("columns", models.JSONField(default=dict, verbose_name="列对应")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("uploaded", "已上传"),
                            ("checked", "已试运行"),
                            ("running", "导入中"),
                            ("done", "已导入"),
                            ("failed", "未导入"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="进展",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总行数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("faulty", models.PositiveIntegerField(default=0, verbose_name="有误行数")),
                ("errors", models.JSONField(default=list)),
                ("mended", models.JSONField(default=dict)),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="失败原因")),
                ("area_path", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.principal"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger", models.CharField(max_length=20, verbose_name="账簿")),
                ("code", models.CharField(default="own", max_length=40, verbose_name="科目")),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="kernel.principal",
                    ),
                ),
            ],
            options={
                "verbose_name": "账户",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ledger", "holder", "code"), name="account_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("key", models.CharField(max_length=60, verbose_name="规则")),
                ("value", models.JSONField(verbose_name="值")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="名称")),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
                ("scope_path", models.CharField(blank=True, db_collation="C", max_length=200, verbose_name="适用范围")),
            ],
            options={
                "verbose_name": "规则",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="rule_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(
                        fields=("key", "scope_path", "valid_from"), name="rule_one_per_scope_and_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger", models.CharField(max_length=20, verbose_name="账簿")),
                ("amount", models.BigIntegerField(verbose_name="数额")),
                ("key", models.CharField(max_length=120, verbose_name="凭据")),
                ("on", models.DateField(verbose_name="日期")),
                ("at", models.DateTimeField(verbose_name="入账时间")),
                ("subject_type", models.CharField(blank=True, max_length=40)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="摘要")),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="kernel.movement",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outgoing",
                        to="kernel.account",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming",
                        to="kernel.account",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.rule"
                    ),
                ),
            ],
            options={
                "verbose_name": "分录",
                "indexes": [
                    models.Index(fields=["target", "on"], name="movement_in"),
                    models.Index(fields=["source", "on"], name="movement_out"),
                    models.Index(fields=["subject_type", "subject_id"], name="movement_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="movement_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="movement_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True), name="movement_between_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("kind", models.CharField(max_length=60, verbose_name="事项")),
                ("post_id", models.BigIntegerField(null=True, verbose_name="岗位")),
                ("subject_type", models.CharField(max_length=40, verbose_name="对象类别")),
                ("subject_id", models.BigIntegerField(verbose_name="对象")),
                ("data", models.JSONField(default=dict, verbose_name="内容")),
                ("form_key", models.UUIDField(null=True, unique=True)),
                ("transaction", models.BigIntegerField(db_default=tongxin.kernel.models.record.TransactionNumber())),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="办理人",
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="名义",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="代办",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="kernel.seal",
                    ),
                ),
            ],
            options={
                "verbose_name": "记录",
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "id"], name="record_of_subject"),
                    models.Index(fields=["transaction", "id"], name="record_in_order"),
                    models.Index(condition=models.Q(("seal__isnull", True)), fields=["id"], name="record_unsealed"),
                    models.Index(fields=["by", "-id"], name="record_by_principal"),
                    models.Index(
                        condition=models.Q(("in_name_of__isnull", False)),
                        fields=["in_name_of"],
                        name="record_in_name_of",
                    ),
                    models.Index(
                        condition=models.Q(("on_behalf_of__isnull", False)),
                        fields=["on_behalf_of"],
                        name="record_on_behalf_of",
                    ),
                    models.Index(condition=models.Q(("seal__isnull", False)), fields=["seal"], name="record_of_seal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("procedure", models.CharField(max_length=30, verbose_name="流程")),
                ("step", models.CharField(max_length=30, verbose_name="步骤")),
                ("scope_path", models.CharField(blank=True, db_collation="C", max_length=200, verbose_name="适用范围")),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="步骤名称")),
                ("amount", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="时限")),
                ("unit", models.CharField(default="working_day", max_length=12, verbose_name="单位")),
                ("holder_role", models.CharField(blank=True, max_length=40, verbose_name="经办岗位")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "步骤设置",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="step_setting_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(
                        fields=("procedure", "step", "scope_path", "valid_from"),
                        name="step_setting_one_per_scope_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listed_in", models.CharField(max_length=40, verbose_name="清单")),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=80, verbose_name="名称")),
                ("number", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("data", models.JSONField(default=dict, verbose_name="属性")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "清单项",
                "constraints": [models.UniqueConstraint(fields=("listed_in", "code"), name="term_once_per_list")],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("post_id", models.BigIntegerField(null=True)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("field", models.CharField(max_length=40, verbose_name="内容")),
                ("purpose", models.CharField(max_length=120, verbose_name="事由")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="查看人",
                    ),
                ),
                (
                    "concerns",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="kernel.principal",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看记录",
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="look_of_subject")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("purpose", ""), _negated=True), name="look_has_purpose")
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("step", "办理"), ("urge", "督办")], default="step", max_length=8, verbose_name="类别"
                    ),
                ),
                ("procedure", models.CharField(max_length=30, verbose_name="流程")),
                ("step", models.CharField(max_length=30, verbose_name="步骤")),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=160, verbose_name="事项")),
                ("role", models.CharField(blank=True, max_length=40, verbose_name="经办岗位")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("laid_at", models.DateTimeField(verbose_name="开始")),
                ("due_at", models.DateTimeField(null=True, verbose_name="期限")),
                ("due_data", models.JSONField(default=dict)),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("look_at", models.DateTimeField(null=True, verbose_name="下次检查")),
                ("paused_at", models.DateTimeField(null=True, verbose_name="暂停")),
                ("pause_reason", models.CharField(blank=True, max_length=120, verbose_name="暂停原因")),
                ("pauses", models.JSONField(default=list)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结")),
                ("outcome", models.CharField(blank=True, max_length=30)),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="上送层级")),
                (
                    "urges",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="urged_by",
                        to="kernel.duty",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="kernel.principal",
                        verbose_name="责任主体",
                    ),
                ),
            ],
            options={
                "verbose_name": "待办",
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)), fields=["look_at"], name="duty_to_look_at"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["holder", "due_at"],
                        name="duty_open_of_holder",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["area_path"], name="duty_open_in_area"
                    ),
                    models.Index(fields=["subject_type", "subject_id"], name="duty_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True), ("kind", "step")),
                        fields=("subject_type", "subject_id"),
                        name="duty_one_open_per_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("urges__isnull", False)),
                        fields=("urges", "level"),
                        name="duty_urged_once_per_level",
                    ),
                ],
            },
        ),
    ]
