"""A round of promises is put otherwise or closed early with a reason; what has passed stays, and makers are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment import round_actions as rounds
from tongxin.enrolment.models import PromiseRound
from tongxin.enrolment.tests.test_promises import kept, opened, promised
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def as_it_is(round: PromiseRound, **changes: Any) -> dict[str, Any]:
    return {name: getattr(round, name) for name in (*rounds.DATES, "title", "campaign")} | changes


def told(cast: Cast, name: str) -> list[str]:
    for row in Record.objects.filter(kind__startswith="enrolment.").select_related("by").order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


@pytest.mark.covers("GY-37")
def test_dates_to_come_move_and_those_that_passed_stay(cast: Cast) -> None:
    round, day = opened(cast), today(cast.at)
    promised(cast, round=round)
    later = round.rate_until + timedelta(days=20)
    rounds.change_round(**as_it_is(round, rate_until=later), round=round, by=cast.secretary, at=cast.at)
    assert round.rate_until == later
    assert "评诺截止" in told(cast, "member")[-1]
    for stranger in ("member", "neighbor", "liaison"):
        with pytest.raises(NotYours):
            rounds.change_round(**as_it_is(round, title="别的"), round=round, by=cast.actor(stranger), at=cast.at)
    for changes in (
        {"begins_on": day - timedelta(days=5)}, {"make_until": day - timedelta(days=1)}, {"title": "短"[:1]},
        {"keep_until": round.rate_until + timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(Unfit):
            rounds.change_round(**as_it_is(round, **changes), round=round, by=cast.secretary, at=cast.at)
    after = cast.at + timedelta(days=11)
    with pytest.raises(Unfit, match="承诺截止"):
        changed = as_it_is(round, make_until=today(after) + timedelta(days=3))
        rounds.change_round(**changed, round=round, by=cast.secretary, at=after)
    before = Record.objects.count()
    rounds.change_round(**as_it_is(round), round=round, by=cast.secretary, at=cast.at)
    assert Record.objects.count() == before, "nothing changed, nothing said"


@pytest.mark.covers("GY-37")
def test_closed_early_nobody_promises_keeps_or_rates_any_more_and_what_was_said_stays(cast: Cast) -> None:
    promise = kept(cast)
    round, tomorrow = promise.round, cast.at + timedelta(days=1)
    promises.rate(promise=promise, rater=cast.people["resident"], grade="kept", by=cast.resident, at=cast.at)
    with pytest.raises(Unfit):
        rounds.close_round(round=round, reason=" ", by=cast.secretary, at=cast.at)
    with pytest.raises(NotYours):
        rounds.close_round(round=round, reason="换届", by=cast.member, at=cast.at)
    rounds.close_round(round=round, reason="社区换届，下月重新发起", by=cast.secretary, at=cast.at)
    assert round.rate_until == today(cast.at)
    assert told(cast, "member")[-1] == "承诺活动“岁末承诺”提前结束：社区换届，下月重新发起"
    with pytest.raises(promises.RoundOver):
        promises.promise(
            round=round, person=cast.people["member"], area=cast.home, text="再承诺一件事", by=cast.member, at=tomorrow
        )
    with pytest.raises(promises.RatingOver):
        rater = cast.people["other_member"]
        promises.rate(promise=promise, rater=rater, grade="kept", by=cast.other_member, at=tomorrow)
    assert promises.close_over(at=tomorrow) == 1 and promise.ratings.count() == 1  # type: ignore[attr-defined]
    for deed in (
        lambda: rounds.close_round(round=round, reason="再来", by=cast.secretary, at=tomorrow),
        lambda: rounds.change_round(**as_it_is(round, title="改名"), round=round, by=cast.secretary, at=tomorrow),
    ):
        with pytest.raises(rounds.RoundClosed):
            deed()


def test_the_pages_change_and_close_a_round(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at)
    round = opened(cast)
    cast.sign_in(client, "secretary")
    assert "提前结束" in client.get(round.get_absolute_url()).content.decode()
    address = reverse("enrolment:change-promise-round", args=[round.pk])
    assert "修改承诺活动" in client.get(address).content.decode()
    given = {name: str(value) for name, value in as_it_is(round, title="岁末承诺（改）").items()}
    wrong = client.post(address, given | {"make_until": "2020-01-01"})
    assert wrong.status_code == 422 and "岁末承诺（改）" in wrong.content.decode()
    assert client.post(address, given).status_code == 302
    close = reverse("enrolment:close-promise-round", args=[round.pk])
    assert client.post(close, {"reason": ""}).status_code == 422
    assert client.post(close, {"reason": "换届"}).status_code == 302
    shown = client.get(round.get_absolute_url()).content.decode()
    assert "提前结束了承诺活动：换届" in shown and close not in shown
    cast.sign_in(client, "neighbor")
    assert {client.get(address).status_code, client.post(close, {"reason": "x"}).status_code} <= {403, 404}
