"""Deeds around promises: opened in rounds, made, reviewed, published by consent, kept, rated by residents (GY-37)."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment.card_actions import show_promises
from tongxin.enrolment.models import DROPPED, Enrolment, Promise, PromiseRating, PromiseRound
from tongxin.enrolment.promise_events import (
    PromiseChanged,
    PromiseDone,
    PromiseHidden,
    PromiseKept,
    PromiseMade,
    PromisePublished,
    PromiseRated,
    PromiseReturned,
    PromiseReviewed,
    PromiseRoundOpened,
    PromiseWithdrawn,
)
from tongxin.enrolment.promise_procedure import PROMISE
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person

#: A phone or an identity number has no place in a text that is shown.
NUMBERS = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


class RoundOver(Refused):
    sentence = gettext_lazy("这次承诺活动的承诺时间已过，可以参加下一次。")


class PromisedAlready(Refused):
    sentence = gettext_lazy("这次承诺活动中已经有一条承诺，请修改或撤回原来的。")


class NotCheckedIn(Refused):
    sentence = gettext_lazy("请先向社区报到并经确认，再作出承诺。")


class RatedAlready(Refused):
    sentence = gettext_lazy("您已经评过这条承诺，每人只评一次。")


class NotForYouToRate(Refused):
    status = 403
    sentence = gettext_lazy("承诺由所在社区的居民评，本人不评自己的承诺。")


class NotToRate(Refused):
    sentence = gettext_lazy("这条承诺没有公开，或还没有到评诺的时候。")


class RatingOver(Refused):
    """The date up to which residents rate has passed."""


@transaction.atomic
def open_round(
    *, title: str, area: Area, begins_on: date, make_until: date, keep_until: date, rate_until: date, by: Actor,
    at: datetime, campaign: str = "",
) -> PromiseRound:  # fmt: skip
    """Open a round of promises for a place and all below it. Raises Unfit with a sentence."""
    if by is not SYSTEM and not (access.by_post(by, "promises.open") and by.steers.covers(area.path)):
        raise NotYours
    if campaign:
        terms.need("campaigns", campaign)
    if not 2 <= len(title.strip()) <= 60:
        raise Unfit(_("名称应为 2 至 60 个字。"))
    if not begins_on <= make_until <= keep_until <= rate_until:
        raise Unfit(_("日期应依次为：开始、承诺截止、践诺截止、评诺截止。"))
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能发起。") % area.name)
    row = PromiseRound.objects.create(
        title=title.strip(), campaign=campaign, area=area, area_path=area.path, host=host, opened_at=at,
        begins_on=begins_on, make_until=make_until, keep_until=keep_until, rate_until=rate_until,
    )  # fmt: skip
    record(PromiseRoundOpened(round=row, rate_until=f"{rate_until:%Y-%m-%d}"), by=by, at=at)
    return row


@transaction.atomic
def promise(
    *, round: PromiseRound, person: Person, area: Area, text: str, by: Actor, at: datetime, spot: Area | None = None
) -> Promise:
    """Promise something to the residents of the community where one has checked in; floating members too (GY-39).

    Raises NotCheckedIn, RoundOver, PromisedAlready.
    """
    enrolment = Enrolment.objects.confirmed().of(person.pk).filter(area=area).exclude(basis="").first()
    if enrolment is None:
        raise NotCheckedIn
    if not access.serves_person(by, person.pk, area.path):
        raise NotYours
    _check_round(round, area, today(at))
    row = Promise(
        round=round, person=person, area=area, area_path=area.path, spot=_checked_spot(spot, area),
        host=enrolment.host, home_organization=enrolment.home_organization, text=checked_text(text), made_at=at,
        step="made", step_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise PromisedAlready from error
    PROMISE.start(row, by=by, at=at)
    record(PromiseMade(promise=row, person_name=person.name), by=access.for_subject(by, person.pk), at=at)
    return row


@transaction.atomic
def change(*, promise: Promise, text: str, by: Actor, at: datetime, spot: Area | None = None) -> None:
    """Put it otherwise, before it was reviewed or after it came back; then it is reviewed again."""
    with PROMISE.moving(promise, "change", by=by, at=at):
        _check_round(promise.round, promise.area, min(today(at), promise.round.make_until))
        promise.text, promise.spot, promise.reason = checked_text(text), _checked_spot(spot, promise.area), ""
    record(PromiseChanged(promise=promise), by=access.for_subject(by, promise.person_id), at=at)


@transaction.atomic
def approve(*, promise: Promise, by: Actor, at: datetime) -> None:
    """The community has read it. Whether it is published, its maker alone says."""
    with PROMISE.moving(promise, "approve", by=by, at=at):
        pass
    record(PromiseReviewed(promise=promise), by=by, at=at)


@transaction.atomic
def send_back(*, promise: Promise, reason: str, by: Actor, at: datetime) -> None:
    with PROMISE.moving(promise, "return", by=by, at=at):
        promise.reason = needed(reason)
    record(PromiseReturned(promise=promise, reason=promise.reason), by=by, at=at)


@transaction.atomic
def publish(*, promise: Promise, by: Actor, at: datetime) -> None:
    """Consent to be read by everybody: name, branch and promise, and nothing else (GY-38)."""
    with PROMISE.moving(promise, "publish", by=by, at=at):
        promise.published_at = at
    record(PromisePublished(promise=promise), by=access.for_subject(by, promise.person_id), at=at)
    show_promises(person=promise.person, area=promise.area, by=by, at=at)


@transaction.atomic
def hide(*, promise: Promise, by: Actor, at: datetime) -> None:
    """Take the consent back: from this moment nobody reads it; what it promises still stands."""
    with PROMISE.moving(promise, "hide", by=by, at=at):
        promise.published_at = None
    record(PromiseHidden(promise=promise), by=access.for_subject(by, promise.person_id), at=at)


@transaction.atomic
def keep(*, promise: Promise, note: str, by: Actor, at: datetime) -> None:
    """Say that it was kept and what was done; residents rate it now, where it is public."""
    with PROMISE.moving(promise, "keep", by=by, at=at):
        promise.kept_at, promise.kept_note = at, checked_text(note)
    record(PromiseKept(promise=promise, note=promise.kept_note), by=access.for_subject(by, promise.person_id), at=at)


@transaction.atomic
def withdraw(*, promise: Promise, reason: str, by: Actor, at: datetime) -> None:
    with PROMISE.moving(promise, "withdraw", by=by, at=at):
        promise.reason, promise.published_at = needed(reason), None
    record(
        PromiseWithdrawn(promise=promise, reason=promise.reason), by=access.for_subject(by, promise.person_id), at=at
    )


@transaction.atomic
def rate(*, promise: Promise, rater: Person, grade: str, by: Actor, at: datetime) -> PromiseRating:
    """A resident of the community says whether it was kept, once (GY-39).

    Raises RatingOver after the date, NotToRate, NotForYouToRate, RatedAlready.
    """
    terms.need("promise_grades", grade)
    if not access.serves_person(by, rater.pk, promise.area.path):
        raise NotYours
    # The one who closes the ratings waits for the last of them, and a rating does not slip in behind.
    locked = Promise.objects.select_for_update(of=("self",)).select_related("round").get(pk=promise.pk)
    _check_rating(locked, rater, today(at))
    try:
        with transaction.atomic():
            row = PromiseRating.objects.create(promise=promise, rater=rater, grade=grade, rated_at=at)
    except IntegrityError as error:
        raise RatedAlready from error
    record(PromiseRated(promise=promise), by=access.for_subject(by, rater.pk), at=at)
    return row


def close_over(*, at: datetime) -> int:
    """End the promises of rounds whose ratings are over; returns how many. Run daily."""
    over = Promise.objects.exclude(step__in=("rated", "ended", *DROPPED)).filter(round__rate_until__lt=today(at))
    keys = list(over.values_list("pk", flat=True))
    for key in keys:
        _close(Promise.objects.get(pk=key), at)
    return len(keys)


@transaction.atomic
def _close(promise: Promise, at: datetime) -> None:
    was_public = promise.published_at is not None
    with PROMISE.moving(promise, "close" if was_public else "end", by=SYSTEM, at=at):
        pass
    record(PromiseDone(promise=promise, ratings=promise.ratings.count()), by=SYSTEM, at=at)  # type: ignore[attr-defined]


def _check_round(round: PromiseRound, area: Area, day: date) -> None:
    if not area.path.startswith(round.area_path):
        raise Unfit(_("这次承诺活动不包括“%s”。") % area.name)
    if not round.begins_on <= day <= round.make_until:
        raise RoundOver


def _check_rating(promise: Promise, rater: Person, day: date) -> None:
    if day > promise.round.rate_until or promise.step == "rated":
        said = _("评诺已于 %s 截止，不能再评。") % f"{promise.round.rate_until:%Y-%m-%d}"
        raise RatingOver(said)
    if rater.pk == promise.person_id or not rater.area_path.startswith(promise.area.path):
        raise NotForYouToRate
    if not Promise.objects.to_rate(on=day).filter(pk=promise.pk).exists():
        raise NotToRate


def _checked_spot(spot: Area | None, area: Area) -> Area | None:
    if spot is not None and not (spot.path.startswith(area.path) and spot.pk != area.pk):
        raise Unfit(_("“%(spot)s”不在“%(area)s”之内。") % {"spot": spot.name, "area": area.name})
    return spot


def checked_text(text: str) -> str:
    text = " ".join(text.split())
    if not 4 <= len(text) <= 200:
        raise Unfit(_("请用 4 至 200 个字写清楚。"))
    if NUMBERS.search(text):
        raise Unfit(_("公开内容里不能有电话或证件号码，请删去。"))
    return text
