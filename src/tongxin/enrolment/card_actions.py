"""Deeds around what a member shows: identity, promise, service, posts, points, each by a switch of its own (YX-47).

A switch that is off takes effect with the very next page: nothing of it is kept anywhere else.
"""

from datetime import datetime

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment.models import SHOWN, Enrolment, PublicCard
from tongxin.enrolment.promise_events import CardHidden, CardShown, IdentityHidden, IdentityShown
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.records import record
from tongxin.people.models import Person


@transaction.atomic
def switch(*, person: Person, item: str, shown: bool, by: Actor, at: datetime) -> PublicCard:
    """Show one thing on one's card, or hide it. Only the person decides; at the desk it is recorded as asked for."""
    if item not in SHOWN:
        raise AlreadyMoved
    if not _serves(by, person):
        raise NotYours
    return _switch(person, item, shown, by, at)


def _switch(person: Person, item: str, shown: bool, by: Actor, at: datetime) -> PublicCard:
    lay_card(person.pk, at)
    card = PublicCard.objects.select_for_update().get(person=person)
    if card.shows(item) == shown:
        return card
    setattr(card, f"shows_{item}", shown)
    card.changed_at = at
    card.save(update_fields=[f"shows_{item}", "changed_at"])
    said = CardShown if shown else CardHidden
    record(said(card=card, item=str(SHOWN[item])), by=access.for_subject(by, person.pk), at=at)
    return card


@transaction.atomic
def show_identity(*, enrolment: Enrolment, shown: bool, by: Actor, at: datetime) -> None:
    """Show in one community that one is a Party member, or no longer; without it nothing else is shown there."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.is_over:
        raise AlreadyMoved
    if not (access.subject | access.desk)(by, locked):
        raise NotYours
    if shown:
        lay_card(enrolment.subject_id, at)
    if locked.shows_identity == shown:
        return
    Enrolment.objects.filter(pk=enrolment.pk).update(shows_identity=shown)
    enrolment.shows_identity = shown
    said = IdentityShown if shown else IdentityHidden
    record(said(enrolment=enrolment), by=access.for_subject(by, enrolment.subject_id), at=at)


def lay_card(person_id: int, at: datetime) -> None:
    """Give whoever shows the identity a card, with everything else switched off."""
    PublicCard.objects.get_or_create(person_id=person_id, defaults={"changed_at": at})


def show_promises(*, person: Person, area: Area, by: Actor, at: datetime) -> None:
    """What it takes to publish a promise in a community: identity there, and promises on the card."""
    for enrolment in Enrolment.objects.confirmed().of(person.pk).filter(area=area, shows_identity=False):
        Enrolment.objects.filter(pk=enrolment.pk).update(shows_identity=True)
        record(IdentityShown(enrolment=enrolment), by=access.for_subject(by, person.pk), at=at)
    _switch(person, "promise", True, by, at)


def _serves(by: Actor, person: Person) -> bool:
    """Oneself, or the desk of the place where one lives or has checked in."""
    places = Enrolment.objects.active().of(person.pk).values_list("area_path", flat=True)
    return any(access.serves_person(by, person.pk, path) for path in (person.area_path, *places))
