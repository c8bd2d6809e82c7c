"""Wishes of a history: the same rights and constraints as single deeds, and nobody's name beyond its day."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.exchange.measures import wish_helpers
from tongxin.exchange.models import Wish
from tongxin.exchange.wishes import invariants as invariants
from tongxin.exchange.wishes.bulk import WishPast
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.histories import History
from tongxin.kernel.models import Duty, Record

pytestmark = pytest.mark.django_db


@pytest.mark.covers("MHK-46")
def test_a_wish_of_long_ago_came_true_and_one_of_now_is_claimed(cast: Cast) -> None:
    past = WishPast(History(cast.at))
    given = {
        "title": "一只书包", "kind": terms.choices("wish_kinds")[0][0],
        "area": cast.home, "name": "邓小禾", "address": "翠湖苑三栋", "detail": "",
        "channel": "counter", "by": cast.worker,
    }  # fmt: skip
    with pytest.raises(NotYours):
        past.record_wish(**{**given, "by": cast.neighbor, "at": cast.at})  # type: ignore[arg-type]
    for days, name in ((300, "member"), (1, "other_member")):
        at = cast.at - timedelta(days=days)
        wish = past.record_wish(**given, at=at)  # type: ignore[arg-type]
        past.approve(wish, by=cast.secretary, at=at)
        past.claim(wish, by=cast.actor(name), at=at)
        with pytest.raises(AlreadyMoved):
            past.claim(wish, by=cast.resident, at=at)
        if days > 1:
            past.deliver(wish, by=cast.member, at=at + timedelta(days=1))
            past.confirm(wish, by=cast.worker, at=at + timedelta(days=2))
            past.thank(wish, thanks="孩子很喜欢", by=cast.worker, at=at + timedelta(days=2))
    past.save()
    past.history.write()
    old, new = Wish.objects.order_by("pk")
    assert (old.step, old.wisher_name, new.step) == ("thanked", None, "claimed") and old.erased_at and new.wisher_name
    assert wish_helpers(today(cast.at)) == 2
    assert Duty.objects.open().about(new).count() == 1 and not Duty.objects.open().about(old).exists()
    kinds_said = set(Record.objects.filter(kind__startswith="exchange.Wish").values_list("kind", flat=True))
    assert {"exchange.WishThanked", "exchange.WishErased", "exchange.WishClaimed"} <= kinds_said
    assert [*invariants.claimed_by_who_stands_in_the_history(), *invariants.ended_wishes_have_their_day()] == []
