from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "tongxin.assessment"
    label = "assessment"
    verbose_name = _("双向评价")
    modules = {"": "alliance"}

    def ready(self) -> None:
        from tongxin.assessment import following, procedure  # noqa: F401
