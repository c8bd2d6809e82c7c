import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0003_wrong_codes"),
        ("areas", "0001_initial"),
        ("kernel", "0002_offline_answers"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="席位")),
            ],
            options={
                "verbose_name": "席位",
            },
        ),
        migrations.CreateModel(
            name="SeatHolding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("taken_at", models.DateTimeField(verbose_name="认领时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="让出时间")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="people.person",
                        verbose_name="上岗人",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="volunteering.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "上岗",
                "indexes": [models.Index(fields=["person", "ended_at"], name="seat_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("seat",), name="seat_one_holder"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
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
                        name="seat_holder_no_clash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("offered_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="让出人",
                    ),
                ),
                (
                    "holding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="volunteering.seatholding",
                        verbose_name="班次",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="主办组织",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="接班人",
                    ),
                ),
            ],
            options={
                "verbose_name": "让班",
                "indexes": [models.Index(fields=["area_path", "step"], name="seat_offer_in_area")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ["offered", "taken"])),
                        fields=("holding",),
                        name="seat_offered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taker__isnull", True),
                            models.Q(("taker", models.F("giver")), _negated=True),
                            _connector="OR",
                        ),
                        name="seat_offer_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ["taken", "confirmed"]), _negated=True),
                            ("taker__isnull", False),
                            _connector="OR",
                        ),
                        name="seat_offer_taken_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="岗位")),
                ("begins_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                (
                    "qualifications",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="需要的资质"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="activities.activity",
                        verbose_name="活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位班次",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="shift_ends_after_begin"
                    ),
                    models.UniqueConstraint(fields=("activity", "name", "begins_at"), name="shift_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="seat",
            name="shift",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seats",
                to="volunteering.shift",
            ),
        ),
        migrations.CreateModel(
            name="Spot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("kind", models.CharField(max_length=30, verbose_name="类别")),
                ("text", models.CharField(max_length=200, verbose_name="要照看什么")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="可认养")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spots",
                        to="areas.area",
                        verbose_name="所在区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "认养点",
                "indexes": [models.Index(fields=["area_path", "-id"], name="spot_in_area")],
                "constraints": [models.UniqueConstraint(fields=("area", "name"), name="spot_once_per_area")],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("kind", models.CharField(max_length=30, verbose_name="类别")),
                ("text", models.CharField(max_length=200, verbose_name="是什么、有多少")),
                ("shows_name", models.BooleanField(default=False, verbose_name="同意公开致谢")),
                ("offered_at", models.DateTimeField(verbose_name="提出时间")),
                ("thanks", models.CharField(blank=True, max_length=200, verbose_name="致谢")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                (
                    "giver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="people.person",
                        verbose_name="贡献人",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="接收组织",
                    ),
                ),
                (
                    "spot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="volunteering.spot",
                    ),
                ),
            ],
            options={
                "verbose_name": "居民贡献",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="contribution_in_area"),
                    models.Index(fields=["giver", "-id"], name="contribution_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "thanked"), _negated=True),
                            models.Q(("thanks", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contribution_thanked_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("shows_name", models.BooleanField(default=False, verbose_name="同意公开称呼")),
                (
                    "adopter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="kernel.principal",
                        verbose_name="认养人",
                    ),
                ),
                (
                    "spot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="volunteering.spot",
                        verbose_name="认养点",
                    ),
                ),
            ],
            options={
                "verbose_name": "认养",
                "indexes": [models.Index(fields=["adopter", "valid_to"], name="adoption_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="adoption_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("spot_id"),
                                    models.F("spot_id"),
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
                        name="adoption_one_at_a_time",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("text", models.TextField(max_length=2000, verbose_name="正文")),
                ("shown_name", models.CharField(max_length=30, verbose_name="公开称呼")),
                ("written_at", models.DateTimeField(verbose_name="撰写时间")),
                ("consented_at", models.DateTimeField(null=True, verbose_name="本人同意时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="撰写组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="people.person",
                        verbose_name="本人",
                    ),
                ),
            ],
            options={
                "verbose_name": "先进事迹",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="story_in_area"),
                    models.Index(
                        condition=models.Q(("step", "published")), fields=["-step_at"], name="story_published"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "published"), _negated=True),
                            ("consented_at__isnull", False),
                            _connector="OR",
                        ),
                        name="story_public_by_consent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(verbose_name="至")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("minutes", models.PositiveIntegerField(null=True, verbose_name="服务时长（分钟）")),
                ("times", models.PositiveIntegerField(null=True, verbose_name="服务次数")),
                ("lines", models.JSONField(default=list, verbose_name="服务记录")),
                ("legacy", models.JSONField(default=list, verbose_name="系统启用前的服务")),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="姓名")),
                ("responsible", models.CharField(blank=True, max_length=50, verbose_name="经办人")),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="联系方式")),
                ("code", models.CharField(max_length=16, null=True, unique=True, verbose_name="验证码")),
                ("seal", models.BinaryField(null=True)),
                ("issued_at", models.DateTimeField(null=True, verbose_name="出具时间")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "issuer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="出具单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="people.person",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿服务记录证明",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="certificate_in_area"),
                    models.Index(fields=["issuer", "-id"], name="certificate_of_issuer"),
                    models.Index(fields=["person", "-id"], name="certificate_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="certificate_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ["issued", "revoked"]), _negated=True),
                            models.Q(
                                ("code__isnull", False),
                                ("issued_at__isnull", False),
                                ("minutes__isnull", False),
                                ("seal__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="certificate_issued_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "revoked"), _negated=True),
                            models.Q(("revoked_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="certificate_revoked_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "requested")),
                        fields=("person", "issuer", "since", "until"),
                        name="certificate_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Honour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="荣誉名称")),
                ("level", models.CharField(max_length=30, verbose_name="级别")),
                ("awarded_on", models.DateField(verbose_name="授予日期")),
                ("awarded_by", models.CharField(max_length=80, verbose_name="授予单位")),
                ("proof", models.CharField(max_length=160, verbose_name="凭证")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("is_shown", models.BooleanField(default=False, verbose_name="本人同意公开")),
                (
                    "bearer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honours",
                        to="kernel.principal",
                        verbose_name="获得者",
                    ),
                ),
            ],
            options={
                "verbose_name": "荣誉",
                "indexes": [models.Index(fields=["area_path", "-id"], name="honour_in_area")],
                "constraints": [
                    models.UniqueConstraint(fields=("bearer", "title", "awarded_on"), name="honour_once"),
                    models.CheckConstraint(condition=models.Q(("proof", ""), _negated=True), name="honour_has_proof"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HourReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("theme", models.CharField(max_length=40, verbose_name="志愿主题")),
                ("text", models.CharField(max_length=200, verbose_name="做了什么")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("begins_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("reported_minutes", models.PositiveSmallIntegerField(verbose_name="自报时长（分钟）")),
                ("minutes", models.PositiveSmallIntegerField(null=True, verbose_name="确认时长（分钟）")),
                ("reported_at", models.DateTimeField(verbose_name="报告时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hour_reports",
                        to="organizations.organization",
                        verbose_name="由谁确认",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hour_reports",
                        to="people.person",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "时长报告",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="hour_report_in_area"),
                    models.Index(fields=["organization", "-id"], name="hour_report_at"),
                    models.Index(fields=["person", "-begins_at"], name="hour_report_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="hour_report_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reported_minutes__gt", 0), ("reported_minutes__lte", 1440)),
                        name="hour_report_minutes_within_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "confirmed"), _negated=True),
                            models.Q(("minutes__gt", 0), ("minutes__lte", models.F("reported_minutes"))),
                            _connector="OR",
                        ),
                        name="hour_report_confirmed_not_above",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("step__in", ("reported", "confirmed"))),
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
                            (
                                models.Func(
                                    models.F("begins_at"),
                                    models.F("ends_at"),
                                    models.Value("[)"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="hour_report_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegacyService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("text", models.CharField(max_length=200, verbose_name="做了什么")),
                ("since_on", models.DateField(verbose_name="自")),
                ("until_on", models.DateField(verbose_name="至")),
                ("about", models.BooleanField(default=False, verbose_name="日期为大致时间")),
                ("proof", models.CharField(max_length=300, verbose_name="凭证")),
                ("kept_at", models.CharField(blank=True, max_length=120, verbose_name="原件存放处")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="复核意见")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="复核人",
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
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="登记组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legacy_service",
                        to="people.person",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "系统启用前的服务",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="legacy_in_area"),
                    models.Index(fields=["person", "step"], name="legacy_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("since_on"))), name="legacy_ends_after_begin"
                    ),
                    models.CheckConstraint(condition=models.Q(("proof", ""), _negated=True), name="legacy_has_proof"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "confirmed"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="legacy_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("kind", models.CharField(max_length=40, verbose_name="资质")),
                ("kind_key", models.BigIntegerField(editable=False)),
                ("proof", models.CharField(max_length=160, verbose_name="凭证")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="停用原因")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="people.person",
                        verbose_name="志愿者",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="核验人",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿者资质",
                "indexes": [models.Index(fields=["person", "kind"], name="qualification_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="qualification_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                            (
                                models.Func(
                                    models.F("kind_key"),
                                    models.F("kind_key"),
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
                        name="qualification_once_a_day",
                        violation_error_message="同一时间内已有一条有效记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), _negated=True), name="qualification_has_proof"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("shift", "number"), name="seat_once"),
        ),
    ]
