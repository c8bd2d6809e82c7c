from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "tongxin.notify"
    label = "notify"
    verbose_name = _("通知")

    def ready(self) -> None:
        from tongxin.kernel import notices
        from tongxin.notify import engine

        notices.discover()
        engine.listen()
