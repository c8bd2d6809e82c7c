"""Promises: made where one checked in, reviewed, published by own consent alone, kept, rated once by each resident."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment.errors import HomeIsHere
from tongxin.enrolment.models import Enrolment, Promise, PromiseRating, PromiseRound, PublicCard
from tongxin.enrolment.tests.test_enrolment import enrolled
from tongxin.kernel import profiles
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty, Record
from tongxin.people import actions as people
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db
WORDS = "每周六上午巡查三栋楼道"


def opened(cast: Cast, **more: Any) -> PromiseRound:
    day = today(cast.at)
    told = {
        "title": "岁末承诺", "area": cast.home, "begins_on": day, "make_until": day + timedelta(days=10),
        "keep_until": day + timedelta(days=40), "rate_until": day + timedelta(days=60),
    }  # fmt: skip
    return promises.open_round(by=cast.secretary, at=cast.at, **(told | more))


def promised(cast: Cast, who: str = "member", round: PromiseRound | None = None) -> Promise:
    if not Enrolment.objects.confirmed().of(cast.people[who].pk).exists():
        enrolled(cast, who)
    return promises.promise(
        round=round or PromiseRound.objects.first() or opened(cast), person=cast.people[who], area=cast.home,
        text=WORDS, by=cast.actor(who), at=cast.at,
    )  # fmt: skip


def published(cast: Cast) -> Promise:
    promise = promised(cast)
    promises.approve(promise=promise, by=cast.worker, at=cast.at)
    promises.publish(promise=promise, by=cast.member, at=cast.at)
    return promise


def kept(cast: Cast) -> Promise:
    promise = published(cast)
    promises.keep(promise=promise, note="巡查了六次，报修两处", by=cast.member, at=cast.at)
    return promise


def board(cast: Cast) -> str:
    return Client().get(reverse("enrolment:board", args=[cast.home.pk])).content.decode()


@pytest.mark.covers("GY-37")
def test_a_promise_is_made_reviewed_published_kept_rated_and_ends_with_the_round(cast: Cast) -> None:
    promise = promised(cast)
    duty = Duty.objects.open().about(promise).get()
    assert (duty.holder_id, duty.role, duty.due.limit.amount) == (
        cast.organizations["party"].pk, "community_worker", 5,
    )  # fmt: skip
    with pytest.raises(promises.PromisedAlready):
        promised(cast)
    for stranger in ("neighbor", "other_member", "member", "branch_secretary"):
        with pytest.raises(NotYours):
            promises.approve(promise=promise, by=cast.actor(stranger), at=cast.at)
    promises.send_back(promise=promise, reason="写清楚哪几栋", by=cast.worker, at=cast.at)
    assert promise.step == "returned" and not Duty.objects.open().about(promise).exists()
    promises.change(promise=promise, text="每周六上午巡查一至三栋", by=cast.member, at=cast.at)
    promises.approve(promise=promise, by=cast.worker, at=cast.at)
    promises.publish(promise=promise, by=cast.member, at=cast.at)
    promises.keep(promise=promise, note="巡查了六次", by=cast.member, at=cast.at)
    rating = promises.rate(promise=promise, rater=cast.people["resident"], grade="kept", by=cast.resident, at=cast.at)
    assert rating.grade_label == "做到了" and promise.step == "kept"
    later = cast.at + timedelta(days=61)
    assert (promises.close_over(at=later), promises.close_over(at=later)) == (1, 0)
    promise.refresh_from_db()
    assert promise.step == "rated"
    with pytest.raises(AlreadyMoved):
        promises.withdraw(promise=promise, reason="晚了", by=cast.member, at=later)


def test_only_who_checked_in_promises_in_time_and_in_plain_words(cast: Cast) -> None:
    round = opened(cast)
    told = {"round": round, "person": cast.people["member"], "area": cast.home, "by": cast.member, "at": cast.at}
    with pytest.raises(promises.NotCheckedIn):
        promises.promise(text=WORDS, **told)
    enrolled(cast)
    for text in ("好", "有事打 13800001234", "  "):
        with pytest.raises(Unfit):
            promises.promise(text=text, **told)
    with pytest.raises(NotYours):
        promises.promise(text=WORDS, **told | {"by": cast.other_member})
    with pytest.raises(NotYours):
        promises.promise(text=WORDS, **told | {"by": cast.neighbor})
    with pytest.raises(promises.RoundOver):
        promises.promise(text=WORDS, **told | {"at": cast.at + timedelta(days=11)})
    with pytest.raises(Unfit, match="不在"):
        promises.promise(text=WORDS, spot=cast.next, **told)
    at_desk = promises.promise(text=WORDS, spot=cast.grid, **told | {"by": cast.worker})
    said = Record.objects.about(at_desk).get()
    assert (said.by_id, said.on_behalf_of_id) == (cast.people["worker"].pk, cast.people["member"].pk)
    with pytest.raises(Unfit, match="依次"):
        opened(cast, make_until=today(cast.at) - timedelta(days=1))
    with pytest.raises(NotYours):
        promises.open_round(
            title="越权", area=cast.next, begins_on=today(cast.at), make_until=today(cast.at),
            keep_until=today(cast.at), rate_until=today(cast.at), by=cast.secretary, at=cast.at,
        )  # fmt: skip


@pytest.mark.covers("YX-47", "GY-38")
def test_nothing_is_public_without_consent_and_it_is_gone_at_once(cast: Cast) -> None:
    promise = promised(cast)
    promises.approve(promise=promise, by=cast.worker, at=cast.at)
    assert WORDS not in board(cast) and "孙晓阳" not in board(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(step="published")
    promises.publish(promise=promise, by=cast.member, at=cast.at)
    shown = board(cast)
    assert WORDS in shown and "孙晓阳" in shown and cast.organizations["branch"].name in shown
    card = PublicCard.objects.get(person=cast.people["member"])
    assert (card.shows_promise, card.shows_points, card.shows_deeds) == (True, False, False)

    # Each of the three consents takes it away alone: of the promise, of promises, of the identity.
    promises.hide(promise=promise, by=cast.member, at=cast.at)
    assert WORDS not in board(cast)
    promises.publish(promise=promise, by=cast.member, at=cast.at)
    cards.switch(person=cast.people["member"], item="promise", shown=False, by=cast.member, at=cast.at)
    assert WORDS not in board(cast)
    cards.switch(person=cast.people["member"], item="promise", shown=True, by=cast.member, at=cast.at)
    assert WORDS in board(cast)
    enrolment = Enrolment.objects.get()
    cards.show_identity(enrolment=enrolment, shown=False, by=cast.member, at=cast.at)
    assert WORDS not in board(cast) and Client().get(card.public_url).status_code == 404
    with pytest.raises(NotYours):
        cards.show_identity(enrolment=enrolment, shown=True, by=cast.other_member, at=cast.at)
    with pytest.raises(NotYours):
        cards.switch(person=cast.people["member"], item="points", shown=True, by=cast.neighbor, at=cast.at)


@pytest.mark.covers("GY-39")
def test_residents_of_the_community_rate_once_each_and_not_after_the_date(cast: Cast) -> None:
    promise, resident = kept(cast), cast.people["resident"]
    told = {"promise": promise, "rater": resident, "grade": "kept", "by": cast.resident, "at": cast.at}
    with pytest.raises(promises.NotForYouToRate):
        promises.rate(**told | {"rater": cast.people["member"], "by": cast.member})
    far = people.register(name="隔壁的人", area=cast.next, by=SYSTEM, at=cast.at)
    with pytest.raises(promises.NotForYouToRate):
        promises.rate(**told | {"rater": far, "by": cast.worker})
    with pytest.raises(Unfit):
        promises.rate(**told | {"grade": "five_stars"})
    with pytest.raises(promises.RatingOver, match="截止"):
        promises.rate(**told | {"at": cast.at + timedelta(days=61)})
    promises.rate(**told)
    with pytest.raises(promises.RatedAlready):
        promises.rate(**told | {"grade": "unseen"})
    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseRating.objects.create(promise=promise, rater=resident, grade="kept", rated_at=cast.at)
    said = Record.objects.about(promise).filter(kind="enrolment.PromiseRated").get()
    assert said.data == {}
    cards.switch(person=cast.people["member"], item="promise", shown=False, by=cast.member, at=cast.at)
    with pytest.raises(promises.NotToRate):
        promises.rate(**told | {"rater": cast.people["worker"], "by": cast.worker})


def test_a_silent_promise_is_rated_once_its_time_is_over_and_a_private_one_never(cast: Cast) -> None:
    public = published(cast)
    private = promised(cast, "other_member")
    promises.approve(promise=private, by=cast.worker, at=cast.at)
    promises.keep(promise=private, note="自己做到了", by=cast.other_member, at=cast.at)
    told = {"rater": cast.people["resident"], "grade": "unseen", "by": cast.resident}
    with pytest.raises(promises.NotToRate):
        promises.rate(promise=public, at=cast.at, **told)
    later = cast.at + timedelta(days=41)
    promises.rate(promise=public, at=later, **told)
    with pytest.raises(promises.NotToRate):
        promises.rate(promise=private, at=later, **told)
    promises.close_over(at=cast.at + timedelta(days=61))
    steps = dict(Promise.objects.values_list("pk", "step"))
    assert steps == {public.pk: "rated", private.pk: "ended"}


@pytest.mark.covers("GY-39")
@pytest.mark.django_db(transaction=True)
def test_of_eight_ratings_of_one_resident_at_once_one_stands(cast: Cast) -> None:
    promise, rater, by = kept(cast), cast.people["resident"], cast.resident
    outcomes: list[str] = []
    barrier = threading.Barrier(8)

    def rate_it() -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            promises.rate(promise=promise, rater=rater, grade="kept", by=by, at=cast.at)
            outcomes.append("stands")
        except promises.RatedAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=rate_it) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["stands"] and PromiseRating.objects.count() == 1


@pytest.mark.covers("GY-40")
def test_the_five_steps_are_names_of_the_profile_and_the_board_is_by_courtyard(cast: Cast) -> None:
    from tongxin.kernel.models import StepSetting
    from tongxin.kernel.procedures import forget_settings

    promise = published(cast)
    assert [node.label for node in promise.procedure.diagram(promise, on=today(cast.at))] == [
        "已承诺", "已审核", "已公开", "已践诺", "已评诺",
    ]  # fmt: skip
    steps = profiles.read("guiyang").tables["procedures"]["promise"]["steps"]
    for code in ("made", "reviewed", "published", "kept", "rated"):
        StepSetting.objects.filter(procedure="promise", step=code).update(label=steps[code]["label"])
    forget_settings()
    labels = [node.label for node in promise.procedure.diagram(promise, on=today(cast.at))]
    assert labels == ["提诺", "审诺", "亮诺", "践诺", "评诺"] and promise.step_label == "亮诺"
    assert profiles.read("guiyang").tables["procedures"]["promise"]["example"] is True
    assert WORDS in board(cast)
    address = reverse("enrolment:board", args=[cast.home.pk])
    assert WORDS not in Client().get(address, {"spot": cast.grid.pk}).content.decode()
    Promise.objects.filter(pk=promise.pk).update(spot=cast.grid)
    assert WORDS in Client().get(address, {"spot": cast.grid.pk}).content.decode()


@pytest.mark.covers("GY-40")
def test_a_promise_kept_in_silence_is_not_drawn_as_published(cast: Cast) -> None:
    promise = published(cast)
    promises.hide(promise=promise, by=cast.member, at=cast.at)
    promises.keep(promise=promise, note="巡查了六次", by=cast.member, at=cast.at)
    drawn = {node.code: node.state for node in promise.procedure.diagram(promise, on=today(cast.at))}
    assert drawn == {"made": "past", "reviewed": "past", "kept": "here", "rated": "future"}


def test_who_moved_away_rates_no_longer(cast: Cast) -> None:
    promise, resident = kept(cast), cast.people["resident"]
    Person.objects.filter(pk=resident.pk).update(area=cast.next, area_path=cast.next.path)
    resident.refresh_from_db()
    with pytest.raises(promises.NotForYouToRate):
        promises.rate(promise=promise, rater=resident, grade="kept", by=cast.resident, at=cast.at)


@pytest.mark.covers("GY-39")
def test_a_floating_member_checks_in_at_the_desk_and_promises_too(cast: Cast) -> None:
    floating = cast.people["resident"]
    told = {"person": floating, "area": cast.home, "basis": "stay", "at": cast.at}
    with pytest.raises(NotYours, match="证明信"):
        enrolments.enrol_member(outside_home="中共贵阳市某局支部", by=cast.resident, **told)
    with pytest.raises(Unfit, match="全称"):
        enrolments.enrol_member(by=cast.worker, **told)
    with pytest.raises(HomeIsHere):
        enrolments.enrol_member(
            outside_home="中共贵阳市某局支部", by=cast.worker, **told | {"person": cast.people["member"]}
        )
    enrolment = enrolments.enrol_member(outside_home="中共贵阳市某局支部", by=cast.worker, **told)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    assert (enrolment.home_organization, enrolment.home_name) == (None, "中共贵阳市某局支部")
    promise = promises.promise(
        round=opened(cast), person=floating, area=cast.home, text=WORDS, by=cast.resident, at=cast.at
    )
    promises.approve(promise=promise, by=cast.worker, at=cast.at)
    promises.publish(promise=promise, by=cast.resident, at=cast.at)
    assert "流动党员" in board(cast)
    desk = cast.sign_in(Client(), "counter")
    form = reverse("enrolment:record-enrolment-of", args=["member"])
    assert "流动党员现居住地" in desk.get(form).content.decode()
    phone = cast.sign_in(Client(), "member")
    assert "流动党员现居住地" not in phone.get(reverse("enrolment:check-in")).content.decode()
