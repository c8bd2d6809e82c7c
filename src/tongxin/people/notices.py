"""Whom persons' facts are told: the minor, when a guardian's consent ends or was taken back."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.notices import Notice, leads_to
from tongxin.people.events import GuardianConsentEnding, GuardianConsentWithdrawn

NOTICES = [
    Notice(
        GuardianConsentEnding, to=lambda record, person: [person.pk],
        says=_("监护人对“{what}”的同意 {until} 到期。还要参加的，请打印同意书，由监护人签字后交到社区。"),
        link=leads_to("people:guardian-form"),
    ),
    Notice(
        GuardianConsentWithdrawn, to=lambda record, person: [person.pk],
        says=_("监护人撤回了对“{what}”的同意，还没有开始的报名和加入的队伍随之退出。"),
        link=leads_to("people:account"),
    ),
]  # fmt: skip
