"""Sealed until both are in or the date has come: at page, data, export and in the tables themselves."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.alliance.actions import instruments
from tongxin.alliance.models import AgreementItem, Instrument
from tongxin.assessment import actions, queries
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.assessment.tests.rounds import SECRET, begun, given, opinion_of, words_of
from tongxin.kernel import chores, duties, records, sealing
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations.appointments import appoint

EVERYBODY = ("secretary", "worker", "liaison", "coordinator", "director", "planner", "branch_secretary")


def tables() -> str:
    """Everything that lies in the database, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            with cursor.copy(f"COPY {name} TO STDOUT") as out:
                found.append(b"".join(bytes(block) for block in out))
    return b"\n".join(found).decode()


def faces(cast: Cast, appraisal: Appraisal) -> dict[tuple[str, str], tuple[int, Any]]:
    """What everybody with a desk is shown of a round, by who and which face."""
    shown: dict[tuple[str, str], tuple[int, Any]] = {}
    for who in EVERYBODY:
        client = cast.sign_in(Client(), who)
        for face in ("appraisal", "json", "xlsx"):
            answer = client.get(reverse(f"assessment:{face}", args=[appraisal.pk]))
            shown[who, face] = answer.status_code, answer.content
        for name in ("appraisals", "export"):
            answer = client.get(reverse(f"assessment:{name}"))
            shown[who, name] = answer.status_code, answer.content
    return shown


@pytest.mark.django_db
@pytest.mark.covers("GY-06")
def test_neither_side_reads_the_other_before_both_are_in(cast: Cast) -> None:
    appraisal = begun(cast)
    opinion = given(cast, appraisal, "community")
    records.deliver()
    shown = faces(cast, appraisal)
    for (who, face), (status, content) in shown.items():
        assert SECRET["community"] not in content.decode("utf-8", "replace"), (who, face)
        if face in ("json", "xlsx"):
            assert status in (403, 404), (who, face)
    assert SECRET["community"] not in tables() and "<sealed>" in repr(opinion.content)
    for who in EVERYBODY[1:]:
        with pytest.raises(queries.StillSealed):
            queries.read(opinion, by=cast.actor(who))
    with pytest.raises(queries.StillSealed):
        queries.result(appraisal, by=cast.secretary)
    mine = cast.sign_in(Client(), "secretary").get(reverse("assessment:give", args=[opinion.pk]))
    assert SECRET["community"] in mine.content.decode()
    for who, status in (("worker", 403), ("liaison", 404), ("coordinator", 200)):
        answer = cast.sign_in(Client(), who).get(reverse("assessment:give", args=[opinion.pk]))
        assert answer.status_code == status and SECRET["community"] not in answer.content.decode(), who

    given(cast, appraisal, "unit")
    appraisal.refresh_from_db()
    assert appraisal.is_open and appraisal.opened_at == cast.at
    for who in ("secretary", "liaison"):
        client = cast.sign_in(Client(), who)
        page = client.get(appraisal.get_absolute_url()).content.decode()
        data = client.get(reverse("assessment:json", args=[appraisal.pk])).json()
        assert all(words in page and words in str(data) for words in SECRET.values())
        assert client.get(reverse("assessment:xlsx", args=[appraisal.pk])).status_code == 200
    assert not any(words in tables() for words in SECRET.values())


@pytest.mark.django_db
@pytest.mark.covers("GY-06")
def test_the_database_keeps_the_seal_itself(cast: Cast) -> None:
    appraisal = begun(cast)
    opinion = given(cast, appraisal, "unit")
    early = [
        lambda: Appraisal.objects.filter(pk=appraisal.pk).update(opened_at=cast.at),
        lambda: Opinion.objects.filter(pk=opinion.pk).update(step="opened"),
        lambda: Opinion.objects.filter(pk=opinion.pk).update(given_at=appraisal.closes_at + timedelta(minutes=1)),
        lambda: Opinion.objects.filter(appraisal=appraisal, side="community").update(
            step="given", content="密", given_at=cast.at, given_by=cast.people["liaison"].pk
        ),
    ]
    for deed in early:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    Appraisal.objects.filter(pk=appraisal.pk).update(given=2)
    given(cast, appraisal, "community")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(given_at=cast.at - timedelta(hours=1))
    assert sealing.unseal(Opinion.objects.get(pk=opinion.pk).content)


@pytest.mark.django_db
@pytest.mark.covers("GY-06", "MHK-35")
def test_both_are_asked_on_one_form_and_about_each_others_promises(cast: Cast) -> None:
    appraisal = begun(cast)
    held = {duty.holder_id: duty for duty in Duty.objects.open().filter(procedure="opinion")}
    assert set(held) == {cast.organizations["unit"].pk, cast.organizations["party"].pk}
    assert {duty.due_at for duty in held.values()} == {appraisal.closes_at}
    unit, community = opinion_of(appraisal, "unit"), opinion_of(appraisal, "community")
    promised = {item.side: item for item in AgreementItem.objects.filter(agreement=appraisal.agreement)}
    assert str(promised["community"].pk) in words_of(unit)["promises"]
    assert str(promised["unit"].pk) in words_of(community)["promises"]
    with pytest.raises(Unfit):
        actions.give(opinion=unit, content=words_of(unit) | {"criteria": {}}, by=cast.liaison, at=cast.at)
    for stranger in (cast.secretary, cast.school_liaison, cast.branch_secretary, cast.member, cast.worker):
        with pytest.raises(NotYours):
            actions.give(opinion=unit, content=words_of(unit), by=stranger, at=cast.at)
    given(cast, appraisal, "unit"), given(cast, appraisal, "unit")
    assert Duty.objects.open().filter(procedure="opinion").get().holder_id == cast.organizations["party"].pk
    given(cast, appraisal, "community")
    with pytest.raises(AlreadyMoved):
        actions.give(opinion=unit, content=words_of(unit), by=cast.liaison, at=cast.at)
    points = queries.result(Appraisal.objects.get(pk=appraisal.pk), by=cast.liaison)
    of = {point.of: point for point in points}
    assert of["unit"].community.word == "看到已兑现" and of["unit"].unit.word == ""
    assert not any(isinstance(value, int | float) for point in points for value in vars(point).values())
    assert not list(open_steps_have_one_duty())


@pytest.mark.django_db
@pytest.mark.covers("GY-06")
def test_after_the_date_nothing_is_taken_and_what_was_said_is_opened(cast: Cast) -> None:
    appraisal = begun(cast)
    given(cast, appraisal, "community")
    late = appraisal.closes_at + timedelta(minutes=1)
    unit = opinion_of(appraisal, "unit")
    with pytest.raises(actions.TooLate, match="截止"):
        actions.give(opinion=unit, content=words_of(unit), by=cast.liaison, at=late)
    assert not actions.close_round(appraisal=appraisal, at=appraisal.closes_at - timedelta(minutes=1))
    duties.perform_due(at=late)
    assert actions.close_over(at=late) == 1 and actions.close_over(at=late) == 0
    unit.refresh_from_db()
    appraisal.refresh_from_db()
    assert unit.step == "missed" and appraisal.opened_at == late
    points = queries.result(appraisal, by=cast.liaison)
    assert points[0].unit.word == "" and points[0].community.word == "做得好"
    urged = Duty.objects.filter(procedure="opinion", kind=Duty.Kind.URGE)
    assert not urged.exists() and not list(open_steps_have_one_duty())


@pytest.mark.django_db
def test_nobody_speaks_for_both_sides(cast: Cast) -> None:
    appraisal = begun(cast)
    given(cast, appraisal, "unit")
    person = cast.people["liaison"]
    appoint(
        person=person, organization=cast.organizations["party"], role="community_deputy_secretary",
        on=appraisal.period_from, by=cast.secretary, at=cast.at,
    )  # fmt: skip
    from tongxin.organizations.door import actor_for
    from tongxin.organizations.models import Post

    post = Post.objects.get(person=person, role="community_deputy_secretary")
    double = actor_for(person.user, on=appraisal.period_from, post_id=post.pk)
    community = opinion_of(appraisal, "community")
    with pytest.raises(actions.SpeaksForBoth):
        actions.give(opinion=community, content=words_of(community), by=double, at=cast.at)


@pytest.mark.django_db
@pytest.mark.covers("GY-13")
def test_rounds_begin_by_themselves_and_settle_the_partner_system(cast: Cast) -> None:
    from tongxin.alliance.tests.test_agreements import in_force

    agreement = in_force(cast, days=200)
    assert actions.begin_due(at=cast.at) == 0
    instruments.lay([agreement], at=cast.at)
    soon = cast.at + timedelta(days=175)
    assert [actions.begin_due(at=soon), actions.begin_due(at=soon)] == [1, 0]
    appraisal = Appraisal.objects.get()
    with pytest.raises(actions.BegunAlready):
        actions.begin(agreement=agreement, by=cast.actor("secretary", soon), at=soon)
    for side, who in (("unit", "liaison"), ("community", "secretary")):
        opinion = opinion_of(appraisal, side)
        actions.give(opinion=opinion, content=words_of(opinion), by=cast.actor(who, soon), at=soon)
    assert Instrument.objects.get(agreement=agreement, kind="appraisal").step == "done"
    chores.discover()
    assert {"tongxin.assessment.chores.begin_rounds", "tongxin.assessment.chores.open_rounds"} <= set(chores.CHORES)


@pytest.mark.django_db
def test_the_page_refuses_a_late_rating_with_a_sentence_and_keeps_what_was_written(cast: Cast) -> None:
    appraisal = begun(cast)
    Opinion.objects.filter(appraisal=appraisal).update(closes_at=cast.at - timedelta(days=400))
    Appraisal.objects.filter(pk=appraisal.pk).update(closes_at=cast.at - timedelta(days=400))
    opinion = opinion_of(appraisal, "unit")
    client = cast.sign_in(Client(), "liaison")
    sent = {f"criterion-{code}": "well" for code in words_of(opinion)["criteria"]}
    sent |= {f"promise-{pk}": "kept" for pk in words_of(opinion)["promises"]} | {"text": "写了很久的话"}
    answer = client.post(reverse("assessment:give", args=[opinion.pk]), sent)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "截止" in shown and "写了很久的话" in shown
    missing = client.post(reverse("assessment:give", args=[opinion.pk]), {"text": "只有一句"})
    assert missing.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_both_give_at_the_same_moment_and_the_round_is_opened_once(cast: Cast) -> None:
    appraisal = begun(cast)
    wanted = {
        side: (opinion_of(appraisal, side), who) for side, who in (("unit", "liaison"), ("community", "secretary"))
    }
    told = {side: words_of(opinion) for side, (opinion, _who) in wanted.items()}
    actors = {side: cast.actor(who) for side, (_opinion, who) in wanted.items()}
    barrier, failed = threading.Barrier(2), []

    def give(side: str) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            actions.give(opinion=wanted[side][0], content=told[side], by=actors[side], at=cast.at)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(side,)) for side in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    appraisal.refresh_from_db()
    assert not failed and appraisal.given == 2 and appraisal.is_open
    assert set(appraisal.opinions.values_list("step", flat=True)) == {"opened"}
