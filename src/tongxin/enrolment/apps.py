from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentConfig(AppConfig):
    name = "tongxin.enrolment"
    label = "enrolment"
    verbose_name = _("双报到")
    modules = {"": "enrolment"}

    def ready(self) -> None:
        from tongxin.enrolment import leaving, merging, procedure, promise_procedure  # noqa: F401
        from tongxin.enrolment.reports import procedure as reports  # noqa: F401
