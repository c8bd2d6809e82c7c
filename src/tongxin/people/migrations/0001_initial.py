import django.db.models.deletion
from django.db import migrations, models

import tongxin.kernel.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_initial"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "principal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="person",
                        serialize=False,
                        to="kernel.principal",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("pinyin", models.CharField(blank=True, db_collation="C", max_length=120)),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "phone",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="手机号"),
                ),
                ("phone_print", models.BinaryField(null=True)),
                (
                    "identity",
                    tongxin.kernel.sealing.SealedField(blank=True, editable=True, null=True, verbose_name="身份证号"),
                ),
                ("identity_print", models.BinaryField(null=True)),
                ("skills", models.JSONField(default=list, verbose_name="特长")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residents",
                        to="areas.area",
                        verbose_name="所在社区",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone_print__isnull", False)),
                        fields=["phone_print"],
                        name="person_by_phone",
                    ),
                    models.Index(fields=["area_path", "principal"], name="person_in_area"),
                    models.Index(fields=["name"], name="person_by_name"),
                    models.Index(fields=["pinyin"], name="person_by_pinyin"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("identity_print__isnull", False)),
                        fields=("identity_print",),
                        name="person_once_per_identity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=40, verbose_name="说明")),
                ("version", models.CharField(max_length=20, verbose_name="版本")),
                ("given", models.BooleanField(default=True, verbose_name="同意")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "同意记录",
            },
        ),
        migrations.CreateModel(
            name="AccessCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("invitation", "邀请开通"), ("reset", "重设密码")], max_length=12, verbose_name="用途"
                    ),
                ),
                ("code_print", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "开通码",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login", models.CharField(max_length=60, unique=True, verbose_name="登录名")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("notice_version", models.CharField(blank=True, max_length=20, verbose_name="已同意的隐私说明")),
                ("large_type", models.BooleanField(default=False, verbose_name="大字版")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user",
                        to="people.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "账号",
            },
        ),
    ]
