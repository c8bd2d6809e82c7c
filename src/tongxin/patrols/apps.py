from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatrolsConfig(AppConfig):
    name = "tongxin.patrols"
    label = "patrols"
    verbose_name = _("巡查")
    modules = {"": "cases"}

    def ready(self) -> None:
        from tongxin.patrols import actions, following, origins, procedure  # noqa: F401
