from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "tongxin.venues"
    label = "venues"
    verbose_name = _("场地")
    modules = {"": "venues"}

    def ready(self) -> None:
        from tongxin.venues import actions, leaving, procedure  # noqa: F401
