from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "tongxin.activities"
    label = "activities"
    verbose_name = _("活动")
    modules = {"": "activities"}

    def ready(self) -> None:
        from tongxin.activities import guarding  # noqa: F401
