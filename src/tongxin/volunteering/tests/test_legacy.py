"""Service before the system, honours and stories: two people, proof, and the person's own consent."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.people.models import Person
from tongxin.points.models import HOURS
from tongxin.volunteering import queries
from tongxin.volunteering.actions import legacy, spots, stories
from tongxin.volunteering.errors import AdoptedAlready, SameHand
from tongxin.volunteering.models import Contribution, Honour, LegacyService, Story
from tongxin.volunteering.tests.world import confirmed, issued

pytestmark = pytest.mark.django_db


def entered(cast: Cast, **changes: object) -> LegacyService:
    given = {
        "person": cast.people["resident"], "text": "为居民义务理发", "since_on": date(1961, 3, 5),
        "until_on": date(2018, 3, 4), "proof": "街道 2018 年证明一份", "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    return legacy.enter(**given | changes)


@pytest.mark.covers("YX-50")
def test_fifty_seven_years_from_paper_need_two_people_and_never_enter_the_ledger(cast: Cast) -> None:
    row = entered(cast)
    assert row.years == 57 and row.number.startswith("旧")
    for hand in ("worker",):
        with pytest.raises(SameHand):
            legacy.confirm(legacy=row, by=cast.actor(hand), at=cast.at)
    for stranger in ("resident", "neighbor", "counter", "leader"):
        with pytest.raises(NotYours):
            legacy.confirm(legacy=row, by=cast.actor(stranger), at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegacyService.objects.filter(pk=row.pk).update(
            step="confirmed", confirmed_by=row.entered_by_id, confirmed_at=cast.at
        )
    assert queries.legacy_lines(row.person_id) == [], "nothing is shown before the second person has seen the paper"
    legacy.confirm(legacy=row, by=cast.secretary, at=cast.at)
    assert HOURS.balance(holder_id=row.person_id) == 0
    confirmed(cast)
    paper = issued(cast)
    assert paper.minutes == 120 and [each["years"] for each in paper.legacy] == [57]


def test_paper_without_proof_or_with_impossible_dates_is_refused(cast: Cast) -> None:
    for changes, words in (
        ({"proof": " "}, "凭证"), ({"until_on": date(1960, 1, 1)}, "早于"), ({"until_on": cast.at.date()}, "启用前"),
        ({"since_on": date(1861, 3, 5)}, "请检查"), ({"text": ""}, "做了什么"),
    ):  # fmt: skip
        with pytest.raises(Unfit, match=words):
            entered(cast, **changes)
    with pytest.raises(NotYours):
        entered(cast, by=cast.neighbor)
    with pytest.raises(NotYours):
        entered(cast, person=cast.people["worker"])
    one_day_short = entered(cast, until_on=date(2018, 3, 3))
    assert one_day_short.years == 56


def test_a_story_is_public_by_the_persons_own_consent_alone(cast: Cast) -> None:
    row = stories.write(
        person=cast.people["resident"], title="理发五十七年", text="每周三在广场", shown_name="郑师傅", by=cast.worker,
        at=cast.at,
    )  # fmt: skip
    for somebody in ("worker", "secretary", "member"):
        with pytest.raises(NotYours):
            stories.agree(story=row, by=cast.actor(somebody), at=cast.at)
    with pytest.raises(NotYours):
        stories.agree(story=row, by=cast.worker.for_somebody(row.person_id), at=cast.at)
    assert not Story.objects.published().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=row.pk).update(step="published")
    stories.agree(story=row, by=cast.resident, at=cast.at)
    assert Story.objects.published().get() == row
    stories.withdraw(story=row, by=cast.resident, at=cast.at)
    assert not Story.objects.published().exists()


def test_an_honour_is_shown_when_its_bearer_says_so(cast: Cast) -> None:
    person = cast.people["resident"]
    given = {
        "bearer": person.principal, "title": "最美志愿者", "level": "nation", "awarded_on": date(2018, 3, 1),
        "awarded_by": "中央宣传部", "proof": "中宣发〔2018〕9号", "area_path": person.area_path, "by": cast.worker,
        "at": cast.at,
    }  # fmt: skip
    honour = stories.enter_honour(**given)
    assert not honour.is_shown
    with pytest.raises(Refused, match="已经登记"):
        stories.enter_honour(**given)
    with pytest.raises(Unfit):
        stories.enter_honour(**given | {"awarded_on": cast.at.date() + timedelta(days=1)})
    with pytest.raises(NotYours):
        stories.show_honour(honour=honour, shown=True, by=cast.worker, at=cast.at)
    stories.show_honour(honour=honour, shown=True, by=cast.resident, at=cast.at)
    assert Honour.objects.get().is_shown


@pytest.mark.covers("BL-02")
def test_contributions_are_taken_and_thanked_publicly_only_by_consent(cast: Cast) -> None:
    person: Person = cast.people["resident"]
    row = spots.contribute(person=person, kind="plant", text="三角梅六盆", by=cast.resident, at=cast.at)
    with pytest.raises(NotYours):
        spots.receive(contribution=row, by=cast.neighbor, at=cast.at)
    spots.receive(contribution=row, by=cast.worker, at=cast.at)
    with pytest.raises(Unfit):
        spots.thank(contribution=row, thanks="", by=cast.worker, at=cast.at)
    spots.thank(contribution=row, thanks="门前好看多了", by=cast.worker, at=cast.at)
    assert not Contribution.thanked_in_public().exists()
    with pytest.raises(NotYours):
        spots.show_thanks(contribution=row, shown=True, by=cast.worker, at=cast.at)
    spots.show_thanks(contribution=row, shown=True, by=cast.resident, at=cast.at)
    assert Contribution.thanked_in_public().get() == row
    spots.show_thanks(contribution=row, shown=False, by=cast.resident, at=cast.at)
    assert not Contribution.thanked_in_public().exists()


def test_a_spot_is_free_again_after_its_adopter_leaves(cast: Cast) -> None:
    spot = spots.open_spot(area=cast.home, name="东门花坛", kind="green", text="浇水", by=cast.worker, at=cast.at)
    held = spots.adopt(spot=spot, by=cast.resident, at=cast.at)
    with pytest.raises(AdoptedAlready):
        spots.adopt(spot=spot, by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        spots.leave(adoption=held, by=cast.member, at=cast.at)
    later = cast.at + timedelta(days=30)
    spots.leave(adoption=held, by=cast.resident, at=later)
    spots.adopt(spot=spot, by=cast.member, at=later)
