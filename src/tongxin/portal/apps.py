from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "tongxin.portal"
    label = "portal"
    verbose_name = _("门户")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from tongxin.portal import saving

        user_logged_in.connect(saving.on_sign_in, dispatch_uid="tongxin.portal.saving")
