from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "tongxin.points"
    label = "points"
    verbose_name = _("积分与时长")
    modules = {"": "points"}

    def ready(self) -> None:
        from tongxin.kernel import awards
        from tongxin.points import actions  # noqa: F401

        awards.discover()
