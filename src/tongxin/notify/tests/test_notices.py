"""Who is told: once, in words, through the people who hold posts; by mail only to those who asked."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tongxin.kernel import duties, notices, records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.notices import Notice as Declared
from tongxin.kernel.records import Event, record
from tongxin.notify import actions, engine
from tongxin.notify.models import Notice
from tongxin.people.models import Person, User


class LampMended(Event):
    person: Person
    place: str
    says = "{by} mended the lamp at {place}"


@pytest.fixture
def lamp(cast):
    """A fact of which the resident and the community's Party organization are told."""
    told = [cast.people["resident"].pk, cast.organizations["party"].pk, None]
    Declared(LampMended, to=lambda row, person: told, says="{place}的灯已修好，{by}办理", role="community_worker",
             link=lambda row, person: reverse("notify:list") + "?of=lamp")  # fmt: skip
    engine.listen()
    yield lambda by="member": record(
        LampMended(person=cast.people["resident"], place="3 幢"), by=cast.actor(by), at=cast.at
    )
    notices.DECLARED.pop(LampMended.kind)
    engine.listen()


def told(name, cast):
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def test_a_person_and_the_people_of_an_organization_are_told_once(cast, lamp):
    row = lamp()
    engine.tell(row)
    engine.tell(row)
    assert told("resident", cast) == ["3 幢的灯已修好，孙晓阳办理"]
    assert told("worker", cast) == told("resident", cast)
    assert told("secretary", cast) == [] and told("neighbor", cast) == [] and told("member", cast) == []


def test_who_did_it_is_not_told_and_a_missing_role_falls_back_on_the_heads(cast, lamp):
    engine.tell(lamp(by="worker"))
    assert told("worker", cast) == [] and len(told("resident", cast)) == 1
    row = Record.objects.latest("id")
    party = cast.organizations["party"].pk
    assert engine.people_behind([party], role="unit_liaison", row=row) == {cast.people["secretary"].pk}


def test_a_sentence_with_a_word_that_its_event_lacks_is_refused_at_start(cast, lamp):
    Declared(LampMended, to=lambda row, person: [], says="{street}", name="wrong")
    with pytest.raises(ValueError, match="street"):
        notices.discover()


def test_a_duty_that_runs_late_is_told_to_its_holder_and_then_to_the_superior(cast):
    street, party = cast.organizations["street_committee"], cast.organizations["party"]
    laid = Duty.objects.create(
        procedure="need", step="raised", subject_type="organizations.organization", subject_id=party.pk, title="楼道灯",
        holder_id=party.pk, role="community_worker", area_path=party.area_path, laid_at=cast.at,
        due_at=cast.at + timedelta(days=2), look_at=cast.at + timedelta(days=1),
        due_data={"amount": 1, "unit": "working_day", "holidays": 0, "weekend_days": 0, "makeup_days": 0, "paused": 0},
    )  # fmt: skip
    for days in (1, 3):
        duties.perform_due(at=cast.at + timedelta(days=days))
    for row in Record.objects.filter(kind__startswith="kernel.Duty").order_by("id"):
        engine.tell(row)
    assert told("worker", cast) == ["期限临近：楼道灯", "已超期，请尽快办理：楼道灯"]
    assert told("coordinator", cast) == ["下级超期未办，请督促：楼道灯"]
    assert Duty.objects.get(urges=laid).holder_id == street.pk


def test_the_list_shows_mine_alone_and_reading_counts_down(cast, lamp, client):
    engine.tell(lamp())
    cast.sign_in(client, "resident")
    assert "3 幢的灯已修好" in client.get(reverse("notify:list")).content.decode()
    first = client.get(reverse("notify:count"))
    assert first.json() == {"unread": 1} and first["Cache-Control"] == "private, no-cache"
    again = client.get(reverse("notify:count"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    notice = Notice.objects.of(cast.people["resident"].pk).get()
    assert client.get(notice.get_absolute_url())["Location"].endswith("?of=lamp")
    changed = client.get(reverse("notify:count"), headers={"If-None-Match": first["ETag"]})
    assert changed.json() == {"unread": 0}
    fragment = client.get(reverse("notify:count"), headers={"HX-Request": "true"})
    assert fragment.content.strip() == b""

    cast.sign_in(client, "worker")
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert client.post(reverse("notify:read-all")).status_code == 302
    assert not Notice.objects.unread().exists()
    client.logout()
    assert client.get(reverse("notify:count"), headers={"HX-Request": "true"}).status_code == 204
    assert client.get(reverse("notify:list")).status_code == 302


def test_mail_goes_once_and_only_to_who_asked_for_it(cast, lamp, client):
    resident = cast.people["resident"]
    address = reverse("notify:choose-mail")
    assert cast.sign_in(client, "resident").post(address, {"address": "not an address"}).status_code == 422
    assert client.post(address, {"address": "axiu@example.org"}).status_code == 302
    engine.tell(lamp())
    notice = Notice.objects.of(resident.pk).get()
    waiting = ProcrastinateJob.objects.filter(task_name="notify.mail")
    assert [job.args for job in waiting] == [{"notice_id": notice.pk}]  # the worker of the party has no letter
    assert actions.send(notice_id=notice.pk, at=cast.at) and not actions.send(notice_id=notice.pk, at=cast.at)
    assert [letter.to for letter in mail.outbox] == [["axiu@example.org"]]
    assert "3 幢的灯已修好" in mail.outbox[0].body

    assert client.post(reverse("notify:decline-mail")).status_code == 302
    assert User.objects.get(person=resident).email == ""
    engine.tell(lamp())
    assert waiting.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_before_a_city_was_loaded_passes_in_silence(cast, lamp):
    lamp()
    engine.skip_past()
    records.deliver()
    assert told("resident", cast) == []
    record(LampMended(person=cast.people["resident"], place="5 幢"), by=SYSTEM, at=cast.at)
    records.deliver()
    assert told("resident", cast) == ["5 幢的灯已修好，办理"]


def test_many_facts_are_told_at_once_as_one_by_one_and_a_broken_one_does_not_silence_the_others(cast, lamp):
    rows = [lamp() for _n in range(3)]
    engine.tell_many(rows)
    engine.tell_many(rows)
    assert told("resident", cast) == ["3 幢的灯已修好，孙晓阳办理"] * 3 == told("worker", cast)

    def broken(row, person):
        raise ValueError

    Declared(LampMended, to=broken, says="{place}", name="broken")
    engine.tell_many([lamp()])
    assert len(told("resident", cast)) == 4
