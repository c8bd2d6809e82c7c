"""What a confirmed report is worth: hours, never points (points come from activities of the organization)."""

from tongxin.kernel.awards import Award
from tongxin.volunteering.events import HoursConfirmed
from tongxin.volunteering.models import HourReport

AWARDS = [
    Award(
        HoursConfirmed,
        "hours",
        amount=lambda report: report.minutes or 0,
        to=lambda report: report.person_id,
        on=lambda report: report.day,
        kinds=lambda report: [report.theme],
        confirmed=lambda: HourReport.objects.confirmed(),
        waiting=lambda person_id: HourReport.objects.waiting(person_id),
    ),
]
