import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_initial"),
        ("kernel", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="进展")),
                ("step_at", models.DateTimeField(verbose_name="进展时间")),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("kind", models.CharField(max_length=40, verbose_name="文本")),
                (
                    "drafted_by",
                    models.CharField(
                        choices=[("unit", "驻区单位"), ("community", "社区（街道）")],
                        max_length=10,
                        verbose_name="起草方",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="起草时间")),
                ("contact", models.CharField(blank=True, max_length=50, verbose_name="单位联系人")),
                ("host_contact", models.CharField(blank=True, max_length=50, verbose_name="社区联系人")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(verbose_name="至")),
                ("unit_signed_at", models.DateTimeField(null=True, verbose_name="单位签署")),
                ("host_signed_at", models.DateTimeField(null=True, verbose_name="社区签署")),
                ("is_public", models.BooleanField(default=False, verbose_name="双方同意公开承诺事项")),
                ("item_count", models.PositiveSmallIntegerField(default=0, verbose_name="事项数")),
                ("review", models.CharField(blank=True, max_length=1000, verbose_name="履约评议")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="areas.area",
                        verbose_name="社区（街道）",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_agreements",
                        to="organizations.organization",
                        verbose_name="社区（街道）党组织",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="alliance.agreement",
                        verbose_name="续签自",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="organizations.organization",
                        verbose_name="驻区单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "共建协议",
                "indexes": [
                    models.Index(fields=["area_path", "-id"], name="agreement_in_area"),
                    models.Index(fields=["unit", "-id"], name="agreement_of_unit"),
                    models.Index(
                        condition=models.Q(("step__in", ("in_force", "ending"))),
                        fields=["valid_to"],
                        name="agreement_term",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="agreement_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ("draft", "called_off")), ("item_count__gt", 0), _connector="OR"
                        ),
                        name="agreement_sent_with_items",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("step__in", ("signed", "in_force", "ending", "fulfilled", "ended", "withdrawn")),
                                _negated=True,
                            ),
                            models.Q(("host_signed_at__isnull", False), ("unit_signed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreement_in_force_when_both_signed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ("in_force", "ending"))),
                        fields=("unit", "area", "kind"),
                        name="agreement_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ("draft", "sent", "signed"))),
                        fields=("unit", "area", "kind"),
                        name="agreement_one_under_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                (
                    "content",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="内容"),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.principal",
                        verbose_name="上传人",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="alliance.agreement"
                    ),
                ),
            ],
            options={
                "verbose_name": "协议扫描件",
            },
        ),
        migrations.CreateModel(
            name="AgreementItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("unit", "驻区单位"), ("community", "社区（街道）")],
                        max_length=10,
                        verbose_name="承诺方",
                    ),
                ),
                ("field", models.CharField(max_length=40, verbose_name="领域")),
                ("text", models.CharField(max_length=200, verbose_name="承诺事项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待履行"),
                            ("doing", "进行中"),
                            ("kept", "已兑现"),
                            ("partly", "部分兑现"),
                            ("not_kept", "未兑现"),
                            ("released", "已解除"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="履行情况",
                    ),
                ),
                ("state_at", models.DateTimeField(null=True, verbose_name="更新时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="alliance.agreement",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="alliance.agreementitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "承诺事项",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="agreement_item_says_something"
                    ),
                    models.UniqueConstraint(fields=("agreement", "side", "text"), name="agreement_item_once"),
                ],
            },
        ),
    ]
