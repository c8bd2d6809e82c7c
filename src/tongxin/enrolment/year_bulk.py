"""Bulk forms of a year: posts offered, promises with their past, stations; the same checks, constraints and records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.enrolment.events import PostPublished
from tongxin.enrolment.models import (
    SHOWN,
    AssemblyStation,
    Enrolment,
    Promise,
    PromiseRating,
    PromiseRound,
    PublicCard,
    ServicePost,
)
from tongxin.enrolment.promise_actions import PromisedAlready, checked_text
from tongxin.enrolment.promise_events import (
    CardShown,
    IdentityShown,
    PromiseDone,
    PromiseKept,
    PromiseMade,
    PromisePublished,
    PromiseRated,
    PromiseReviewed,
)
from tongxin.enrolment.station_events import StationOpened
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.histories import History
from tongxin.kernel.records import record_many
from tongxin.organizations.actions import nearest_party_organizations

BATCH = 2000


@dataclass(frozen=True, slots=True)
class NewServicePost:
    area: Area
    kind: str
    title: str
    duties: str
    places: int
    hours: float = 0
    at_junction: bool = False


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise and what became of it; a moment that is None has not come. Without `published_at` it stays private."""

    enrolment: Enrolment
    member: Actor
    reviewer: Actor
    text: str
    made_at: datetime
    reviewed_at: datetime | None = None
    published_at: datetime | None = None
    kept_at: datetime | None = None
    kept_note: str = ""
    closed_at: datetime | None = None
    ratings: Sequence[tuple[int, str, datetime]] = field(default_factory=tuple)


@transaction.atomic
def publish_many(new: Sequence[NewServicePost], *, valid_from: date, by: Actor, at: datetime) -> list[ServicePost]:
    """Offer all of these posts or none; the order is kept. Raises Unfit."""
    hosts = nearest_party_organizations({each.area for each in new})
    for each in new:
        terms.need("service_post_kinds", each.kind)
        if each.places < 1 or each.area.pk not in hosts:
            raise Unfit
    rows = [
        ServicePost(
            area=each.area, area_path=each.area.path, host=hosts[each.area.pk], kind=each.kind, title=each.title,
            duties=each.duties, places=each.places, hours=each.hours, at_junction=each.at_junction,
            valid_from=valid_from, published_at=at,
        )
        for each in new
    ]  # fmt: skip
    ServicePost.objects.bulk_create(rows, batch_size=BATCH)
    record_many([PostPublished(post=row, places=row.places) for row in rows], by=by, at=at)
    return rows


@transaction.atomic
def open_stations(
    new: Iterable[tuple[Area, str, str]], *, on: date, by: Actor, at: datetime
) -> list[AssemblyStation]:  # fmt: skip
    """Set up the station of each community (area, place, opening hours); the constraint says one each."""
    told = list(new)
    hosts = nearest_party_organizations({area for area, _place, _opening in told})
    rows = [
        AssemblyStation(
            area=area, area_path=area.path, host=hosts[area.pk], place=place, opening=opening, opened_on=on
        )
        for area, place, opening in told
    ]  # fmt: skip
    AssemblyStation.objects.bulk_create(rows, batch_size=BATCH)
    record_many([StationOpened(station=row, place=row.place) for row in rows], by=by, at=at)
    return rows


@transaction.atomic
def promise_many(new: Sequence[NewPromise], *, round: PromiseRound, until: datetime) -> list[Promise]:
    """Write all of these promises of one round with their past, up to `until`, or none.

    Raises what the single deeds raise, and IntegrityError where somebody promised in the round already.
    """
    history = History(until=until)
    rows = [_play(each, round, history) for each in new]
    if len({row.person_id for row in rows}) < len(rows):
        raise PromisedAlready
    Promise.objects.bulk_create(rows, batch_size=BATCH)
    PromiseRating.objects.bulk_create(
        [
            PromiseRating(promise=row, rater_id=rater, grade=grade, rated_at=at)
            for row, each in zip(rows, new, strict=True)
            for rater, grade, at in each.ratings
        ],
        batch_size=BATCH,
    )
    _show([each for each in new if each.published_at], history)
    history.write()
    return rows


def _play(new: NewPromise, round: PromiseRound, history: History) -> Promise:
    enrolment = new.enrolment
    if not round.begins_on <= today(new.made_at) <= round.make_until:
        raise Unfit
    row = Promise(
        round=round, person_id=enrolment.subject_id, area_id=enrolment.area_id, area_path=enrolment.area_path,
        host_id=enrolment.host_id, home_organization_id=enrolment.home_organization_id, text=checked_text(new.text),
        made_at=new.made_at, step="made", step_at=new.made_at,
    )  # fmt: skip
    history.start(row, at=new.made_at)
    history.say(PromiseMade(promise=row, person_name=new.member.name), by=new.member, at=new.made_at)
    if new.reviewed_at:
        history.move(row, "approve", by=new.reviewer, at=new.reviewed_at)
        history.say(PromiseReviewed(promise=row), by=new.reviewer, at=new.reviewed_at)
    if new.published_at:
        history.move(row, "publish", by=new.member, at=new.published_at)
        row.published_at = new.published_at
        history.say(PromisePublished(promise=row), by=new.member, at=new.published_at)
    if new.kept_at:
        history.move(row, "keep", by=new.member, at=new.kept_at)
        row.kept_at, row.kept_note = new.kept_at, checked_text(new.kept_note)
        history.say(PromiseKept(promise=row, note=row.kept_note), by=new.member, at=new.kept_at)
    for _rater, grade, at in new.ratings:
        terms.need("promise_grades", grade)
        history.say(PromiseRated(promise=row), by=SYSTEM, at=at)
    if new.closed_at:
        history.move(row, "close" if new.published_at else "end", by=SYSTEM, at=new.closed_at)
        history.say(PromiseDone(promise=row, ratings=len(new.ratings)), by=SYSTEM, at=new.closed_at)
    return row


def _show(new: Sequence[NewPromise], history: History) -> None:
    """What publishing asks for: promises on the card, and the identity in that community."""
    known = PublicCard.objects.in_bulk([each.enrolment.subject_id for each in new])
    cards: dict[int, PublicCard] = {}
    for each in new:
        person_id, at = each.enrolment.subject_id, each.published_at
        assert at is not None
        card = known.get(person_id)
        if card is None and person_id not in cards:
            cards[person_id] = PublicCard(person_id=person_id, shows_promise=True, changed_at=at)
            said = CardShown(card=cards[person_id], item=str(SHOWN["promise"]))
            history.say(said, by=each.member, at=at)
        if not each.enrolment.shows_identity:
            history.say(IdentityShown(enrolment=each.enrolment), by=each.member, at=at)
    PublicCard.objects.bulk_create(cards.values(), batch_size=BATCH)
    hidden = [each.enrolment.pk for each in new if not each.enrolment.shows_identity]
    Enrolment.objects.filter(pk__in=hidden).update(shows_identity=True)
