from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "tongxin.alliance"
    label = "alliance"
    verbose_name = _("共建与联盟")
    modules = {"": "alliance"}

    def ready(self) -> None:
        from tongxin.alliance import procedure  # noqa: F401
        from tongxin.alliance.actions import leaving, merging  # noqa: F401
