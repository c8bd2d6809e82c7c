from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "tongxin.exchange"
    label = "exchange"
    verbose_name = _("供需与项目")
    modules = {
        "needs": "needs",
        "resources": "resources",
        "offers": "resources",
        "projects": "projects",
        "wishes": "wishes",
        "figures": "figures",
        "lists": "figures",
    }

    def ready(self) -> None:
        from tongxin.exchange import actions, leaving  # noqa: F401
        from tongxin.exchange.wishes import actions as wishes  # noqa: F401
        from tongxin.exchange.wishes import invariants, notices  # noqa: F401
