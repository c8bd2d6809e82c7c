from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmergenciesConfig(AppConfig):
    name = "tongxin.emergencies"
    label = "emergencies"
    verbose_name = _("应急")
    modules = {"": "emergencies"}

    def ready(self) -> None:
        from tongxin.emergencies import actions, procedure  # noqa: F401
