from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "tongxin.cases"
    label = "cases"
    verbose_name = _("诉求与案件")
    modules = {"": "cases"}

    def ready(self) -> None:
        from tongxin.cases import actions, handing_over  # noqa: F401

        handing_over.listen()
