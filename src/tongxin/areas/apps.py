from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "tongxin.areas"
    label = "areas"
    verbose_name = _("区域")
    #: The map as a page; what other pages draw of the ground stays with them.
    modules = {"map": "map"}
