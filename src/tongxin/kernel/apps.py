from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "tongxin.kernel"
    label = "kernel"
    verbose_name = _("基础")

    def ready(self) -> None:
        from tongxin.kernel import chores, invariants, maps, rules

        rules.discover()
        invariants.discover()
        chores.discover()
        maps.discover()
