"""Minors at activities: nobody under age signs up, joins, is entered or let in without a guardian's consent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.cast import Cast
from tongxin.activities import actions, attending, guarding, signing, teams
from tongxin.activities.errors import MinorsThere, NotForMinors, NotForYou
from tongxin.activities.models import SignUp, TeamMember
from tongxin.activities.tests.world import a_person, an_activity, code_of, held
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.rules import set_rule
from tongxin.people import guardians
from tongxin.people.minors import GuardianNeeded
from tongxin.people.models import GuardianConsent, Person
from tongxin.people.tests.world import MOTHER, a_minor, agreed, with_account

pytestmark = pytest.mark.django_db


def oneself(person: Person) -> Actor:
    return Actor(principal_id=person.pk, name=person.name, powers=frozenset({"activities.join"}))


def take_back(cast: Cast, person: Person, kind: str = "activities") -> None:
    row = GuardianConsent.objects.standing().get(person=person, kind=kind)
    guardians.withdraw(consent=row, reason="母亲来社区口头提出", by=cast.worker, at=cast.at)
    told = Record.objects.filter(kind="people.GuardianConsentWithdrawn").latest("id")
    guarding.hear_of_withdrawal(told)


@pytest.mark.covers("GY-46")
def test_a_minor_comes_with_the_consent_of_a_guardian_that_holds_on_the_day(cast: Cast) -> None:
    activity, minor = an_activity(cast), a_minor(cast)
    late = an_activity(cast, begins_at=cast.at + timedelta(days=370))
    for by in (oneself(minor), cast.worker.for_somebody(minor.pk)):
        with pytest.raises(GuardianNeeded, match="未满18周岁"):
            signing.sign_up(activity=activity, person=minor, by=by, at=cast.at)
    agreed(cast, minor)
    assert signing.sign_up(activity=activity, person=minor, by=oneself(minor), at=cast.at).state == "signed"
    with pytest.raises(GuardianNeeded):
        signing.sign_up(activity=late, person=minor, by=oneself(minor), at=cast.at)
    child = a_minor(cast, born_in=2015, name="何小河", guardian=MOTHER)
    with pytest.raises(GuardianNeeded):
        signing.sign_up(activity=activity, person=child, by=cast.worker.for_somebody(child.pk), at=cast.at)
    agreed(cast, child)
    signing.sign_up(activity=activity, person=child, by=cast.worker.for_somebody(child.pk), at=cast.at)
    assert held(activity)[0] == 2
    # The age is a rule: where one is of age at fifteen, nobody asks.
    set_rule(key="minor.adult_at", value=14, source="project", valid_from=today(cast.at))
    other = an_activity(cast, begins_at=cast.at + timedelta(days=30))
    signing.sign_up(activity=other, person=a_minor(cast, name="何小山"), by=SYSTEM, at=cast.at)


def test_a_minor_does_nothing_dangerous_even_with_consent(cast: Cast, client: Client) -> None:
    river = an_activity(cast, dangers=["water"])
    minor = a_minor(cast)
    agreed(cast, minor)
    with pytest.raises(NotForMinors, match="不安排未成年人"):
        signing.sign_up(activity=river, person=minor, by=oneself(minor), at=cast.at)
    with pytest.raises(NotForMinors):
        attending.check_entitled(river, minor, cast.at)
    client.force_login(with_account(minor))
    page = client.get(reverse("activities:my-activity", args=[river.pk])).content.decode()
    assert "不安排未成年人参加" in page and "join/" not in page and "报名不受影响" not in page
    # What minors have signed up for does not become dangerous behind their guardians' backs.
    calm = an_activity(cast, begins_at=cast.at + timedelta(days=20))
    signing.sign_up(activity=calm, person=minor, by=oneself(minor), at=cast.at)
    with pytest.raises(MinorsThere, match="1 位未成年人"):
        actions.change(activity=calm, dangers=["water"], by=cast.worker, at=cast.at)
    row = SignUp.objects.get(activity=calm, person=minor)
    signing.withdraw(sign_up=row, by=oneself(minor), at=cast.at)
    actions.change(activity=calm, dangers=["water"], by=cast.worker, at=cast.at)


@pytest.mark.covers("GY-46")
def test_who_organizes_reads_how_many_adults_are_missing(cast: Cast, client: Client) -> None:
    activity = an_activity(cast)
    set_rule(key="activity.minors_per_adult", value=2, source="project", valid_from=today(cast.at))
    address = reverse("activities:activity", args=[activity.pk])
    cast.sign_in(client, "worker")
    signing.sign_up(activity=activity, person=cast.people["member"], by=cast.member, at=cast.at)
    assert "未成年人" not in client.get(address).content.decode()
    for name in ("何小川", "何小山", "何小河"):
        minor = a_minor(cast, name=name)
        agreed(cast, minor)
        signing.sign_up(activity=activity, person=minor, by=oneself(minor), at=cast.at)
    assert "有 3 名未成年人报名，成年人只有 1 名，还差 1 名" in client.get(address).content.decode()
    signing.sign_up(activity=activity, person=cast.people["resident"], by=cast.resident, at=cast.at)
    enough = client.get(address).content.decode()
    assert "还差" not in enough and "有 3 名未成年人报名，成年人 2 名" in enough
    recorder = cast.sign_in(Client(), "recorder").get(address).content.decode()
    assert "未成年人" not in recorder


def test_nobody_enters_a_minor_without_consent_by_whatever_door(cast: Cast) -> None:
    activity, minor = an_activity(cast), a_minor(cast)
    at = activity.begins_at
    code = code_of(activity, at)
    with pytest.raises(GuardianNeeded):
        attending.check_in(activity=activity, person=minor, code=code, by=oneself(minor), at=at)
    with pytest.raises(GuardianNeeded):
        attending.record_attendance(activity=activity, person=minor, by=cast.recorder, at=at)
    agreed(cast, minor)
    attending.record_attendance(activity=activity, person=minor, by=cast.recorder, at=at)
    assert held(activity)[1] == 1
    members = an_activity(cast, audience="members", begins_at=cast.at + timedelta(days=20))
    with pytest.raises(NotForYou):
        signing.sign_up(activity=members, person=minor, by=oneself(minor), at=cast.at)


def test_a_team_takes_minors_with_consent_only_one_by_one_or_many(cast: Cast) -> None:
    team, minor, grown = cast.organizations["team"], a_minor(cast), a_person(cast, "周大山")
    on = today(cast.at)
    with pytest.raises(GuardianNeeded):
        teams.join_team(team=team, person=minor, on=on, by=cast.leader, at=cast.at)
    pairs = [(team.pk, minor.pk), (team.pk, grown.pk)]
    with pytest.raises(GuardianNeeded):
        teams.join_many(pairs=pairs, on=on, by=SYSTEM, at=cast.at)
    assert not TeamMember.objects.exists()
    agreed(cast, minor)
    assert teams.join_many(pairs=pairs, on=on, by=SYSTEM, at=cast.at) == 2


@pytest.mark.covers("GY-46")
def test_a_consent_taken_back_ends_sign_ups_and_teams_and_the_next_in_line_is_asked(cast: Cast) -> None:
    activity, minor = an_activity(cast, places=1), a_minor(cast)
    over = an_activity(cast, begins_at=cast.at - timedelta(hours=1), at=cast.at - timedelta(days=9))
    agreed(cast, minor)
    for where in (over, activity):
        signing.sign_up(activity=where, person=minor, by=SYSTEM, at=cast.at - timedelta(hours=2))
    next_one = cast.people["resident"]
    signing.sign_up(activity=activity, person=next_one, by=cast.resident, at=cast.at)
    teams.join_team(team=cast.organizations["team"], person=minor, on=today(cast.at), by=cast.leader, at=cast.at)
    take_back(cast, minor)
    states = dict(SignUp.objects.filter(activity=activity).values_list("person_id", "state"))
    assert states == {minor.pk: "withdrawn", next_one.pk: "offered"}
    assert SignUp.objects.get(activity=over).state == "signed"
    assert TeamMember.objects.get(person=minor).valid_to == today(cast.at)
    assert guarding.leave_all(person=minor, at=cast.at) == 0


def test_what_is_taken_back_and_given_anew_before_it_is_heard_ends_nothing(cast: Cast) -> None:
    activity, minor = an_activity(cast), a_minor(cast)
    row = agreed(cast, minor)
    signing.sign_up(activity=activity, person=minor, by=oneself(minor), at=cast.at)
    guardians.withdraw(consent=row, reason="登记错了监护人", by=cast.worker, at=cast.at)
    agreed(cast, minor)
    guarding.hear_of_withdrawal(Record.objects.filter(kind="people.GuardianConsentWithdrawn").latest("id"))
    assert SignUp.objects.get(activity=activity).state == "signed"


@pytest.mark.usefixtures("at_the_story")
def test_the_phone_shows_the_way_to_the_paper_and_gives_no_pass(cast: Cast, client: Client) -> None:
    activity, minor = an_activity(cast, begins_at=cast.at + timedelta(minutes=10)), a_minor(cast)
    with_account(minor)
    cast.sign_in(client, "minor")
    mine, door = reverse("activities:my-activity", args=[activity.pk]), reverse("activities:in", args=[activity.pk])
    for address in (mine, door):
        text = client.get(address).content.decode()
        assert "/people/guardian-form/" in text and "我要参加" not in text and 'name="pass"' not in text
    refused = client.post(f"{mine}join/")
    assert refused.status_code == 403 and "/people/guardian-form/" in refused.content.decode()
    fragment = client.post(f"{mine}join/", headers={"HX-Request": "true"}).content.decode()
    assert "/people/guardian-form/" in fragment and "<html" not in fragment
    agreed(cast, minor)
    assert "我要参加" in client.get(mine).content.decode() and 'name="pass"' in client.get(door).content.decode()
    assert client.post(f"{mine}join/").status_code == 302


def test_an_adults_page_asks_nothing_more(cast: Cast) -> None:
    activity = an_activity(cast)
    client = cast.sign_in(Client(), "resident")
    address = reverse("activities:my-activity", args=[activity.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert "我要参加" in client.get(address).content.decode()
    assert not any("guardianconsent" in each["sql"] for each in asked)


@pytest.mark.usefixtures("at_the_story")
def test_who_leads_the_team_sees_whose_consent_is_lacking_and_nobody_else(cast: Cast, client: Client) -> None:
    team, minor = cast.organizations["team"], a_minor(cast)
    agreed(cast, minor)
    teams.join_team(team=team, person=minor, on=today(cast.at), by=cast.leader, at=cast.at)
    address = reverse("activities:team", args=[team.pk])
    cast.sign_in(client, "leader")
    assert "监护人同意" not in client.get(address).content.decode()
    GuardianConsent.objects.filter(person=minor).update(valid_to=today(cast.at) + timedelta(days=20))
    assert "监护人同意快到期" in client.get(address).content.decode()
    GuardianConsent.objects.filter(person=minor).update(
        valid_from=today(cast.at) - timedelta(days=9), valid_to=today(cast.at) - timedelta(days=1)
    )
    assert "缺监护人同意" in client.get(address).content.decode()
    recorder = cast.sign_in(Client(), "recorder").get(address)
    assert recorder.status_code == 200 and "监护人同意" not in recorder.content.decode()
    assert "2011" not in recorder.content.decode()
