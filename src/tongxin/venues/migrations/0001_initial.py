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
        ("kernel", "0002_offline_answers"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="具体位置")),
                ("space", django.contrib.postgres.fields.ranges.BigIntegerRangeField()),
                ("capacity", models.PositiveIntegerField(verbose_name="可容纳人数")),
                ("floor_area", models.PositiveIntegerField(blank=True, null=True, verbose_name="面积（平方米）")),
                (
                    "equipment",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="设备",
                    ),
                ),
                ("rules", models.TextField(blank=True, max_length=1000, verbose_name="使用规定")),
                ("liability", models.TextField(blank=True, max_length=1000, verbose_name="安全与责任告知")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "居民和组织"),
                            ("organizations", "单位和组织"),
                            ("members", "党员和党组织"),
                            ("agreed", "本单位和签了协议的组织"),
                        ],
                        default="everybody",
                        max_length=14,
                        verbose_name="谁可以预约",
                    ),
                ),
                ("is_free", models.BooleanField(default=True, verbose_name="免费")),
                ("fee", models.CharField(blank=True, max_length=120, verbose_name="收费说明")),
                ("needs_approval", models.BooleanField(default=False, verbose_name="需要审批")),
                ("buffer_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="两场之间留出（分钟）")),
                ("outside_lessons", models.BooleanField(default=False, verbose_name="教学时间不开放")),
                ("is_open", models.BooleanField(default=False, verbose_name="开放预约")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "hours_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.venue"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="organizations.organization",
                        verbose_name="归谁管",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="venues.venue",
                        verbose_name="属于",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地",
                "indexes": [
                    models.Index(fields=["area_path", "capacity"], name="venue_in_area"),
                    models.Index(condition=models.Q(("is_open", True)), fields=["capacity"], name="venue_by_size"),
                    django.contrib.postgres.indexes.GinIndex(fields=["equipment"], name="venue_with_equipment"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "parent", "name"), name="venue_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__gt", 0)), name="venue_holds_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(("buffer_minutes__lte", 240)), name="venue_buffer_within_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fee", ""), ("is_free", True)),
                            models.Q(("is_free", False), models.Q(("fee", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="venue_fee_is_said",
                    ),
                    models.CheckConstraint(condition=models.Q(("space__isempty", False)), name="venue_has_space"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("parent__isnull", False)),
                        expressions=[
                            (
                                models.Func(
                                    models.F("parent_id"),
                                    models.F("parent_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            ("space", "&&"),
                        ],
                        name="venue_parts_do_not_meet",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("parent__isnull", True)),
                        expressions=[("space", "&&")],
                        name="venue_wholes_do_not_meet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="用途")),
                ("rule", models.CharField(max_length=120, verbose_name="重复规则")),
                ("begins_at", models.DateTimeField(verbose_name="首次开始")),
                ("ends_at", models.DateTimeField(verbose_name="首次结束")),
                (
                    "booker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="预约方",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
            ],
            options={
                "verbose_name": "定期预约",
            },
        ),
        migrations.CreateModel(
            name="OpenHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "周一"),
                            (2, "周二"),
                            (3, "周三"),
                            (4, "周四"),
                            (5, "周五"),
                            (6, "周六"),
                            (7, "周日"),
                            (8, "调休上班日"),
                            (9, "节假日"),
                        ],
                        verbose_name="哪一天",
                    ),
                ),
                ("opens", models.PositiveSmallIntegerField(verbose_name="开门")),
                ("closes", models.PositiveSmallIntegerField(verbose_name="关门")),
                (
                    "venue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
            ],
            options={
                "verbose_name": "开放时间",
                "indexes": [models.Index(fields=["venue", "day", "opens", "closes"], name="open_hours_of_venue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes__lte", 1440), ("opens__lt", models.F("closes"))),
                        name="open_hours_within_the_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day__gte", 1), ("day__lte", 9)), name="open_hours_of_a_day"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("venue_id"),
                                    models.F("venue_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("day"),
                                    models.F("day"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("opens"),
                                    models.F("closes"),
                                    function="int4range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="open_hours_do_not_meet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField(verbose_name="自")),
                ("ends_at", models.DateTimeField(verbose_name="至")),
                ("reason", models.CharField(max_length=120, verbose_name="原因")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
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
                    "venue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
            ],
            options={
                "verbose_name": "停用",
                "indexes": [models.Index(fields=["venue", "begins_at"], name="closure_of_venue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="closure_ends_after_begin"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=80, verbose_name="用途")),
                ("purpose", models.CharField(max_length=40, verbose_name="用途类别")),
                ("people", models.PositiveIntegerField(verbose_name="人数")),
                ("begins_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("made_at", models.DateTimeField(verbose_name="预约时间")),
                ("reconfirmed_at", models.DateTimeField(null=True, verbose_name="再次确认时间")),
                ("checked_in_at", models.DateTimeField(null=True, verbose_name="到场时间")),
                ("came", models.PositiveIntegerField(null=True, verbose_name="实到人数")),
                ("log", models.CharField(blank=True, max_length=300, verbose_name="使用记录")),
                (
                    "booker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="预约方",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venue_bookings",
                        to="people.person",
                        verbose_name="联系人",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="venues.series",
                        verbose_name="定期预约",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地预约",
                "indexes": [
                    models.Index(fields=["venue", "begins_at"], name="booking_of_venue"),
                    models.Index(fields=["area_path", "-begins_at"], name="booking_in_area"),
                    models.Index(fields=["booker", "-begins_at"], name="booking_of_booker"),
                    models.Index(
                        condition=models.Q(
                            ("step__in", ("asked", "waiting", "offered", "booked", "to_confirm", "in_use"))
                        ),
                        fields=["begins_at"],
                        name="booking_alive",
                    ),
                    models.Index(
                        condition=models.Q(("step", "used")), fields=["purpose", "venue"], name="booking_used"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="booking_ends_after_begin"
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gt", 0)), name="booking_for_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ("in_use", "used")), _negated=True),
                            ("checked_in_at__isnull", False),
                            _connector="OR",
                        ),
                        name="booking_used_was_checked_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("document", models.CharField(max_length=80, verbose_name="协议编号")),
                ("text", models.TextField(max_length=1000, verbose_name="约定事项")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="终止原因")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venue_agreements",
                        to="organizations.organization",
                        verbose_name="使用组织",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地共用协议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="venue_agreement_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("venue_id"),
                                    models.F("venue_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("user_id"),
                                    models.F("user_id"),
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
                        name="venue_agreement_once",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="venue_agreement_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("sign", models.CharField(max_length=40, verbose_name="牌子")),
                ("sign_key", models.BigIntegerField(editable=False)),
                ("document", models.CharField(max_length=80, verbose_name="准许文号")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="venues.venue",
                        verbose_name="场地",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="venues.venueagreement",
                        verbose_name="依据的协议",
                    ),
                ),
            ],
            options={
                "verbose_name": "挂牌许可",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="sign_permission_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("venue_id"),
                                    models.F("venue_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("sign_key"),
                                    models.F("sign_key"),
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
                        name="sign_permission_once",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="sign_permission_has_a_ground"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("space", django.contrib.postgres.fields.ranges.BigIntegerRangeField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "booking",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="hold", to="venues.booking"
                    ),
                ),
                (
                    "closure",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="hold", to="venues.closure"
                    ),
                ),
            ],
            options={
                "verbose_name": "占用",
                "indexes": [django.contrib.postgres.indexes.GistIndex(fields=["during"], name="hold_by_time")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("space", "&&"), ("during", "&&")], name="hold_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("booking__isnull", False), ("closure__isnull", True)),
                            models.Q(("booking__isnull", True), ("closure__isnull", False)),
                            _connector="OR",
                        ),
                        name="hold_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("space__isempty", False), ("during__isempty", False)),
                        name="hold_of_something",
                    ),
                ],
            },
        ),
    ]
