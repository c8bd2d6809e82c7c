from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models.insurance import UNINSURED, Insurable
from tongxin.areas.models import Area, Located, located
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization
from tongxin.venues.models import Booking


class DutyPoint(models.Model):
    """A post where somebody stands for a time band: a junction, a gate, a service desk (MHK-51)."""

    name = models.CharField(_("岗点"), max_length=80)
    area = models.ForeignKey(
        Area, models.PROTECT, db_index=False, related_name="duty_points", verbose_name=_("所在区域")
    )
    area_path = models.CharField(max_length=200, db_collation="C")
    is_active = models.BooleanField(_("启用"), default=True)

    objects = ScopedQuerySet.as_manager()
    scope = by_area()

    class Meta:
        verbose_name = _("岗点")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="duty_point_once_per_area")]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(ScopedQuerySet):
    def listed(self) -> Self:
        """What anybody may see without sign-in: everything but plans."""
        return self.exclude(status=Activity.Status.PLANNED)

    def coming(self, at: datetime) -> Self:
        return self.filter(status__in=Activity.ALIVE, ends_at__gt=at)

    def near(self, actor: Actor, *, at: datetime) -> Self:
        """What comes in the community where the person lives and those beside it, the next first."""
        around = actor.area_path.rstrip("/").rpartition("/")[0]
        within = self.filter(area_path__startswith=f"{around}/") if around else self
        return within.coming(at).select_related("turnout", "area", "host").order_by("begins_at", "pk")

    def of_kind(self, kind: str) -> Self:
        return self.filter(kinds__contains=[kind])

    def shifts(self) -> Self:
        return self.filter(point__isnull=False)

    def to_insure(self, at: datetime) -> Self:
        """Dangerous, still to come and without a policy, the next first."""
        waiting = self.filter(UNINSURED, status__in=("planned", *Activity.ALIVE), begins_at__gt=at)
        return waiting.order_by("begins_at", "pk")

    def short_of_people(self, at: datetime, within: timedelta) -> Self:
        """Open, limited, begins soon, and more than half of the places are free (C05-7)."""
        soon = self.filter(status=Activity.Status.OPEN, begins_at__gt=at, begins_at__lte=at + within)
        return soon.filter(turnout__places__gt=F("turnout__taken") * 2)


class Activity(Located, Insurable):
    """One occasion that people attend. It may be of several kinds at once, and each kind has its own rules (YX-46)."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("计划中")
        OPEN = "open", _("报名中")
        CLOSED = "closed", _("报名截止")
        CONFIRMED = "confirmed", _("已确认")
        CANCELLED = "cancelled", _("已取消")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("所有人")
        MEMBERS = "members", _("党员")

    #: People may sign up, check in or be called off.
    ALIVE = (Status.OPEN, Status.CLOSED)

    scope = by_area(organization="host__path", owner="host_id")

    title = models.CharField(_("名称"), max_length=80)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    risks = models.CharField(_("安全提示"), max_length=300, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name=_("类别"))
    theme = models.CharField(_("志愿主题"), max_length=40, blank=True)
    host = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="hosted_activities", verbose_name=_("主办组织")
    )
    co_hosts = models.ManyToManyField(
        Organization, related_name="co_hosted_activities", blank=True, verbose_name=_("协办组织")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="activities", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    place = models.CharField(_("地点"), max_length=120)
    point = models.ForeignKey(  # type: ignore[assignment]
        DutyPoint, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("岗点")
    )
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    sign_up_until = models.DateTimeField(_("报名截止"))
    audience = models.CharField(_("面向"), max_length=12, choices=Audience, default=Audience.EVERYBODY)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PLANNED)
    status_at = models.DateTimeField(_("状态时间"))
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    planned_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("计划人"))
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, related_name="activity", verbose_name=_("场地预约")
    )
    takes_position = models.BooleanField(_("可用现场位置签到"), default=False, db_default=False)
    # What this activity has of its own; empty where the rules of the place hold.
    radius = models.PositiveIntegerField(_("多少米内算到场"), null=True, blank=True)
    opens_before = models.PositiveSmallIntegerField(_("开始前几分钟可签到"), null=True, blank=True)
    closes_after = models.PositiveSmallIntegerField(_("结束后几分钟仍可签到"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()
    turnout: "Turnout"

    class Meta:
        verbose_name = _("活动")
        constraints = [
            models.CheckConstraint(name="activity_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(name="activity_sign_up_before_end", condition=Q(sign_up_until__lte=F("ends_at"))),
            models.CheckConstraint(name="activity_has_a_kind", condition=Q(kinds__len__gt=0)),
            models.CheckConstraint(name="activity_has_a_radius", condition=Q(radius__isnull=True) | Q(radius__gt=0)),
            located("activity_located"),
            models.CheckConstraint(
                name="activity_confirmed_insured",
                condition=~Q(status="confirmed") | Q(dangers__len=0) | Q(policy__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["point", "begins_at"],
                name="activity_one_shift_per_point_and_time",
                condition=Q(point__isnull=False) & ~Q(status="cancelled"),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-begins_at"], name="activity_in_area"),
            models.Index(fields=["host", "-begins_at"], name="activity_of_host"),
            models.Index(fields=["begins_at"], name="activity_alive", condition=Q(status__in=["open", "closed"])),
            # The few dangerous ones, among which those without insurance are looked for.
            models.Index(fields=["begins_at"], name="activity_dangerous", condition=Q(dangers__len__gt=0)),
            GinIndex(fields=["kinds"], name="activity_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:activity", args=[self.pk])

    @property
    def number(self) -> str:
        return f"活 {self.begins_at.year}-{self.pk:04d}"

    @property
    def day(self) -> date:
        return today(self.begins_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.begins_at).total_seconds() // 60)

    @property
    def ground(self) -> tuple[float, float] | None:
        """Where it takes place: its own pin, else that of the booked room or of the house the room is in."""
        if self.longitude is not None and self.latitude is not None:
            return self.longitude, self.latitude
        venue = self.booking.venue if self.booking else None
        while venue and venue.point is None:
            venue = venue.parent
        return venue.point if venue else None

    @property
    def kind_labels(self) -> list[str]:
        return [terms.label("activity_kinds", kind) for kind in self.kinds]

    def kinds_counting(self, ledger: str) -> list[str]:
        """Those of its kinds that book in a ledger: `counts_points` or `counts_hours`."""
        found = [terms.find("activity_kinds", kind) for kind in self.kinds]
        return [term.code for term in found if term and term.data.get(ledger)]

    @property
    def is_alive(self) -> bool:
        return self.status in self.ALIVE

    def takes_sign_ups(self, at: datetime) -> bool:
        return self.status == self.Status.OPEN and at < self.sign_up_until

    def facts(self) -> list[tuple[Any, Any]]:
        """What anybody may know, as (term, description)."""
        return [
            (_("类别"), "、".join(self.kind_labels)),
            (_("主办"), self.host.name),
            (_("协办"), "、".join(each.name for each in self.co_hosts.order_by("name")) or None),
            (_("地点"), f"{self.area.name} · {self.place}"),
            (_("面向"), self.get_audience_display()),
            (_("人身危险"), self.danger_words()),
            (_("安全提示"), self.risks or None),
            (_("说明"), self.text or None),
        ]


class Turnout(models.Model):
    """How many places an activity has, how many are taken and how many people came.

    The two counts are kept by the database itself (triggers of the second migration) and the check lets no place be
    given twice, whichever way a row comes in. They stand apart from the activity, so that saving one never
    overwrites the other.
    """

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="turnout")
    places = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("已报名"), default=0)
    came = models.PositiveIntegerField(_("已签到"), default=0)

    class Meta:
        verbose_name = _("名额与到场")
        constraints = [
            models.CheckConstraint(name="turnout_has_places", condition=Q(places__isnull=True) | Q(places__gt=0)),
            models.CheckConstraint(
                name="turnout_never_over_places", condition=Q(places__isnull=True) | Q(taken__lte=F("places"))
            ),
        ]

    @property
    def free(self) -> int | None:
        """Places left; None where there is no limit."""
        return None if self.places is None else self.places - self.taken

    @property
    def is_full(self) -> bool:
        return self.free is not None and self.free <= 0

    @property
    def words(self) -> str:
        return f"{self.taken} / {self.places}" if self.places else f"{self.taken}"
