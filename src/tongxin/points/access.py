"""Who may correct an entry and answer an objection: the place where it was earned, or the person's own branch."""

from typing import Any

from django.apps import apps

from tongxin.kernel.access import Predicate, holds, is_own, is_self, serves_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Movement
from tongxin.organizations.models import Affiliation
from tongxin.people.models import Person
from tongxin.points.models import Objection, holder_of


def place_of(movement: Movement) -> str:
    """The path of the place where the entry was earned; where the thing is unknown, the place the person lives at."""
    origin = movement.reverses or movement
    model = apps.get_model(origin.subject_type) if origin.subject_type else None
    subject: Any = model._base_manager.filter(pk=origin.subject_id).first() if model else None
    return str(getattr(subject, "area_path", "") or Person.objects.get(pk=holder_of(movement)).area_path)


def _serves_place(actor: Actor, movement: Movement) -> bool:
    return actor.steers.along == "area" and bool(actor.steers.path) and actor.steers.covers(place_of(movement))


def _leads_member(actor: Actor, movement: Movement) -> bool:
    if actor.steers.along != "organization" or not actor.steers.path:
        return False
    held = Affiliation.objects.filter(person_id=holder_of(movement), valid_to=None).select_related("organization")
    return any(actor.steers.covers(each.organization.path) for each in held)


def _not_own(actor: Actor, it: Movement | Objection) -> bool:
    person_id = it.person_id if isinstance(it, Objection) else holder_of(it)
    return bool(person_id != actor.principal_id)


not_own = Predicate(_not_own, "not one's own")
may_correct = (
    holds("points.correct")
    & not_own
    & (Predicate(_serves_place, "serves the place") | Predicate(_leads_member, "leads the member"))
)
may_answer = holds("points.answer_objection") & not_own & (serves_area | is_own("host_id"))
may_object = holds("points.object") & is_self("person_id")
