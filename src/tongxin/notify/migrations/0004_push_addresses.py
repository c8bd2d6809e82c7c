import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notify", "0003_api_keys"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PushAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(max_length=600, unique=True, verbose_name="推送地址")),
                ("chosen_at", models.DateTimeField(verbose_name="选择时间")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="最近提醒")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_addresses",
                        to="people.person",
                        verbose_name="本人",
                    ),
                ),
            ],
            options={"verbose_name": "设备提醒"},
        ),
    ]
