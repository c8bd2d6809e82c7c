from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models.case import Case
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import Limit
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


class LetterReply(Travelling):
    """That whoever wrote to the mailbox is answered by a day, whatever becomes of the matter meanwhile (GY-69)."""

    scope = by_area(owner="desk_id")

    case = models.OneToOneField(Case, models.CASCADE, related_name="letter_reply", verbose_name=_("来信"))
    desk = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("答复组织"))
    days = models.PositiveSmallIntegerField(_("答复时限（工作日）"))
    replied_at = models.DateTimeField(_("答复时间"), null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("来信答复")
        constraints = [
            models.CheckConstraint(
                name="letter_replied_says_when",
                condition=Q(step="replied", replied_at__isnull=False) | (~Q(step="replied") & Q(replied_at=None)),
            )
        ]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return address("cases:case", self.case_id)

    @property
    def reply_limit(self) -> Limit:
        """How long the writer waits at most, as the rule was when the letter came."""
        return Limit(self.days, "working_day")
