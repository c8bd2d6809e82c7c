import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import tongxin.cases.models.case
import tongxin.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_shapes"),
        ("kernel", "0003_export_runs"),
        ("notify", "0003_api_keys"),
        ("organizations", "0003_duty_phone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=60, verbose_name="事项")),
                ("text", models.TextField(max_length=2000, verbose_name="情况说明")),
                ("kind", models.CharField(max_length=20, verbose_name="诉求类型")),
                ("channel", models.CharField(max_length=40, verbose_name="来源渠道")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="类别")),
                ("urgent", models.BooleanField(default=False, verbose_name="紧急")),
                ("is_public", models.BooleanField(default=False, verbose_name="可公开显示")),
                ("community_path", models.CharField(db_collation="C", max_length=200)),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="具体位置")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                ("datum", models.CharField(blank=True, max_length=10, verbose_name="坐标来源")),
                (
                    "caller_name",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="称呼"),
                ),
                (
                    "caller_phone",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="回电号码"),
                ),
                ("caller_print", models.BinaryField(null=True)),
                ("hides_caller", models.BooleanField(default=False, verbose_name="对承办单位隐去反映人")),
                ("key", models.CharField(default=tongxin.cases.models.case.new_key, max_length=40)),
                ("outside_number", models.CharField(max_length=60, null=True, verbose_name="外部工单号")),
                (
                    "bodies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("handle_amount", models.PositiveSmallIntegerField(null=True, verbose_name="处置时限")),
                ("handle_unit", models.CharField(blank=True, max_length=20, verbose_name="处置时限单位")),
                ("respond_amount", models.PositiveSmallIntegerField(null=True, verbose_name="接单时限")),
                ("respond_unit", models.CharField(blank=True, max_length=20, verbose_name="接单时限单位")),
                ("is_ruled", models.BooleanField(default=False, verbose_name="中心已裁定由其承办")),
                ("dispatched_at", models.DateTimeField(null=True, verbose_name="派遣时间")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复")),
                ("question", models.CharField(blank=True, max_length=300, verbose_name="待反映人补充")),
                ("voices", models.PositiveIntegerField(default=1, verbose_name="反映人数")),
                ("reopened", models.PositiveSmallIntegerField(default=0, verbose_name="重新办理次数")),
                ("reworked", models.PositiveSmallIntegerField(default=0, verbose_name="返工次数")),
                ("returned", models.PositiveSmallIntegerField(default=0, verbose_name="退回次数")),
                ("raised_at", models.DateTimeField(verbose_name="反映时间")),
                ("raised_on", models.DateField(verbose_name="反映日期")),
                ("grade", models.PositiveSmallIntegerField(null=True, verbose_name="评价")),
                ("verdict", models.CharField(blank=True, max_length=500, verbose_name="评价意见")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="地点",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="核查人",
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="核查方",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_cases",
                        to="organizations.organization",
                        verbose_name="受理组织",
                    ),
                ),
                (
                    "dispatched_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="派遣人",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="联合工作组",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="处置人",
                    ),
                ),
                (
                    "joined_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="cases.case",
                        verbose_name="并入",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_cases",
                        to="organizations.organization",
                        verbose_name="主办单位",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cases.case",
                        verbose_name="母案",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="kernel.principal",
                        verbose_name="反映人",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="case_words"),
                    django.contrib.postgres.indexes.GinIndex(fields=["bodies"], name="case_of_body"),
                    models.Index(fields=["area_path", "-id"], name="case_in_area"),
                    models.Index(fields=["step", "area_path", "-id"], name="case_at_step"),
                    models.Index(
                        condition=models.Q(
                            ("step__in", ("reported", "accepted", "dispatched", "handling", "checking", "closing"))
                        ),
                        fields=["community_path", "-id"],
                        name="case_open_nearby",
                    ),
                    models.Index(fields=["raised_on"], name="case_raised_on"),
                    models.Index(fields=["category", "-id"], name="case_of_category"),
                    models.Index(
                        fields=["step", "category", "-id"], include=("area_path", "bodies"), name="case_of_kind_at_step"
                    ),
                    models.Index(
                        condition=models.Q(("lead__isnull", False)), fields=["lead", "-id"], name="case_of_lead"
                    ),
                    models.Index(
                        condition=models.Q(("caller_print__isnull", False)),
                        fields=["caller_print", "-id"],
                        name="case_of_caller",
                    ),
                    models.Index(condition=models.Q(("parent__isnull", False)), fields=["parent"], name="case_part_of"),
                    models.Index(
                        condition=models.Q(("joined_into__isnull", False)),
                        fields=["joined_into"],
                        name="case_joined_into",
                    ),
                    models.Index(
                        condition=models.Q(("reporter__isnull", False)),
                        fields=["reporter", "-id"],
                        name="case_of_reporter",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="case_key_once"),
                    models.UniqueConstraint(fields=("outside_number",), name="case_outside_number_once"),
                    models.CheckConstraint(condition=models.Q(("channel", ""), _negated=True), name="case_has_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joined_into__isnull", False), ("step", "joined")),
                            models.Q(models.Q(("step", "joined"), _negated=True), ("joined_into", None)),
                            _connector="OR",
                        ),
                        name="case_joined_says_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("joined_into", models.F("id")), _negated=True),
                        name="case_not_joined_to_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True), name="case_not_its_own_parent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("dispatched", "handling", "checking", "closing")), _negated=True),
                            models.Q(("dispatched_at__isnull", False), ("lead__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_dispatched_has_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by", None),
                            ("dispatched_by", None),
                            models.Q(("checked_by", models.F("dispatched_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_dispatcher_does_not_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by", None),
                            ("handled_by", None),
                            models.Q(("checked_by", models.F("handled_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_handler_does_not_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade", None), models.Q(("grade__gte", 1), ("grade__lte", 5)), _connector="OR"
                        ),
                        name="case_grade_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="case_point_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("asks", models.CharField(blank=True, max_length=300, verbose_name="请其做什么")),
                ("called_at", models.DateTimeField(verbose_name="召集时间")),
                ("reported_in_at", models.DateTimeField(null=True, verbose_name="报到时间")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="办理情况")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("grade", models.PositiveSmallIntegerField(null=True, verbose_name="评价")),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="召集人",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="召集组织",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_calls",
                        to="organizations.organization",
                        verbose_name="被召集单位",
                    ),
                ),
                (
                    "reported_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="报到人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "召集",
                "indexes": [models.Index(fields=["organization", "-id"], name="call_of_body")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ["called", "present"])),
                        fields=("case", "organization"),
                        name="call_once_open_per_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("present", "answered", "graded")), _negated=True),
                            ("reported_in_at__isnull", False),
                            _connector="OR",
                        ),
                        name="call_answered_after_report_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade__gte", 1), ("grade__lte", 5), ("step", "graded")),
                            models.Q(models.Q(("step", "graded"), _negated=True), ("grade", None)),
                            _connector="OR",
                        ),
                        name="call_grade_when_graded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("their_number", models.CharField(max_length=60, null=True, verbose_name="对方编号")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notify.apikey",
                        verbose_name="接口密钥",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrival",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "转入",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("their_number__isnull", False)),
                        fields=("key", "their_number"),
                        name="arrival_once_per_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                ("group", models.CharField(max_length=40, verbose_name="目录")),
                ("parent", models.CharField(blank=True, max_length=40, verbose_name="上级类别")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="提示词")),
                ("filing_condition", models.CharField(blank=True, max_length=200, verbose_name="立案条件")),
                ("closing_condition", models.CharField(blank=True, max_length=200, verbose_name="结案条件")),
                ("respond_amount", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="接单时限")),
                ("respond_unit", models.CharField(blank=True, max_length=20, verbose_name="接单时限单位")),
                ("handle_amount", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="处置时限")),
                ("handle_unit", models.CharField(blank=True, max_length=20, verbose_name="处置时限单位")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="紧急")),
                ("asks_proof", models.BooleanField(default=False, verbose_name="办结须附证明")),
                ("is_public", models.BooleanField(default=False, verbose_name="可在公开地图显示")),
                ("number", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("scope_path", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
            ],
            options={
                "verbose_name": "案件类别",
                "indexes": [models.Index(fields=["group", "number"], name="case_category_in_group")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="case_category_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.Func(
                                            models.F("code"),
                                            models.Value("|"),
                                            models.F("scope_path"),
                                            arg_joiner=" || ",
                                            template="(%(expressions)s)",
                                        ),
                                        models.Value(0),
                                        function="hashtextextended",
                                    ),
                                    models.Func(
                                        models.Func(
                                            models.F("code"),
                                            models.Value("|"),
                                            models.F("scope_path"),
                                            arg_joiner=" || ",
                                            template="(%(expressions)s)",
                                        ),
                                        models.Value(0),
                                        function="hashtextextended",
                                    ),
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
                        name="case_category_once_a_day",
                        violation_error_message="这一类别在这段时间已有一条有效设置。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("respond_amount", None), models.Q(("respond_unit", ""), _negated=True), _connector="OR"
                            ),
                            models.Q(
                                ("handle_amount", None), models.Q(("handle_unit", ""), _negated=True), _connector="OR"
                            ),
                        ),
                        name="case_category_limits_have_units",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="核查时间")),
                ("on_site", models.BooleanField(default=True, verbose_name="到现场")),
                ("is_second", models.BooleanField(default=False, verbose_name="复核")),
                ("passed", models.BooleanField(verbose_name="属实办妥")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="核查情况")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="核查人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "核查",
                "indexes": [models.Index(fields=["case", "-id"], name="check_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="延长")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("is_granted", models.BooleanField(null=True, verbose_name="同意")),
                ("answer_reason", models.CharField(blank=True, max_length=200, verbose_name="答复说明")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="批准人",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("case",), name="extension_one_open_per_case"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="extension_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_granted_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("is_granted", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="extension_answer_is_whole",
                    ),
                ],
            },
        ),
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
        migrations.CreateModel(
            name="LetterReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("days", models.PositiveSmallIntegerField(verbose_name="答复时限（工作日）")),
                ("replied_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_reply",
                        to="cases.case",
                        verbose_name="来信",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="答复组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "来信答复",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at__isnull", False), ("step", "replied")),
                            models.Q(models.Q(("step", "replied"), _negated=True), ("replied_at", None)),
                            _connector="OR",
                        ),
                        name="letter_replied_says_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LivelihoodEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("problem", models.CharField(max_length=200, verbose_name="问题")),
                ("money_fen", models.PositiveBigIntegerField(default=0, verbose_name="投入资金")),
                ("finished_on", models.DateField(null=True, verbose_name="完成日期")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("is_confirmed", models.BooleanField(null=True, verbose_name="居民确认")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="livelihood",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "民生事项",
                "indexes": [models.Index(fields=["finished_on"], name="livelihood_finished_on")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("problem", ""), _negated=True), name="livelihood_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("is_confirmed", None)),
                            models.Q(("confirmed_at__isnull", False), ("is_confirmed__isnull", False)),
                            _connector="OR",
                        ),
                        name="livelihood_confirmed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=300, verbose_name="接口地址")),
                ("jurisdiction", models.CharField(blank=True, max_length=80, verbose_name="jurisdiction_id")),
                (
                    "api_key",
                    tongxin.kernel.sealing.SealedField(
                        blank=True, editable=True, null=True, verbose_name="对方发的密钥"
                    ),
                ),
                ("services", models.JSONField(default=dict, verbose_name="类别对照")),
                ("is_on", models.BooleanField(default=True, verbose_name="使用中")),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("failing_since", models.DateTimeField(null=True, verbose_name="开始失败")),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="问题")),
                ("rests_until", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="open311_partner",
                        to="organizations.organization",
                        verbose_name="主办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接的 Open311 系统",
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dispatched_at", models.DateTimeField(verbose_name="派遣时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待转出"),
                            ("sent", "已转出"),
                            ("closed", "对方已办结"),
                            ("refused", "对方不收"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("begun_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("next_at", models.DateTimeField(verbose_name="下次尝试")),
                ("their_number", models.CharField(blank=True, max_length=60, verbose_name="对方编号")),
                ("token", models.CharField(blank=True, max_length=80)),
                ("their_status", models.CharField(blank=True, max_length=20, verbose_name="对方状态")),
                ("their_notes", models.CharField(blank=True, max_length=500, verbose_name="对方说明")),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="问题")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="转出时间")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="cases.partner",
                        verbose_name="系统",
                    ),
                ),
            ],
            options={
                "verbose_name": "转出",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sent"])),
                        fields=["partner", "next_at"],
                        name="handover_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "partner", "dispatched_at"), name="handover_once_per_dispatch"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "closed"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="handover_sent_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[("report", "反映"), ("proof", "办结证明"), ("check", "核查")],
                        max_length=8,
                        verbose_name="用途",
                    ),
                ),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                (
                    "content",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="内容"),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="上传人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "indexes": [models.Index(fields=["case", "id"], name="photo_of_case")],
                "constraints": [models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="photo_has_size")],
            },
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="类别",
                    ),
                ),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="星期")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="几点起")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="几点止")),
                ("lead_kind", models.CharField(blank=True, max_length=40, verbose_name="主办单位类型")),
                ("is_on", models.BooleanField(default=False, verbose_name="启用")),
                ("tested_at", models.DateTimeField(null=True, verbose_name="试算时间")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="主办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "派遣规则",
                "indexes": [
                    models.Index(condition=models.Q(("is_on", True)), fields=["order"], name="routing_in_order")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="routing_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lead__isnull", False), ("lead_kind", "")),
                            models.Q(("lead", None), models.Q(("lead_kind", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="routing_says_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_on", False), models.Q(("tested_at", None), _negated=True), _connector="OR"
                        ),
                        name="routing_tested_before_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes", None), ("opens", None)),
                            models.Q(("closes__gt", models.F("opens")), ("opens__isnull", False)),
                            _connector="OR",
                        ),
                        name="routing_hours_in_order",
                    ),
                ],
            },
        ),
    ]
