from django.db import migrations, models


class Migration(migrations.Migration):
    """The keys of a filtered list come from the index alone, and in order."""

    dependencies = [("exchange", "0002_no_orphans")]

    operations = [
        migrations.RemoveIndex(model_name="need", name="need_at_step"),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["step", "area_path", "-id"], name="need_at_step"),
        ),
    ]
