import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0004_booked_place"),
        ("areas", "0002_shapes"),
        ("kernel", "0003_export_runs"),
        ("organizations", "0003_duty_phone"),
        ("people", "0001_initial"),
        ("venues", "0002_located"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="closes_after",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="结束后几分钟仍可签到"),
        ),
        migrations.AddField(
            model_name="activity",
            name="datum",
            field=models.CharField(
                choices=[
                    ("wgs84", "WGS-84（手机、卫星定位）"),
                    ("cgcs2000", "CGCS2000（天地图、测绘成果）"),
                    ("gcj02", "GCJ-02（高德、腾讯）"),
                    ("bd09", "BD-09（百度）"),
                ],
                db_default="wgs84",
                default="wgs84",
                max_length=10,
                verbose_name="坐标系",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="latitude",
            field=models.FloatField(blank=True, null=True, verbose_name="纬度"),
        ),
        migrations.AddField(
            model_name="activity",
            name="longitude",
            field=models.FloatField(blank=True, null=True, verbose_name="经度"),
        ),
        migrations.AddField(
            model_name="activity",
            name="opens_before",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="开始前几分钟可签到"),
        ),
        migrations.AddField(
            model_name="activity",
            name="radius",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="多少米内算到场"),
        ),
        migrations.AddField(
            model_name="activity",
            name="takes_position",
            field=models.BooleanField(db_default=False, default=False, verbose_name="可用现场位置签到"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="within",
            field=models.PositiveIntegerField(null=True, verbose_name="在多少米内"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="within_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.rule",
                verbose_name="依据的规则",
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="how",
            field=models.CharField(
                choices=[
                    ("code", "现场动态码"),
                    ("later", "现场动态码，离线补传"),
                    ("recorder", "记录员登记"),
                    ("counter", "窗口登记"),
                    ("near", "现场位置"),
                    ("near_later", "现场位置，离线补传"),
                ],
                max_length=10,
                verbose_name="签到方式",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("radius__isnull", True), ("radius__gt", 0), _connector="OR"),
                name="activity_has_a_radius",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("longitude__range", (-180, 180)), ("latitude__range", (-90, 90))),
                    models.Q(("longitude__isnull", True), ("latitude__isnull", True)),
                    _connector="OR",
                ),
                name="activity_located",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how__in", ("near", "near_later")), ("within__isnull", False)),
                    models.Q(
                        models.Q(("how__in", ("near", "near_later")), _negated=True),
                        ("within__isnull", True),
                        ("within_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="attendance_near_by_a_radius",
            ),
        ),
    ]
