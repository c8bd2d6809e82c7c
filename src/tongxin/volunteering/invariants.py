from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.models import Attendance
from tongxin.kernel.invariants import invariant
from tongxin.volunteering.actions.certificates import is_genuine
from tongxin.volunteering.models import Certificate


@invariant(gettext_lazy("自报时长与活动时长不重叠"))
def no_hour_counts_twice() -> Iterator[str]:
    crossing = Attendance.objects.confirmed().filter(
        person__hour_reports__step="confirmed", person__hour_reports__begins_at__lt=F("activity__ends_at"),
        person__hour_reports__ends_at__gt=F("activity__begins_at"), struck_at=None,
    )  # fmt: skip
    for report_id, attendance_id in crossing.values_list("person__hour_reports__pk", "pk"):
        yield _("时长报告 %(report)d 与签到 %(attendance)d 时间重叠") % {
            "report": report_id, "attendance": attendance_id,
        }  # fmt: skip


@invariant(gettext_lazy("出具的证明与出具时一致"))
def certificates_are_as_issued() -> Iterator[str]:
    for row in Certificate.objects.issued().iterator():
        if not is_genuine(row):
            yield _("证明 %(number)s 的内容与出具时不一致") % {"number": row.number}
