import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_initial"),
        ("kernel", "0001_initial"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="岗点")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_points",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗点",
                "constraints": [models.UniqueConstraint(fields=("area", "name"), name="duty_point_once_per_area")],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="说明")),
                ("risks", models.CharField(blank=True, max_length=300, verbose_name="安全提示")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="类别"
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=40, verbose_name="志愿主题")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("place", models.CharField(max_length=120, verbose_name="地点")),
                ("begins_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("sign_up_until", models.DateTimeField(verbose_name="报名截止")),
                (
                    "audience",
                    models.CharField(
                        choices=[("everybody", "所有人"), ("members", "党员")],
                        default="everybody",
                        max_length=12,
                        verbose_name="面向",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "计划中"),
                            ("open", "报名中"),
                            ("closed", "报名截止"),
                            ("confirmed", "已确认"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("status_at", models.DateTimeField(verbose_name="状态时间")),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="取消原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "co_hosts",
                    models.ManyToManyField(
                        blank=True,
                        related_name="co_hosted_activities",
                        to="organizations.organization",
                        verbose_name="协办组织",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_activities",
                        to="organizations.organization",
                        verbose_name="主办组织",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="计划人",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="activities.dutypoint",
                        verbose_name="岗点",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动",
                "indexes": [
                    models.Index(fields=["area_path", "-begins_at"], name="activity_in_area"),
                    models.Index(fields=["host", "-begins_at"], name="activity_of_host"),
                    models.Index(
                        condition=models.Q(("status__in", ["open", "closed"])),
                        fields=["begins_at"],
                        name="activity_alive",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["kinds"], name="activity_of_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="activity_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sign_up_until__lte", models.F("ends_at"))),
                        name="activity_sign_up_before_end",
                    ),
                    models.CheckConstraint(condition=models.Q(("kinds__len__gt", 0)), name="activity_has_a_kind"),
                    models.UniqueConstraint(
                        condition=models.Q(("point__isnull", False), models.Q(("status", "cancelled"), _negated=True)),
                        fields=("point", "begins_at"),
                        name="activity_one_shift_per_point_and_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("signed", "已报名"),
                            ("waiting", "候补中"),
                            ("offered", "待确认名额"),
                            ("declined", "未接受名额"),
                            ("withdrawn", "已退出"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("queued_at", models.DateTimeField(verbose_name="报名时间")),
                ("offered_until", models.DateTimeField(null=True, verbose_name="确认期限")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="留言")),
                ("left_late", models.BooleanField(default=False, verbose_name="临近开始退出")),
                ("absence", models.CharField(blank=True, max_length=40, verbose_name="未到原因")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="people.person",
                        verbose_name="报名人",
                    ),
                ),
            ],
            options={
                "verbose_name": "报名",
                "indexes": [
                    models.Index(fields=["person", "state"], name="sign_up_of_person"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["activity", "queued_at"],
                        name="sign_up_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "offered")), fields=["offered_until"], name="sign_up_offered"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "person"), name="sign_up_once"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ["signed", "offered"])),
                        expressions=[
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
                            ("during", "&&"),
                        ],
                        name="sign_up_no_clash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_until__isnull", False), ("state", "offered")),
                            models.Q(models.Q(("state", "offered"), _negated=True), ("offered_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="sign_up_offer_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等待对方答复"),
                            ("done", "已换班"),
                            ("declined", "对方未同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "asked_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="对方",
                    ),
                ),
                (
                    "offered",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="swaps_offered",
                        to="activities.signup",
                        verbose_name="让出的班次",
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="swaps_wanted",
                        to="activities.signup",
                        verbose_name="想换的班次",
                    ),
                ),
            ],
            options={
                "verbose_name": "换班",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("offered", models.F("wanted")), _negated=True), name="swap_between_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("offered", "wanted"), name="swap_asked_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("is_member", models.BooleanField(verbose_name="党员")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="people.person",
                        verbose_name="志愿者",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteers",
                        to="organizations.organization",
                        verbose_name="志愿服务队",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿者",
                "indexes": [models.Index(fields=["person", "valid_to"], name="team_member_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="team_member_ends_after_begin",
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
                        name="team_member_once_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turnout",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="turnout",
                        serialize=False,
                        to="activities.activity",
                    ),
                ),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="名额")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="已报名")),
                ("came", models.PositiveIntegerField(default=0, verbose_name="已签到")),
            ],
            options={
                "verbose_name": "名额与到场",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places__isnull", True), ("places__gt", 0), _connector="OR"),
                        name="turnout_has_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("places__isnull", True), ("taken__lte", models.F("places")), _connector="OR"
                        ),
                        name="turnout_never_over_places",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("code", "现场动态码"), ("recorder", "记录员登记"), ("counter", "窗口登记")],
                        max_length=10,
                        verbose_name="签到方式",
                    ),
                ),
                ("checked_in_at", models.DateTimeField(verbose_name="签到时间")),
                ("reported_minutes", models.PositiveSmallIntegerField(null=True, verbose_name="自报时长（分钟）")),
                ("minutes", models.PositiveSmallIntegerField(null=True, verbose_name="确认时长（分钟）")),
                ("on_duty", models.BooleanField(default=False, verbose_name="本职工作")),
                ("is_member", models.BooleanField(default=False, verbose_name="党员")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("struck_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.person",
                        verbose_name="到场人",
                    ),
                ),
            ],
            options={
                "verbose_name": "签到",
                "indexes": [models.Index(fields=["person", "-checked_in_at"], name="attendance_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck_at__isnull", True)),
                        fields=("activity", "person"),
                        name="attendance_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("struck_at__isnull", True), ("confirmed_at__isnull", True), _connector="OR"
                        ),
                        name="attendance_struck_or_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at__isnull", True), ("minutes__isnull", False), _connector="OR"),
                        name="attendance_confirmed_with_minutes",
                    ),
                ],
            },
        ),
    ]
