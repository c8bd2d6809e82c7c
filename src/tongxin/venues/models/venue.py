from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import F, Func, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area, Located, located
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.organizations.models import Organization

#: A space of its own has so many numbers, a part one in PARTS of those of its whole: room for five levels of parts.
WIDTH, PARTS = 2**32, 64


def the_same(column: str) -> Func:
    """Equality inside an exclusion, as an overlap of one-point ranges: no extension is needed."""
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=models.Field())


class VenueQuerySet(ScopedQuerySet):
    def bookable(self) -> Self:
        """What stands open to be booked, by whomever it is meant for."""
        return self.filter(is_open=True)

    def for_everybody(self) -> Self:
        """What is shown without sign-in: open, and meant for residents too."""
        return self.bookable().filter(audience=Venue.Audience.EVERYBODY)

    def wholes(self) -> Self:
        """Without the parts, whose floor lies within that of the whole."""
        return self.filter(parent__isnull=True)

    def centers(self) -> Self:
        kinds = [term.code for term in terms.terms("venue_kinds").values() if term.data.get("center")]
        return self.wholes().filter(kind__in=kinds)

    def floor_area(self) -> int:
        """Square meters of the wholes among these."""
        found: int = self.wholes().aggregate(floor=Coalesce(Sum("floor_area"), 0))["floor"]
        return found


class Venue(Located):
    """A place that can be booked, or a part of one. `space` are its numbers: those of a part lie within the whole's,
    those of two parts never meet, so that what overlaps in space overlaps in numbers."""

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("居民和组织")
        ORGANIZATIONS = "organizations", _("单位和组织")
        MEMBERS = "members", _("党员和党组织")
        AGREED = "agreed", _("本单位和签了协议的组织")

    scope = by_area(organization="owner__path", owner="owner_id")

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=40)
    owner = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="venues", verbose_name=_("归谁管")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="venues", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    address = models.CharField(_("具体位置"), max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", verbose_name=_("属于"))
    space = BigIntegerRangeField()
    capacity = models.PositiveIntegerField(_("可容纳人数"))
    floor_area = models.PositiveIntegerField(_("面积（平方米）"), null=True, blank=True)
    equipment = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("设备"))
    rules = models.TextField(_("使用规定"), max_length=1000, blank=True)
    liability = models.TextField(_("安全与责任告知"), max_length=1000, blank=True)
    audience = models.CharField(_("谁可以预约"), max_length=14, choices=Audience, default=Audience.EVERYBODY)
    is_free = models.BooleanField(_("免费"), default=True)
    fee = models.CharField(_("收费说明"), max_length=120, blank=True)
    needs_approval = models.BooleanField(_("需要审批"), default=False)
    buffer_minutes = models.PositiveSmallIntegerField(_("两场之间留出（分钟）"), default=0)
    outside_lessons = models.BooleanField(_("教学时间不开放"), default=False)
    is_open = models.BooleanField(_("开放预约"), default=False)
    # Whose opening hours hold: its own, or those of the nearest whole above that has any.
    hours_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("场地")
        constraints = [
            located("venue_located"),
            models.UniqueConstraint(fields=["owner", "parent", "name"], name="venue_once", nulls_distinct=False),
            models.CheckConstraint(name="venue_holds_somebody", condition=Q(capacity__gt=0)),
            models.CheckConstraint(name="venue_buffer_within_a_day", condition=Q(buffer_minutes__lte=240)),
            models.CheckConstraint(
                name="venue_fee_is_said", condition=Q(is_free=True, fee="") | (Q(is_free=False) & ~Q(fee=""))
            ),
            models.CheckConstraint(name="venue_has_space", condition=Q(space__isempty=False)),
            ExclusionConstraint(
                name="venue_parts_do_not_meet",
                expressions=[(the_same("parent_id"), "&&"), ("space", "&&")],
                condition=Q(parent__isnull=False),
            ),
            ExclusionConstraint(
                name="venue_wholes_do_not_meet", expressions=[("space", "&&")], condition=Q(parent__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "capacity"], name="venue_in_area"),
            models.Index(fields=["capacity"], name="venue_by_size", condition=Q(is_open=True)),
            GinIndex(fields=["equipment"], name="venue_with_equipment"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("venues:venue", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return terms.label("venue_kinds", self.kind)

    @property
    def equipment_labels(self) -> list[str]:
        return [terms.label("venue_equipment", code) for code in self.equipment]

    @property
    def root_id(self) -> int:
        """The key of the whole that it is a part of, or its own."""
        return int(self.space.lower) // WIDTH

    @property
    def full_name(self) -> str:
        """With the whole in front: 葫田党群服务中心 · 多功能厅."""
        return f"{self.parent.full_name} · {self.name}" if self.parent else self.name

    def facts(self) -> list[tuple[Any, Any]]:
        """What anybody may know, as (term, description)."""
        return [
            (_("类别"), self.kind_label),
            (_("归谁管"), self.owner.name),
            (_("位置"), " · ".join(filter(None, [self.area.name, self.address]))),
            (_("可容纳"), _("%d 人") % self.capacity),
            (_("面积"), _("%d 平方米") % self.floor_area if self.floor_area else None),
            (_("设备"), "、".join(self.equipment_labels) or None),
            (_("谁可以预约"), self.get_audience_display()),
            (_("费用"), _("免费") if self.is_free else self.fee),
            (_("预约后"), _("由管理单位审批") if self.needs_approval else _("当即约定")),
            (_("两场之间"), _("留出 %d 分钟") % self.buffer_minutes if self.buffer_minutes else None),
            (_("使用规定"), self.rules or None),
            (_("安全与责任"), self.liability or None),
        ]


def space_of_whole(key: int) -> NumericRange:
    return NumericRange(key * WIDTH, (key + 1) * WIDTH, "[)")


def space_of_part(whole: NumericRange, number: int) -> NumericRange | None:
    """The numbers of the part `number`, from 1, so that a whole sorts before its parts; None where there is no room."""
    width = (whole.upper - whole.lower) // PARTS
    if not width or number >= PARTS:
        return None
    return NumericRange(whole.lower + number * width, whole.lower + (number + 1) * width, "[)")


class OpenHours(models.Model):
    """From when to when a venue is open on a sort of day, in minutes since midnight; 24:00 is 1440."""

    class Day(models.IntegerChoices):
        MONDAY = 1, _("周一")
        TUESDAY = 2, _("周二")
        WEDNESDAY = 3, _("周三")
        THURSDAY = 4, _("周四")
        FRIDAY = 5, _("周五")
        SATURDAY = 6, _("周六")
        SUNDAY = 7, _("周日")
        MADE_UP = 8, _("调休上班日")
        HOLIDAY = 9, _("节假日")

    venue = models.ForeignKey(Venue, models.CASCADE, db_index=False, related_name="hours", verbose_name=_("场地"))
    day = models.PositiveSmallIntegerField(_("哪一天"), choices=Day)
    opens = models.PositiveSmallIntegerField(_("开门"))
    closes = models.PositiveSmallIntegerField(_("关门"))

    class Meta:
        verbose_name = _("开放时间")
        constraints = [
            models.CheckConstraint(
                name="open_hours_within_the_day", condition=Q(opens__lt=F("closes"), closes__lte=1440)
            ),
            models.CheckConstraint(name="open_hours_of_a_day", condition=Q(day__gte=1, day__lte=9)),
            ExclusionConstraint(
                name="open_hours_do_not_meet",
                expressions=[
                    (the_same("venue_id"), "&&"),
                    (the_same("day"), "&&"),
                    (Func(F("opens"), F("closes"), function="int4range", output_field=models.Field()), "&&"),
                ],
            ),
        ]
        indexes = [models.Index(fields=["venue", "day", "opens", "closes"], name="open_hours_of_venue")]

    @property
    def words(self) -> str:
        return f"{spell_minute(self.opens)}–{spell_minute(self.closes)}"


def spell_minute(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
