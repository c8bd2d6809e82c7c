"""What other offices and other systems learn of patrols: rounds and what is broken, never who walked."""

import json
from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Principal, Record
from tongxin.notify import digest_actions, hook_actions, hooks, news
from tongxin.notify.models import Delivery, Subscription
from tongxin.patrols import actions as patrols
from tongxin.patrols.models import Defect
from tongxin.patrols.tests.world import ON_THE_DAY, a_round, enlist, said, stops_of

pytestmark = pytest.mark.django_db
NOON = ON_THE_DAY + timedelta(hours=12)


def listens(cast: Cast, name: str) -> Subscription:
    subscriber = Principal.objects.get(pk=cast.organizations[name].pk)
    digest_actions.choose(
        subscriber=subscriber, topic="patrols.defects", rhythm="at_once", channels=["in_app"], codes=["old_house"],
        area=None, by=SYSTEM, at=cast.at,
    )  # fmt: skip
    return Subscription.objects.get(subscriber=subscriber)


def heard(subscription: Subscription) -> list[str]:
    reader = news.reader_of(subscription.subscriber, at=NOON)
    return [line.text for line in news.lines(subscription, reader=reader, after=0, upto=news.newest(), at=NOON)]


def test_what_was_found_is_told_above_and_to_other_systems_until_it_is_mended(cast: Cast, settings) -> None:
    settings.WEBHOOK_LOCAL = True
    kinds = [f"patrols.{name}" for name in ("RoundLaid", "DefectFound", "RoundWalked")]
    party = cast.organizations["party"]
    hook_actions.open_endpoint(
        organization=party, url="http://localhost:9/party", kinds=kinds, by=cast.secretary, at=cast.at
    )
    street, beside = listens(cast, "street_committee"), listens(cast, "next_party")
    enlist(cast)
    patrol_round = a_round(cast)
    patrols.mark(
        stop=stops_of(patrol_round)[0], said=said(patrol_round, insects="柱脚有新木屑"), by=cast.member, at=NOON
    )
    for row in Record.objects.filter(kind__startswith="patrols.").order_by("id"):
        hooks.hear(row)
        if row.kind == "patrols.DefectFound":
            news.hear(row)
    defect = Defect.objects.get()
    assert heard(street) == [f"戴家老宅：{defect.label}"] and heard(beside) == []
    told = list(Delivery.objects.order_by("id"))
    assert sorted(json.loads(each.body)["type"] for each in told) == sorted(kinds)
    whole = "".join(each.body for each in told)
    assert defect.place.get_absolute_url() in whole
    for private in ("孙晓阳", "木屑"):
        assert private not in whole
    defect.state, defect.ended_at = Defect.State.MENDED, NOON
    defect.save()
    assert heard(street) == []
