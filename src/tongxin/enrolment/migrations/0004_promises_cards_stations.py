import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("enrolment", "0003_service_log_and_reports"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicCard",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="public_card",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("shows_promise", models.BooleanField(db_default=False, default=False, verbose_name="亮承诺")),
                ("shows_deeds", models.BooleanField(db_default=False, default=False, verbose_name="亮服务")),
                ("shows_honors", models.BooleanField(db_default=False, default=False, verbose_name="亮岗位")),
                ("shows_points", models.BooleanField(db_default=False, default=False, verbose_name="亮积分")),
                ("changed_at", models.DateTimeField(verbose_name="更改时间")),
            ],
            options={
                "verbose_name": "党员公开卡",
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="outside_home",
            field=models.CharField(blank=True, max_length=80, verbose_name="市外的组织关系所在党组织"),
        ),
        migrations.CreateModel(
            name="AssemblyStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("place", models.CharField(max_length=80, verbose_name="地点")),
                ("opening", models.CharField(max_length=80, verbose_name="开放时间")),
                ("opened_on", models.DateField(verbose_name="设立日期")),
                ("closed_on", models.DateField(null=True, verbose_name="撤并日期")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assembly_stations",
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
                        verbose_name="设立组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "党员集结站",
                "indexes": [models.Index(fields=["area_path", "-id"], name="assembly_station_in_area")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("area",),
                        name="assembly_station_one_in_a_community",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("text", models.CharField(max_length=200, verbose_name="需要做什么")),
                ("wish", models.CharField(blank=True, max_length=30, verbose_name="服务意愿")),
                ("begins_at", models.DateTimeField(verbose_name="集合时间")),
                ("place", models.CharField(max_length=80, verbose_name="集合地点")),
                ("called_at", models.DateTimeField(verbose_name="发出时间")),
                ("called", models.PositiveIntegerField(verbose_name="通知人数")),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="enrolment.assemblystation",
                        verbose_name="集结站",
                    ),
                ),
            ],
            options={
                "verbose_name": "集结通知",
                "indexes": [models.Index(fields=["area_path", "-id"], name="call_out_in_area")],
            },
        ),
        migrations.CreateModel(
            name="CallOutAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comes", models.BooleanField(null=True, verbose_name="能来")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="enrolment.callout",
                        verbose_name="集结通知",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="people.person",
                        verbose_name="党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "集结答复",
                "indexes": [models.Index(fields=["person", "-id"], name="call_out_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "person"), name="call_out_answered_once_by_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("until", models.DateField(verbose_name="并入日期")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="原社区",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_places",
                        to="enrolment.enrolment",
                        verbose_name="报到",
                    ),
                ),
            ],
            options={
                "verbose_name": "原报到社区",
                "constraints": [models.UniqueConstraint(fields=("enrolment", "area"), name="former_place_once")],
            },
        ),
        migrations.CreateModel(
            name="HonorPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("kind", models.CharField(max_length=30, verbose_name="类别")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("does", models.CharField(max_length=120, verbose_name="做什么")),
                ("set_up_at", models.DateTimeField(verbose_name="设立时间")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
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
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor_posts",
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
                        verbose_name="设立组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor_posts",
                        to="people.person",
                        verbose_name="党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任区与先锋示范岗",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="honor_post_in_area"),
                    models.Index(fields=["person", "-id"], name="honor_post_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="honor_post_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("person", "area", "kind"),
                        name="honor_post_held_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("text", models.CharField(max_length=200, verbose_name="承诺")),
                ("made_at", models.DateTimeField(verbose_name="承诺时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="同意公开时间")),
                ("kept_at", models.DateTimeField(null=True, verbose_name="报告践诺时间")),
                ("kept_note", models.CharField(blank=True, max_length=200, verbose_name="做了什么")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="areas.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "home_organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises_of_members",
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
                        verbose_name="审核组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="people.person",
                        verbose_name="承诺人",
                    ),
                ),
                (
                    "spot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="院落、网格或楼栋",
                    ),
                ),
            ],
            options={
                "verbose_name": "承诺",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="promise_in_area"),
                    models.Index(fields=["person", "-id"], name="promise_of_person"),
                    models.Index(fields=["home_organization", "-id"], name="promise_from_home"),
                    models.Index(
                        condition=models.Q(("step__in", ("published", "kept", "rated"))),
                        fields=["area", "-id"],
                        name="promise_on_board",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ["published", "rated"]), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="promise_published_by_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "kept"), _negated=True),
                            models.Q(("kept_at__isnull", False), models.Q(("kept_note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="promise_kept_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grade", models.CharField(max_length=20, verbose_name="评价")),
                ("rated_at", models.DateTimeField(verbose_name="评诺时间")),
                (
                    "promise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="enrolment.promise",
                        verbose_name="承诺",
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="评诺人",
                    ),
                ),
            ],
            options={
                "verbose_name": "评诺",
                "constraints": [models.UniqueConstraint(fields=("promise", "rater"), name="promise_rated_once_by_one")],
            },
        ),
        migrations.CreateModel(
            name="PromiseRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("campaign", models.CharField(blank=True, max_length=40, verbose_name="品牌活动")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                ("begins_on", models.DateField(verbose_name="自")),
                ("make_until", models.DateField(verbose_name="承诺截止")),
                ("keep_until", models.DateField(verbose_name="践诺截止")),
                ("rate_until", models.DateField(verbose_name="评诺截止")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promise_rounds",
                        to="areas.area",
                        verbose_name="范围",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="发起组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "承诺活动",
                "indexes": [models.Index(fields=["area_path", "-id"], name="promise_round_in_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begins_on__lte", models.F("make_until")),
                            ("make_until__lte", models.F("keep_until")),
                            ("keep_until__lte", models.F("rate_until")),
                        ),
                        name="promise_round_in_order",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="promise",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="promises",
                to="enrolment.promiseround",
                verbose_name="承诺活动",
            ),
        ),
        migrations.CreateModel(
            name="StationShift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("part", models.CharField(max_length=20, verbose_name="时段")),
                ("left_at", models.DateTimeField(null=True, verbose_name="退出时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="station_shifts",
                        to="people.person",
                        verbose_name="值守人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="enrolment.assemblystation",
                        verbose_name="集结站",
                    ),
                ),
            ],
            options={
                "verbose_name": "集结站值守",
                "indexes": [models.Index(fields=["station", "day"], name="station_shift_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("person", "day", "part"),
                        name="station_shift_once",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__in", ("withdrawn",)), _negated=True),
                fields=("round", "person"),
                name="promise_one_in_a_round",
            ),
        ),
    ]
