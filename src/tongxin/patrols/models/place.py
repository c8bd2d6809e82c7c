from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area, Located, located
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.addresses import address


class PatrolPlaceQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """What lies in the actor's reach; a team's leader sees what lies on the team's routes."""
        if actor.sees.along == "area":
            return super().visible_to(actor)
        from tongxin.patrols.models.plan import PatrolPlan, PlanStop

        return self.filter(
            pk__in=PlanStop.objects.filter(plan__in=PatrolPlan.objects.visible_to(actor)).values("place")
        )

    def in_use(self) -> Self:
        return self.filter(retired_on=None)

    def with_state(self) -> Self:
        """Each with `is_defective`: something is broken there and not mended yet."""
        from tongxin.patrols.models.defect import Defect

        return self.annotate(is_defective=Exists(Defect.objects.open().filter(place=OuterRef("pk"))))

    def facilities(self) -> Self:
        """Things that keep people safe and are mended when broken: hydrants, lamps, gates (GY-58)."""
        kinds = terms.terms("patrol_place_kinds").values()
        return self.filter(kind__in=[term.code for term in kinds if term.data.get("facility")])


class PatrolPlace(Located):
    """A point that is looked at: an old house, a hydrant, a stretch of wall. Never a person or a household."""

    scope = by_area()

    kind = models.CharField(_("类别"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="patrol_places", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    where = models.CharField(_("具体位置"), max_length=120, blank=True)
    retired_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects: ClassVar = PatrolPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("巡查点")
        constraints = [
            located("patrol_place_located"),
            models.UniqueConstraint(
                fields=["area", "name"], name="patrol_place_once_per_area", condition=models.Q(retired_on=None),
                violation_error_message=_("这个区域里已经有同名的巡查点。"),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["area_path", "kind"], name="patrol_place_in_area")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("patrols:place", self.pk)

    @property
    def kind_label(self) -> str:
        return terms.label("patrol_place_kinds", self.kind)
