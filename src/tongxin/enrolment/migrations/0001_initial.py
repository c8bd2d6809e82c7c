import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_initial"),
        ("kernel", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServicePost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="岗位")),
                ("kind", models.CharField(max_length=30, verbose_name="类别")),
                ("duties", models.CharField(max_length=300, verbose_name="做什么")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("hours", models.DecimalField(decimal_places=1, default=0, max_digits=4, verbose_name="每次小时")),
                ("at_junction", models.BooleanField(default=False, verbose_name="路口岗，按班次值守")),
                ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                ("taken", models.PositiveSmallIntegerField(default=0, verbose_name="已认领")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("closed_on", models.DateField(null=True, verbose_name="停止认领")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_posts",
                        to="areas.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_posts",
                        to="organizations.organization",
                        verbose_name="发布组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务岗位",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="service_post_in_area"),
                    models.Index(
                        condition=models.Q(("closed_on__isnull", True)), fields=["-id"], name="service_post_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="service_post_ends_after_begin",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(condition=models.Q(("places__gt", 0)), name="service_post_has_places"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("places"))),
                        name="service_post_never_over_its_places",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("claimed_at", models.DateTimeField(verbose_name="认领时间")),
                ("active_from", models.DateField(null=True, verbose_name="到岗")),
                ("active_to", models.DateField(null=True, verbose_name="离岗")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "home_organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_of_members",
                        to="organizations.organization",
                        verbose_name="派出党组织",
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
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="post_claims",
                        to="kernel.principal",
                        verbose_name="认领人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="enrolment.servicepost",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位认领",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="post_claim_in_area"),
                    models.Index(fields=["subject", "step"], name="post_claim_of_subject"),
                    models.Index(fields=["home_organization", "-id"], name="post_claim_from_home"),
                    models.Index(fields=["post", "step"], name="post_claim_of_post"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ("claimed", "active"))),
                        fields=("post", "subject"),
                        name="post_claimed_once_by_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("kind", models.CharField(max_length=40, verbose_name="报到类型")),
                ("basis", models.CharField(blank=True, max_length=20, verbose_name="报到依据")),
                ("slot", models.CharField(max_length=80)),
                ("requested_at", models.DateTimeField(verbose_name="申请时间")),
                ("skills", models.JSONField(default=list, verbose_name="特长")),
                ("wishes", models.JSONField(default=list, verbose_name="服务意愿")),
                ("shows_identity", models.BooleanField(default=False, verbose_name="愿意亮明党员身份")),
                ("contact", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                ("pledge", models.CharField(blank=True, max_length=200, verbose_name="承诺事项")),
                ("valid_from", models.DateField(null=True, verbose_name="自")),
                ("valid_to", models.DateField(null=True, verbose_name="至")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="areas.area",
                        verbose_name="接收社区",
                    ),
                ),
                (
                    "home_organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_out",
                        to="organizations.organization",
                        verbose_name="组织关系所在党组织",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted",
                        to="organizations.organization",
                        verbose_name="接收组织",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="kernel.principal",
                        verbose_name="报到人",
                    ),
                ),
            ],
            options={
                "verbose_name": "报到",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="enrolment_in_area"),
                    models.Index(fields=["subject", "step"], name="enrolment_of_subject"),
                    models.Index(fields=["home_organization", "-id"], name="enrolment_from_home"),
                    models.Index(condition=models.Q(("step", "confirmed")), fields=["valid_to"], name="enrolment_term"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ("requested", "confirmed"))),
                        fields=("subject", "slot"),
                        name="enrolment_one_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="enrolment_ends_after_begin",
                    ),
                ],
            },
        ),
    ]
