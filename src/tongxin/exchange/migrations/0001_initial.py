import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0002_keep_turnout"),
        ("areas", "0001_initial"),
        ("funds", "0002_drawn"),
        ("kernel", "0001_initial"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=60, verbose_name="内容")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="说明")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("field", models.CharField(max_length=40, verbose_name="领域")),
                ("channel", models.CharField(max_length=40, verbose_name="来源")),
                ("community_path", models.CharField(db_collation="C", max_length=200)),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="具体位置")),
                ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="涉及户数")),
                ("quantity", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="数量")),
                ("unit", models.CharField(blank=True, max_length=10, verbose_name="单位")),
                ("wanted_from", models.DateField(blank=True, null=True, verbose_name="希望从")),
                ("wanted_by", models.DateField(blank=True, null=True, verbose_name="希望不晚于")),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="星期")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="几点起")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="几点止")),
                (
                    "contact",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="联系方式"),
                ),
                ("raised_at", models.DateTimeField(verbose_name="提出时间")),
                ("raised_on", models.DateField(verbose_name="提出日期")),
                ("voices", models.PositiveIntegerField(default=1, verbose_name="提出人数")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
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
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="organizations.organization",
                        verbose_name="承办组织",
                    ),
                ),
                (
                    "joined_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="exchange.need",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="kernel.principal",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "需求",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="need_words"),
                    models.Index(fields=["area_path", "-id"], name="need_in_area"),
                    models.Index(fields=["step", "area_path"], name="need_at_step"),
                    models.Index(fields=["raised_on"], name="need_raised_on"),
                    models.Index(
                        condition=models.Q(("step__in", ("registered", "verified", "matching"))),
                        fields=["raised_on"],
                        name="need_unmet_since",
                    ),
                    models.Index(fields=["kind", "community_path"], name="need_of_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("channel", ""), _negated=True), name="need_has_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wanted_from__isnull", True),
                            ("wanted_by__isnull", True),
                            ("wanted_by__gte", models.F("wanted_from")),
                            _connector="OR",
                        ),
                        name="need_wanted_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"),
                        name="need_quantity_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joined_into__isnull", False), ("step", "joined")),
                            models.Q(models.Q(("step", "joined"), _negated=True), ("joined_into", None)),
                            _connector="OR",
                        ),
                        name="need_joined_says_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("joined_into", models.F("id")), _negated=True),
                        name="need_not_joined_to_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("amount", models.PositiveBigIntegerField(verbose_name="邀请数量")),
                ("taken", models.PositiveBigIntegerField(default=0, verbose_name="答应数量")),
                ("returned_at", models.DateTimeField(null=True, verbose_name="归还时间")),
                ("message", models.CharField(blank=True, max_length=200, verbose_name="留言")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("offered_at", models.DateTimeField(verbose_name="邀请时间")),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="exchange.need",
                        verbose_name="需求",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接邀请",
                "indexes": [models.Index(fields=["area_path"], name="offer_in_area")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="offer_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("amount"))), name="offer_taken_within_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="做什么")),
                ("field", models.CharField(max_length=40, verbose_name="领域")),
                ("begins_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("acceptance", models.TextField(max_length=1000, verbose_name="验收标准")),
                ("result", models.TextField(blank=True, max_length=2000, verbose_name="完成情况")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="实施地点",
                    ),
                ),
                (
                    "budget",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project",
                        to="funds.budget",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_projects",
                        to="organizations.organization",
                        verbose_name="承办组织",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_projects",
                        to="organizations.organization",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="project_in_area"),
                    models.Index(fields=["step", "area_path"], name="project_at_step"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="project_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("acceptance", ""), _negated=True), name="project_says_what_is_done"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="评价")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="意见")),
                ("at", models.DateTimeField(verbose_name="评价时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="kernel.principal",
                        verbose_name="评价人",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appraisals",
                        to="exchange.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "by"), name="appraisal_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__gte", 1), ("grade__lte", 5)), name="appraisal_grade_one_to_five"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_link",
                        to="activities.activity",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_links",
                        to="exchange.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目活动",
            },
        ),
        migrations.CreateModel(
            name="ProjectNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("let_go", models.BooleanField(default=False, verbose_name="已退回")),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="project_links", to="exchange.need"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="need_links",
                        to="exchange.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "回应的需求",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "need"), name="project_need_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("let_go", False)), fields=("need",), name="project_need_carried_once"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="needs",
            field=models.ManyToManyField(related_name="projects", through="exchange.ProjectNeed", to="exchange.need"),
        ),
        migrations.CreateModel(
            name="ProjectPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="伙伴类别")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="organizations.organization",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="exchange.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目伙伴",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "organization"), name="project_partner_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="project_partner_has_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="说明")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("field", models.CharField(max_length=40, verbose_name="领域")),
                ("capacity", models.PositiveBigIntegerField(verbose_name="可提供数量")),
                ("taken", models.PositiveBigIntegerField(default=0, verbose_name="已承诺数量")),
                ("unit", models.CharField(max_length=10, verbose_name="单位")),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="星期")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="几点起")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="几点止")),
                ("community_path", models.CharField(db_collation="C", max_length=200)),
                ("reach", models.CharField(max_length=20, verbose_name="服务范围")),
                ("reach_path", models.CharField(db_collation="C", max_length=200)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="organizations.organization",
                        verbose_name="提供单位",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.principal"
                    ),
                ),
            ],
            options={
                "verbose_name": "资源",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="resource_words"),
                    models.Index(
                        condition=models.Q(("step", "published")),
                        fields=["reach_path", "kind"],
                        name="resource_reaching",
                    ),
                    models.Index(fields=["area_path", "-id"], name="resource_in_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="resource_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__gt", 0)), name="resource_capacity_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("capacity"))), name="resource_taken_within_capacity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectResource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.offer"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resource_links",
                        to="exchange.project",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_links",
                        to="exchange.resource",
                    ),
                ),
            ],
            options={
                "verbose_name": "使用的资源",
                "constraints": [models.UniqueConstraint(fields=("project", "resource"), name="project_resource_once")],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="resources",
            field=models.ManyToManyField(
                related_name="projects", through="exchange.ProjectResource", to="exchange.resource"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="resource",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="exchange.resource",
                verbose_name="资源",
            ),
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=40, verbose_name="心愿")),
                ("kind", models.CharField(max_length=30, verbose_name="类别")),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="具体要求")),
                ("value_fen", models.PositiveIntegerField(default=0, verbose_name="约值")),
                ("channel", models.CharField(max_length=30, verbose_name="来源")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "wisher_name",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="称呼"),
                ),
                (
                    "wisher_phone",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="电话"),
                ),
                (
                    "wisher_address",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="地址"),
                ),
                ("wisher_print", models.BinaryField(null=True)),
                ("thanks", models.CharField(blank=True, max_length=200, verbose_name="答谢")),
                ("erase_on", models.DateField(null=True, verbose_name="删除姓名与地址的日期")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="已删除")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="areas.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "claimer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claimed_wishes",
                        to="kernel.principal",
                        verbose_name="认领人",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="organizations.organization",
                        verbose_name="承办组织",
                    ),
                ),
                (
                    "wisher",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="people.person",
                        verbose_name="心愿人",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="wish_in_area"),
                    models.Index(fields=["step", "-id"], name="wish_at_step"),
                    models.Index(
                        condition=models.Q(("claimer__isnull", False)), fields=["claimer"], name="wish_of_claimer"
                    ),
                    models.Index(
                        condition=models.Q(("wisher_print__isnull", False)),
                        fields=["wisher_print"],
                        name="wish_of_wisher",
                    ),
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)), fields=["erase_on"], name="wish_to_erase"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claimer__isnull", False),
                                ("step__in", ("claimed", "delivered", "confirmed", "thanked")),
                            ),
                            models.Q(
                                models.Q(("step__in", ("claimed", "delivered", "confirmed", "thanked")), _negated=True),
                                ("claimer__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="wish_has_claimer_once_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("wisher__isnull", True),
                                ("wisher_address__isnull", True),
                                ("wisher_name__isnull", True),
                                ("wisher_phone__isnull", True),
                                ("wisher_print__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="wish_erased_keeps_no_identity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("claimed_at", models.DateTimeField(verbose_name="认领时间")),
                ("returned_at", models.DateTimeField(null=True, verbose_name="退回时间")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="退回原因")),
                (
                    "claimer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wish_claims",
                        to="kernel.principal",
                        verbose_name="认领人",
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="exchange.wish",
                        verbose_name="微心愿",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿认领",
                "indexes": [models.Index(fields=["claimer", "-id"], name="wish_claim_of_claimer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("returned_at__isnull", True)), fields=("wish",), name="wish_claimed_by_one"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("returned_at__isnull", True), ("step__in", ["offered", "accepted", "partly_accepted"])
                ),
                fields=("need", "resource"),
                name="offer_once_per_pair",
            ),
        ),
    ]
