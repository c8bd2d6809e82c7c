import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing
import tongxin.notify.models.hook


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("kernel", "0002_offline_answers"),
        ("notify", "0001_initial"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("at_once", "随时"), ("daily", "每个工作日"), ("weekly", "每周"), ("never", "不收")],
                        max_length=10,
                        verbose_name="多久一次",
                    ),
                ),
                ("period", models.DateField(null=True, verbose_name="期")),
                ("sender", models.CharField(max_length=120, verbose_name="发送单位")),
                ("counts", models.CharField(max_length=300, verbose_name="内容")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to="kernel.principal",
                        verbose_name="订阅者",
                    ),
                ),
            ],
            options={
                "verbose_name": "资讯汇总",
                "indexes": [models.Index(fields=["subscriber", "-id"], name="digest_of_subscriber")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("period", None), _negated=True),
                        fields=("subscriber", "rhythm", "period"),
                        name="digest_once_per_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rhythm", "at_once"), models.Q(("period", None), _negated=True), _connector="OR"
                        ),
                        name="digest_at_once_has_no_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Carriage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="送出时间")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="收件人",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carriages",
                        to="notify.digest",
                    ),
                ),
            ],
            options={
                "verbose_name": "发送",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest", "channel", "recipient"), name="carriage_once_per_recipient"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=300, verbose_name="接收地址")),
                (
                    "secret",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="密钥"),
                ),
                (
                    "old_secret",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="旧密钥"),
                ),
                ("old_secret_until", models.DateTimeField(null=True)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="推送内容"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "使用中"), ("parked", "已停发"), ("closed", "已关闭")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("failing_since", models.DateTimeField(null=True, verbose_name="开始失败")),
                ("rests_until", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to="organizations.organization",
                        verbose_name="组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "推送地址",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("organization", "url"),
                        name="endpoint_once_per_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.CharField(
                        default=tongxin.notify.models.hook.message_id, max_length=40, unique=True, verbose_name="编号"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="事项")),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField(verbose_name="对象")),
                ("body", models.TextField(verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待送达"), ("delivered", "已送达"), ("parked", "已放弃")],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("next_at", models.DateTimeField(verbose_name="下次尝试")),
                ("held_until", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.record",
                        verbose_name="记录",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notify.endpoint",
                        verbose_name="推送地址",
                    ),
                ),
            ],
            options={
                "verbose_name": "推送",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_at"], name="delivery_waiting"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["endpoint", "subject_type", "subject_id", "id"],
                        name="delivery_in_order",
                    ),
                    models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
                ],
                "constraints": [models.UniqueConstraint(fields=("endpoint", "record"), name="delivery_once_per_fact")],
            },
        ),
        migrations.CreateModel(
            name="MailStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.principal"
                    ),
                ),
            ],
            options={
                "verbose_name": "邮件退订",
                "constraints": [models.UniqueConstraint(fields=("person", "subscriber"), name="mail_stopped_once")],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("area_path", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("reach_path", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.record"
                    ),
                ),
            ],
            options={
                "verbose_name": "新消息",
                "indexes": [
                    models.Index(fields=["topic", "id"], name="news_of_topic"),
                    models.Index(fields=["at"], name="news_by_age"),
                ],
                "constraints": [models.UniqueConstraint(fields=("topic", "record"), name="news_once_per_fact")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=60, verbose_name="主题")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("at_once", "随时"), ("daily", "每个工作日"), ("weekly", "每周"), ("never", "不收")],
                        max_length=10,
                        verbose_name="多久一次",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="渠道"
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="领域"
                    ),
                ),
                ("chosen_at", models.DateTimeField(verbose_name="选择时间")),
                ("heard", models.BigIntegerField(default=0)),
                ("period", models.DateField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="kernel.principal",
                        verbose_name="订阅者",
                    ),
                ),
            ],
            options={
                "verbose_name": "订阅",
                "indexes": [models.Index(fields=["rhythm", "period"], name="subscription_of_rhythm")],
                "constraints": [
                    models.UniqueConstraint(fields=("subscriber", "topic"), name="subscription_once_per_topic"),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm", "never"), ("channels__len__gt", 0), _connector="OR"),
                        name="subscription_has_a_channel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("lines", models.JSONField()),
                ("count", models.PositiveIntegerField()),
                (
                    "digest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="notify.digest"
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="notify.subscription"
                    ),
                ),
            ],
            options={
                "verbose_name": "资讯内容",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("upto__gt", models.F("after"))), name="digest_part_goes_forward"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("subscription_id"),
                                    models.F("subscription_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("after"),
                                    models.F("upto"),
                                    models.Value("(]"),
                                    function="int8range",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="digest_part_never_twice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="状态码")),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="问题")),
                ("took", models.PositiveIntegerField(default=0, verbose_name="毫秒")),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="notify.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "尝试",
                "indexes": [models.Index(fields=["delivery", "-id"], name="attempt_of_delivery")],
            },
        ),
    ]
