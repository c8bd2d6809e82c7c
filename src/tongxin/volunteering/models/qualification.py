from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice
from tongxin.people.models import Person


class QualificationQuerySet(ValidQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Qualification.scope.condition(actor))

    def lacking(self, person_id: int, kinds: list[str], on: date) -> list[str]:
        """Which of the kinds the person does not hold on the day."""
        held = set(self.on(on).filter(person_id=person_id, kind__in=kinds).values_list("kind", flat=True))
        return [kind for kind in kinds if kind not in held]


class Qualification(Valid):
    """What a person may be trusted with on the strength of a paper somebody has seen, until it runs out (C05-1)."""

    scope = by_area("person__area_path", owner="person_id")

    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="qualifications", verbose_name=_("志愿者")
    )
    kind = models.CharField(_("资质"), max_length=40)
    # The key of the term, so that the exclusion can compare integers.
    kind_key = models.BigIntegerField(editable=False)
    proof = models.CharField(_("凭证"), max_length=160)
    seen_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("核验人"))
    end_reason = models.CharField(_("停用原因"), max_length=120, blank=True)

    objects: ClassVar = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿者资质")
        constraints = [
            ends_after_begin("qualification_ends_after_begin"),
            never_twice("qualification_once_a_day", "person_id", "kind_key"),
            models.CheckConstraint(name="qualification_has_proof", condition=~Q(proof="")),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="qualification_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.kind_label}"

    @property
    def kind_label(self) -> str:
        return terms.label("qualification_kinds", self.kind)

    @property
    def area_path(self) -> str:
        return self.person.area_path
