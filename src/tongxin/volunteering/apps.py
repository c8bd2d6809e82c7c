from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "tongxin.volunteering"
    label = "volunteering"
    verbose_name = _("志愿服务")
    # A paper that was handed out can be verified whatever the city switches off later.
    modules = {"": "activities", "certificates": ""}

    def ready(self) -> None:
        from tongxin.volunteering import procedure  # noqa: F401
        from tongxin.volunteering.actions import guarding  # noqa: F401
