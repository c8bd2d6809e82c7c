"""Where a place lies and how many live there, each with its term; and what lies at a point."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models.tree import Area
from tongxin.kernel.datum import Datum
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice


class Shape(Valid):
    """The ground of a place in a term: a GeoJSON polygon in WGS-84; at no day more than one (GY-21, CD-04).

    `datum` says in which system it was given. Shapes of the same kind never overlap: the deed sees to it under a lock.
    """

    class Basis(models.TextChoices):
        POPULATION = "population", _("人口规模")
        BORDER = "border", _("官方边界")
        STREETS = "streets", _("道路和院落")
        OTHER = "other", _("其他")

    area = models.ForeignKey(Area, models.CASCADE, related_name="shapes", verbose_name=_("区域"))
    geometry = models.JSONField(_("边界"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    square_meters = models.BigIntegerField(_("面积（平方米）"))
    datum = models.CharField(_("坐标系"), max_length=10, choices=Datum)
    basis = models.CharField(_("划分依据"), max_length=12, choices=Basis, default=Basis.OTHER)
    population = models.PositiveIntegerField(_("划分时人口"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    is_example = models.BooleanField(_("示意数据"), default=False)

    class Meta:
        verbose_name = _("区域边界")
        constraints = [
            ends_after_begin("area_shape_ends_after_begin"),
            never_twice("area_one_shape_a_day", "area_id"),
            models.CheckConstraint(
                name="area_shape_has_a_box", condition=Q(west__lt=F("east")) & Q(south__lt=F("north"))
            ),
            models.CheckConstraint(
                name="area_shape_by_population_says_it", condition=~Q(basis="population") | Q(population__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north


class Headcount(Valid):
    """How many people live in a place, as counted; a number of people, never a list of them (CD-04)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="headcounts", verbose_name=_("区域"))
    people = models.PositiveIntegerField(_("人口"))
    households = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120)

    class Meta:
        verbose_name = _("人口数")
        constraints = [
            ends_after_begin("area_headcount_ends_after_begin"),
            never_twice("area_one_headcount_a_day", "area_id"),
        ]


class Located(models.Model):
    """A thing at a point, or at none yet: WGS-84, beside it in which system the point was given."""

    longitude = models.FloatField(_("经度"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    datum = models.CharField(_("坐标系"), max_length=10, choices=Datum, default=Datum.WGS84, db_default=Datum.WGS84)

    class Meta:
        abstract = True

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude."""
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)


def located(name: str) -> models.CheckConstraint:
    """A point has both its numbers or neither, and lies on earth."""
    both = Q(longitude__range=(-180, 180)) & Q(latitude__range=(-90, 90))
    return models.CheckConstraint(name=name, condition=both | (Q(longitude__isnull=True) & Q(latitude__isnull=True)))
