from django.db import migrations, models


class Migration(migrations.Migration):
    """A round whose agreement ends before its term is dropped."""

    dependencies = [("assessment", "0002_keep_sealed")]

    operations = [
        migrations.AddField("appraisal", "dropped_at", models.DateTimeField(null=True, verbose_name="停止时间")),
        migrations.RemoveConstraint("appraisal", "appraisal_one_sealed"),
        migrations.AddConstraint(
            "appraisal",
            models.UniqueConstraint(
                fields=["agreement"],
                name="appraisal_one_sealed",
                condition=models.Q(opened_at__isnull=True, dropped_at__isnull=True),
            ),
        ),
        migrations.AddConstraint(
            "appraisal",
            models.CheckConstraint(
                name="appraisal_opened_or_dropped",
                condition=models.Q(opened_at__isnull=True) | models.Q(dropped_at__isnull=True),
            ),
        ),
        migrations.RemoveConstraint("opinion", "opinion_given_with_words"),
        migrations.AddConstraint(
            "opinion",
            models.CheckConstraint(
                name="opinion_given_with_words",
                condition=models.Q(step__in=("asked", "missed", "dropped"), content__isnull=True, given_at__isnull=True)
                | models.Q(step__in=("given", "opened"), content__isnull=False, given_at__isnull=False),
            ),
        ),
    ]
