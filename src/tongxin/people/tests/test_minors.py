"""Minors: who counts as one, what is kept of their age, and the consent of their guardians."""

from datetime import date, datetime, timedelta

import pytest

from demo.cast import Cast
from demo.persons import check_character
from tests.races import all_at_once
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Look, Record
from tongxin.kernel.rules import set_rule
from tongxin.people import actions as people
from tongxin.people import guardians, minors
from tongxin.people.bulk import NewPerson, register_many
from tongxin.people.guardians import ConsentedAlready, Guardian
from tongxin.people.imports import PersonRows
from tongxin.people.models import AccessCode, GuardianConsent, Person, User
from tongxin.people.tests.world import MOTHER, a_minor, agreed, with_account

pytestmark = pytest.mark.django_db

PASSWORD = "葫芦藤-2026-开花"


def number_of(day: str) -> str:
    body = f"999999{day}001"
    return body + check_character(body)


@pytest.mark.parametrize(
    ("born_in", "on", "minor", "child"),
    [
        (2008, date(2026, 12, 31), True, False),
        (2008, date(2027, 1, 1), False, False),
        (2012, date(2026, 12, 31), True, True),
        (2012, date(2027, 1, 1), True, False),
        (None, date(2026, 11, 21), False, False),
    ],
)
def test_of_a_year_alone_one_is_young_until_its_end(cast, born_in, on, minor, child) -> None:
    assert (minors.is_minor(born_in, on=on), minors.is_child(born_in, on=on)) == (minor, child)


def test_the_ages_are_rules_and_change_with_them(cast: Cast) -> None:
    on = today(cast.at)
    set_rule(key="minor.adult_at", value=20, source="project", valid_from=on)
    set_rule(key="minor.own_rules_below", value=16, source="project", valid_from=on)
    assert minors.is_minor(2006, on=on) and minors.is_child(2010, on=on)
    assert not minors.is_minor(2006, on=on - timedelta(days=1))


@pytest.mark.parametrize(
    ("born_on", "kept"), [("20081121", None), ("20081122", 2008), ("19600101", None), ("20110301", 2011)]
)
def test_an_identity_number_tells_the_year_of_whoever_is_a_minor_that_very_day(cast, born_on, kept) -> None:
    person = people.register(
        name="何小川", area=cast.home, identity=number_of(born_on), born_in=2010, by=cast.worker, at=cast.at
    )
    assert person.born_in == kept
    [key] = register_many([NewPerson("何小山", cast.home, born_in=kept)], by=SYSTEM, at=cast.at)
    assert Person.objects.get(pk=key).born_in == kept


def test_of_adults_no_year_is_kept_and_no_year_to_come_is_taken(cast: Cast) -> None:
    assert a_minor(cast, born_in=1975).born_in is None
    for wrong in (2027, 1899):
        with pytest.raises(Unfit):
            a_minor(cast, born_in=wrong)
    person = a_minor(cast)
    people.set_birth_year(person=person, born_in=None, by=cast.worker, at=cast.at)
    assert Person.objects.get(pk=person.pk).born_in is None


def test_a_child_comes_with_its_guardian_and_not_in_a_table(cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(people.GuardianUnsaid):
        a_minor(cast, born_in=2014)
    with pytest.raises(Unfit, match="不满14周岁"):
        register_many([NewPerson("何一一", cast.home, identity=number_of("20140301"))], by=SYSTEM, at=cast.at)
    table = PersonRows(by=cast.secretary, at=cast.at)
    with pytest.raises(Unfit, match="不满14周岁"):
        table.check({"name": "何一一", "identity": number_of("20140301")})
    assert table.check({"name": "何一一", "identity": number_of("20110301")}).born_in == 2011
    assert table.check({"name": "何一一", "identity": number_of("19800301")}).born_in is None
    assert Person.objects.count() == before
    child = a_minor(cast, born_in=2014, guardian=MOTHER)
    row = GuardianConsent.objects.get(person=child)
    assert (row.kind, row.guardian, row.valid_to) == ("data", "周丽华", date(2027, 11, 20))
    assert row.text_version == "1" and row.seen_by_id == cast.people["worker"].pk


def test_a_child_has_no_account_and_a_half_grown_minor_may(cast: Cast) -> None:
    child, minor = a_minor(cast, born_in=2014, guardian=MOTHER), a_minor(cast)
    with pytest.raises(minors.AtTheCounter, match="窗口"):
        people.make_code(person=child, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    code = people.make_code(person=minor, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    people.set_birth_year(person=minor, born_in=2014, by=cast.worker, at=cast.at)
    with pytest.raises(minors.AtTheCounter):
        people.use_code(code=code, login="xiaochuan", password=PASSWORD, at=cast.at)
    people.set_birth_year(person=minor, born_in=2011, by=cast.worker, at=cast.at)
    user = people.use_code(code=code, login="xiaochuan", password=PASSWORD, at=cast.at)
    people.set_birth_year(person=minor, born_in=2014, by=cast.worker, at=cast.at)
    user.refresh_from_db()
    assert not user.is_active
    with pytest.raises(minors.AtTheCounter):
        people.switch_account(user=user, active=True, by=cast.admin, at=cast.at)


def test_who_opens_an_account_may_say_the_year_and_a_child_is_sent_to_the_counter(cast: Cast) -> None:
    person = people.register(name="苏小满", area=cast.home, by=cast.worker, at=cast.at)
    code = people.make_code(person=person, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    with pytest.raises(minors.AtTheCounter):
        people.use_code(code=code, login="suxiaoman", password=PASSWORD, born_in=2014, at=cast.at)
    assert not User.objects.filter(person=person).exists()
    people.use_code(code=code, login="suxiaoman", password=PASSWORD, born_in=2010, at=cast.at)
    person.refresh_from_db()
    assert person.born_in == 2010
    known = a_minor(cast)
    code = people.make_code(person=known, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    people.use_code(code=code, login="xiaochuan", password=PASSWORD, born_in=1990, at=cast.at)
    known.refresh_from_db()
    assert known.born_in == 2011


def test_the_desk_enters_a_consent_and_nobody_for_oneself_or_from_elsewhere(cast: Cast) -> None:
    minor = a_minor(cast)
    for wrong in (cast.neighbor, cast.member, cast.liaison):
        with pytest.raises(NotYours):
            agreed(cast, minor, by=wrong)
    people.set_birth_year(person=cast.people["worker"], born_in=2010, by=cast.secretary, at=cast.at)
    with pytest.raises(NotYours):
        agreed(cast, Person.objects.get(pk=cast.people["worker"].pk))
    for guardian in (
        Guardian("周丽华", "mother", "paper"),
        Guardian("周丽华", "neighbor", "present"),
        Guardian("周", "mother", "present"),
        Guardian("周丽华", "mother", "by_phone"),
    ):
        with pytest.raises(Unfit):
            agreed(cast, minor, guardian=guardian)
    with pytest.raises(Unfit, match="成年人"):
        agreed(cast, cast.people["resident"])
    with pytest.raises(Unfit):
        agreed(cast, minor, kind="holidays")
    assert agreed(cast, minor).valid_to == date(2027, 11, 20)
    assert Record.objects.about(minor).filter(kind="people.GuardianConsentGiven").count() == 1


def test_a_consent_holds_for_the_months_of_the_rule_and_is_prolonged_near_its_end(cast: Cast) -> None:
    minor = a_minor(cast)
    set_rule(key="guardian.consent_months", value=6, source="project", valid_from=today(cast.at))
    first = agreed(cast, minor)
    assert first.valid_to == date(2027, 5, 20)
    with pytest.raises(ConsentedAlready):
        agreed(cast, minor)
    later = cast.at + timedelta(days=160)
    second = agreed(cast, minor, at=later)
    assert (second.valid_from, second.valid_to) == (date(2027, 5, 21), date(2027, 11, 20))
    with pytest.raises(ConsentedAlready):
        agreed(cast, minor, at=later)
    assert minors.lacking(2011, minor.pk, "activities", on=date(2027, 11, 20)) == []
    assert minors.lacking(2011, minor.pk, "activities", on=date(2027, 11, 21)) == ["activities"]


def test_adults_cost_no_query_and_children_need_both(cast: Cast, django_assert_num_queries) -> None:
    on = today(cast.at)
    minors.check_guardian(cast.people["resident"], "activities", on=on)
    with django_assert_num_queries(0):
        minors.check_guardian(cast.people["resident"], "activities", on=on)
        assert minors.without(list(cast.people.values()), "activities", on=on) == set()
    child = a_minor(cast, born_in=2014, guardian=MOTHER)
    with pytest.raises(minors.GuardianNeeded, match="参加活动和志愿服务"):
        minors.check_guardian(child, "activities", on=on)
    agreed(cast, child)
    minors.check_guardian(child, "activities", on=on)
    data = GuardianConsent.objects.get(person=child, kind="data")
    guardians.withdraw(consent=data, reason="母亲来社区口头提出", by=cast.worker, at=cast.at)
    with pytest.raises(minors.GuardianNeeded, match="处理个人信息"):
        minors.check_guardian(child, "activities", on=on)
    with pytest.raises(minors.GuardianNeeded):
        minors.check_guardians([child.pk, cast.people["resident"].pk], "activities", on=on)


def test_a_consent_taken_back_ends_at_once_and_may_be_given_anew_the_same_day(cast: Cast) -> None:
    minor = a_minor(cast)
    with_account(minor)
    row = agreed(cast, minor)
    with pytest.raises(Unfit):
        guardians.withdraw(consent=row, reason=" ", by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        guardians.withdraw(consent=row, reason="不去了", by=cast.neighbor, at=cast.at)
    guardians.withdraw(consent=row, reason="母亲来社区口头提出", by=cast.worker, at=cast.at)
    with pytest.raises(AlreadyMoved):
        guardians.withdraw(consent=row, reason="又来一次", by=cast.worker, at=cast.at)
    assert minors.lacking(2011, minor.pk, "activities", on=today(cast.at)) == ["activities"]
    agreed(cast, minor)
    assert minors.lacking(2011, minor.pk, "activities", on=today(cast.at)) == []


def test_when_the_year_of_growing_up_is_over_year_and_phone_are_forgotten(cast: Cast) -> None:
    grown, minor = a_minor(cast, born_in=2008), a_minor(cast)
    for person in (grown, minor):
        agreed(cast, person)
    assert guardians.forget_grown(at=datetime(2026, 12, 31, 9, 0, tzinfo=CHINA)) == 0
    at = datetime(2027, 1, 1, 3, 0, tzinfo=CHINA)
    assert guardians.forget_grown(at=at) == 1 and guardians.forget_grown(at=at) == 0
    grown.refresh_from_db()
    kept = {row.person_id: row.guardian_phone for row in GuardianConsent.objects.all()}
    assert grown.born_in is None and kept[grown.pk] is None and kept[minor.pk] is not None


def test_the_guardians_phone_lies_sealed_and_each_look_is_written_down(cast: Cast) -> None:
    row = agreed(cast, a_minor(cast))
    row.refresh_from_db()
    assert "13887700022" not in repr(row.guardian_phone)
    shown = guardians.look_at_phone(consent=row, purpose="通知活动改期", by=cast.secretary, at=cast.at)
    assert shown == "+8613887700022"
    look = Look.objects.get(concerns_id=row.person_id)
    assert (look.field, look.purpose) == ("guardian_phone", "通知活动改期")


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_one_consent_at_once_enter_it_once(cast: Cast) -> None:
    minor, worker, secretary = a_minor(cast), cast.worker, cast.secretary
    said = all_at_once([lambda by=by: agreed(cast, minor, by=by) for by in (worker, secretary, worker, secretary)])
    assert said == {"done": 1, "ConsentedAlready": 3}
    assert GuardianConsent.objects.count() == 1
