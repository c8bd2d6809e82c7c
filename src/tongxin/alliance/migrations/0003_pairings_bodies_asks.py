import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0003_wrong_codes"),
        ("alliance", "0002_instruments"),
        ("areas", "0001_initial"),
        ("exchange", "0003_need_at_step_in_order"),
        ("kernel", "0002_offline_answers"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pairings", "结对行动"), ("activities", "品牌活动")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("target", models.PositiveIntegerField(blank=True, null=True, verbose_name="目标数")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="areas.area",
                        verbose_name="范围",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="organizations.organization",
                        verbose_name="主办组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="campaign_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(fields=("owner", "name", "valid_from"), name="campaign_once_per_owner"),
                    models.CheckConstraint(
                        condition=models.Q(("target__isnull", True), ("target__gt", 0), _connector="OR"),
                        name="campaign_target_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_links",
                        to="activities.activity",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_links",
                        to="alliance.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动中的活动",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "activity"), name="campaign_activity_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="activities",
            field=models.ManyToManyField(
                related_name="campaigns", through="alliance.CampaignActivity", to="activities.activity"
            ),
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("matter", models.CharField(max_length=80, verbose_name="民生事项")),
                ("kind", models.CharField(max_length=40, verbose_name="投入方式")),
                ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="折合金额")),
                (
                    "precision",
                    models.CharField(
                        choices=[("exact", "准确"), ("about", "约"), ("more_than", "以上")],
                        default="exact",
                        max_length=10,
                        verbose_name="金额",
                    ),
                ),
                ("quantity", models.CharField(blank=True, max_length=80, verbose_name="实物或服务")),
                ("given_on", models.DateField(verbose_name="投入日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="areas.area",
                        verbose_name="受益社区",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="organizations.organization",
                        verbose_name="投入单位",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="exchange.project",
                        verbose_name="所属项目",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="alliance.contribution",
                    ),
                ),
            ],
            options={
                "verbose_name": "投入",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="alliance_given_in_area"),
                    models.Index(fields=["organization", "-id"], name="alliance_given_by_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", False), models.Q(("quantity", ""), _negated=True), _connector="OR"
                        ),
                        name="contribution_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True),
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="contribution_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CooperationAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=80, verbose_name="事项")),
                ("text", models.CharField(max_length=1000, verbose_name="需要怎样配合")),
                ("wanted_by", models.DateField(blank=True, null=True, verbose_name="希望完成")),
                ("in_charge", models.CharField(blank=True, max_length=50, verbose_name="单位负责人")),
                ("result", models.CharField(blank=True, max_length=1000, verbose_name="办理情况")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cooperation_asks",
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
                        verbose_name="提出组织",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cooperation_asks",
                        to="organizations.organization",
                        verbose_name="配合单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "请单位配合事项",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="cooperation_ask_in_area"),
                    models.Index(fields=["unit", "-id"], name="cooperation_ask_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="cooperation_ask_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("accepted", "reported", "closed")), _negated=True),
                            models.Q(("in_charge", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cooperation_ask_has_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupFiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("people", models.PositiveSmallIntegerField(verbose_name="人数")),
                ("does", models.CharField(max_length=500, verbose_name="开展什么活动")),
                ("venue_need", models.CharField(blank=True, max_length=200, verbose_name="场地需要")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("filed_on", models.DateField(null=True, verbose_name="备案日期")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_filings",
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
                        verbose_name="备案组织",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_groups",
                        to="people.person",
                        verbose_name="负责人",
                    ),
                ),
                (
                    "organization",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filing",
                        to="organizations.organization",
                        verbose_name="备案的组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "群众组织备案",
                "indexes": [models.Index(fields=["area_path", "-id"], name="group_filing_in_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("on_file", "ended")), _negated=True),
                            models.Q(("filed_on__isnull", False), ("organization__isnull", False)),
                            _connector="OR",
                        ),
                        name="group_on_file_is_an_organization",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ("filed", "on_file"))),
                        fields=("area", "name"),
                        name="group_filed_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gt", 0)), name="group_has_people"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="金额")),
                ("source", models.CharField(max_length=60, verbose_name="来源")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("given_on", models.DateField(verbose_name="日期")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="alliance.groupfiling"
                    ),
                ),
            ],
            options={
                "verbose_name": "扶持",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="group_grant_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="Incubation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="情况")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incubations",
                        to="organizations.organization",
                        verbose_name="社会组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "孵化阶段",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="incubation_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("organization_id"),
                                    models.F("organization_id"),
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
                        name="incubation_one_stage_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndustryLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("industry", models.CharField(max_length=40, verbose_name="行业")),
                ("industry_key", models.BigIntegerField(editable=False)),
                ("name", models.CharField(max_length=60, verbose_name="项目主线")),
                ("brand", models.CharField(max_length=60, verbose_name="品牌")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="特点")),
                ("set_at", models.DateTimeField(verbose_name="设立时间")),
                (
                    "alliance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="industry_lines",
                        to="organizations.organization",
                        verbose_name="行业联盟",
                    ),
                ),
            ],
            options={
                "verbose_name": "行业主线",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="industry_line_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("industry_key"),
                                    models.F("industry_key"),
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
                        name="industry_one_line_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("brand", ""), _negated=True)
                        ),
                        name="industry_line_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="project_links",
                        to="alliance.industryline",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="line_link", to="exchange.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "主线项目",
            },
        ),
        migrations.AddField(
            model_name="industryline",
            name="projects",
            field=models.ManyToManyField(
                related_name="industry_lines", through="alliance.LineProject", to="exchange.project"
            ),
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[("organization", "组织结对"), ("member", "党员结对")],
                        max_length=12,
                        verbose_name="层次",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="结对类型")),
                ("first_agreed_at", models.DateTimeField(null=True, verbose_name="甲方同意")),
                ("second_agreed_at", models.DateTimeField(null=True, verbose_name="乙方同意")),
                ("aim", models.CharField(max_length=200, verbose_name="目的")),
                ("plan", models.CharField(max_length=1000, verbose_name="共同计划")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(verbose_name="至")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("review", models.CharField(blank=True, max_length=1000, verbose_name="结对小结")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="alliance.campaign",
                        verbose_name="所属行动",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings_first",
                        to="kernel.principal",
                        verbose_name="甲方",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="管理组织",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings_second",
                        to="kernel.principal",
                        verbose_name="乙方",
                    ),
                ),
            ],
            options={
                "verbose_name": "结对",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="pairing_in_area"),
                    models.Index(fields=["first", "step"], name="pairing_of_first"),
                    models.Index(fields=["second", "step"], name="pairing_of_second"),
                    models.Index(condition=models.Q(("step", "running")), fields=["valid_to"], name="pairing_term"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True), name="pairing_of_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="pairing_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("aim", ""), _negated=True), models.Q(("plan", ""), _negated=True)),
                        name="pairing_has_aim_and_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("running", "review", "closed", "ended")), _negated=True),
                            models.Q(("first_agreed_at__isnull", False), ("second_agreed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="pairing_runs_by_consent_of_both",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("first", "second"),
                        django.db.models.functions.comparison.Greatest("first", "second"),
                        condition=models.Q(("step__in", ("proposed", "running", "review"))),
                        name="pairing_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=80, verbose_name="事项")),
                ("text", models.CharField(max_length=1000, verbose_name="发生了什么")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="地点")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("asked_at", models.DateTimeField(verbose_name="求助时间")),
                ("times_reopened", models.PositiveSmallIntegerField(default=0, verbose_name="重办次数")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_requests",
                        to="areas.area",
                        verbose_name="社区（街道）",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_requests",
                        to="organizations.organization",
                        verbose_name="承办组织",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="受理组织",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_requests",
                        to="organizations.organization",
                        verbose_name="求助单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位求助",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="partner_request_in_area"),
                    models.Index(fields=["unit", "-id"], name="partner_request_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="partner_request_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("answered", "closed", "declined")), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partner_request_is_replied_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("assigned", "answered", "closed")), _negated=True),
                            ("handler__isnull", False),
                            _connector="OR",
                        ),
                        name="partner_request_assigned_to_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalledIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wants", models.CharField(max_length=200, verbose_name="请其做什么")),
                ("called_at", models.DateTimeField(verbose_name="会同时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="反馈")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="反馈时间")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="会同单位",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="called_in",
                        to="alliance.partnerrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "会同办理",
                "constraints": [models.UniqueConstraint(fields=("request", "organization"), name="called_in_once")],
            },
        ),
        migrations.CreateModel(
            name="SocietyLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="社区",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="society_links",
                        to="organizations.organization",
                        verbose_name="社会组织",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="society_links",
                        to="exchange.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="society_links",
                        to="people.person",
                        verbose_name="社工",
                    ),
                ),
            ],
            options={
                "verbose_name": "三社联动",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="society_link_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(fields=("project", "organization", "worker"), name="society_link_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=80, verbose_name="话题")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("opened_at", models.DateTimeField(verbose_name="开始")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="关闭")),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="主持组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "交流",
                "constraints": [models.UniqueConstraint(fields=("subject_type", "subject_id"), name="thread_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("hidden_at", models.DateTimeField(null=True, verbose_name="隐藏时间")),
                ("hide_reason", models.CharField(blank=True, max_length=120, verbose_name="隐藏原因")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="发言人",
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.principal"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="alliance.thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "发言",
                "indexes": [models.Index(fields=["thread", "id"], name="message_of_thread")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hidden_at__isnull", True), models.Q(("hide_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="message_hidden_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllianceMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "part",
                    models.CharField(
                        choices=[("member", "成员单位"), ("chair", "牵头单位"), ("secretary", "秘书处单位")],
                        default="member",
                        max_length=10,
                        verbose_name="担任",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alliance_members",
                        to="organizations.organization",
                        verbose_name="联盟",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliances",
                        to="organizations.organization",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "联盟成员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="alliance_member_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alliance", models.F("organization")), _negated=True),
                        name="alliance_not_in_itself",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("alliance_id"),
                                    models.F("alliance_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("organization_id"),
                                    models.F("organization_id"),
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
                        name="alliance_member_once",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("part", "secretary")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("alliance_id"),
                                    models.F("alliance_id"),
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
                        name="alliance_one_secretary",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="事项")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="地点")),
                ("begins_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("changed_at", models.DateTimeField(verbose_name="更新时间")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                (
                    "alliance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_entries",
                        to="organizations.organization",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.principal"
                    ),
                ),
            ],
            options={
                "verbose_name": "联盟日程",
                "indexes": [models.Index(fields=["alliance", "begins_at"], name="calendar_entry_of_alliance")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="calendar_entry_ends"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_print", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to="organizations.organization",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to="kernel.principal",
                    ),
                ),
            ],
            options={
                "verbose_name": "日程订阅",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("alliance", "principal"),
                        name="calendar_feed_one_each",
                    )
                ],
            },
        ),
    ]
