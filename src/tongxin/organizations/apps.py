from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "tongxin.organizations"
    label = "organizations"
    verbose_name = _("组织")

    def ready(self) -> None:
        # What every room takes in tables is declared in its imports.py; the pages for it are ours.
        autodiscover_modules("imports")
