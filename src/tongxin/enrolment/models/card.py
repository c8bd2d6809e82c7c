import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.people.models import Person

#: What a card may show beside the identity, in the order of the page; each has a switch of its own.
SHOWN = {
    "promise": _("亮承诺"),
    "deeds": _("亮服务：在岗的服务岗位和已确认的服务次数"),
    "honors": _("亮岗位：责任区、先锋岗、示范岗"),
    "points": _("亮积分：今年的合计"),
}


class PublicCard(models.Model):
    """What a member lets everybody see (YX-47, GY-35). Without the identity, which each check-in shows or not,
    there is no card at all; every switch is off until its owner turns it on, points first of all."""

    scope = by_area("person__area_path", owner="person_id")

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="public_card")
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    shows_promise = models.BooleanField(_("亮承诺"), default=False, db_default=False)
    shows_deeds = models.BooleanField(_("亮服务"), default=False, db_default=False)
    shows_honors = models.BooleanField(_("亮岗位"), default=False, db_default=False)
    shows_points = models.BooleanField(_("亮积分"), default=False, db_default=False)
    changed_at = models.DateTimeField(_("更改时间"))

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("党员公开卡")

    def __str__(self) -> str:
        return self.person.name

    def get_absolute_url(self) -> str:
        return reverse("enrolment:my-card")

    @property
    def public_url(self) -> str:
        return reverse("enrolment:public-card", args=[self.code])

    def shows(self, item: str) -> bool:
        return bool(getattr(self, f"shows_{item}"))
