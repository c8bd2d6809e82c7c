from django.db import migrations, models


class Migration(migrations.Migration):
    """A report whose receiver was dissolved waits for nobody."""

    dependencies = [("enrolment", "0005_month_reminders")]

    operations = [
        migrations.RemoveConstraint("reportdelivery", "report_read_before_it_is_answered"),
        migrations.AddConstraint(
            "reportdelivery",
            models.CheckConstraint(
                name="report_read_before_it_is_answered",
                condition=models.Q(step__in=("delivered", "lapsed")) | models.Q(acknowledged_at__isnull=False),
            ),
        ),
    ]
