"""What a confirmed attendance is worth: points for members, hours for what was freely offered; two ledgers (YX-46)."""

from tongxin.activities.events import AttendanceConfirmed
from tongxin.activities.models import Attendance
from tongxin.kernel.awards import Award

AWARDS = [
    Award(
        AttendanceConfirmed,
        "points",
        rule="points.per_activity",
        to=lambda attendance: attendance.person_id,
        on=lambda attendance: attendance.activity.day,
        kinds=lambda attendance: attendance.kinds_counting("counts_points"),
        confirmed=lambda: Attendance.objects.confirmed(),
        waiting=lambda person_id: Attendance.objects.waiting(person_id),
    ),
    Award(
        AttendanceConfirmed,
        "hours",
        amount=lambda attendance: attendance.minutes or 0,
        to=lambda attendance: attendance.person_id,
        on=lambda attendance: attendance.activity.day,
        kinds=lambda attendance: attendance.kinds_counting("counts_hours"),
        confirmed=lambda: Attendance.objects.confirmed(),
        waiting=lambda person_id: Attendance.objects.waiting(person_id),
    ),
]
