import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_wrong_codes"), ("venues", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="booking",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="activity", to="venues.booking",
                verbose_name="场地预约",
            ),
        ),
    ]  # fmt: skip
