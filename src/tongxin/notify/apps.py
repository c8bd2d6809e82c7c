from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "tongxin.notify"
    label = "notify"
    verbose_name = _("通知")

    def ready(self) -> None:
        from tongxin.kernel import digests, notices
        from tongxin.notify import engine, hooks, news

        digests.discover()
        notices.discover()
        for each in (engine, news, hooks):
            each.listen()
