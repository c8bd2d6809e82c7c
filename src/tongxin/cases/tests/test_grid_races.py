"""A phone that sends again, two phones at once, a server that dies in the middle: each move of a grid is made once."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from tongxin.cases.models import Case
from tongxin.cases.tests import story
from tongxin.cases.tests.test_grid import queued
from tongxin.kernel import offline
from tongxin.kernel.models import OfflineAnswer, Record

pytestmark = pytest.mark.django_db(transaction=True)


def posted_at_once(sendings):
    """The statuses of posts that are released together, each by a client and on a connection of its own."""
    barrier, statuses = threading.Barrier(len(sendings)), []

    def send(client, address, form, head):
        try:
            connection.ensure_connection()
            barrier.wait()
            statuses.append(client.post(address, form, **head).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=each) for each in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def moved(case, name):
    return reverse("cases:act-in-grid", args=[case.pk, name])


def test_one_thing_that_arrives_six_times_at_once_is_done_once_and_answered_alike(cast):
    case = story.reported(cast, category="five_other", text="楼道堆物")
    head = queued(cast, item := uuid4())
    clients = [cast.sign_in(Client(), "grid_worker") for _n in range(6)]
    form = {"answer": "和住户一起搬走了", "form_key": str(item)}
    assert posted_at_once([(each, moved(case, "solve"), form, head) for each in clients]) == {200: 6}
    case.refresh_from_db()
    assert case.step == "appraisal" and OfflineAnswer.objects.count() == 1
    assert Record.objects.about(case).filter(kind="cases.CaseAnswered").count() == 1
    matter = {"text": "井盖松了", "then": "keep", "form_key": (key := str(uuid4()))}
    head = queued(cast, key)
    said = posted_at_once([(each, reverse("cases:raise-in-grid"), matter, head) for each in clients])
    assert said == {200: 6} and Case.objects.filter(text="井盖松了").count() == 1


def test_passed_up_from_two_phones_at_once_it_goes_up_once(cast):
    case = story.reported(cast, category="five_other", text="树枝压着电线")
    sendings = [
        (
            cast.sign_in(Client(), "grid_worker"), moved(case, "pass-up"),
            {"reason": "要断电", "form_key": str(uuid4())}, queued(cast, uuid4()),
        )
        for _n in range(4)
    ]  # fmt: skip
    assert posted_at_once(sendings) == {200: 1, 409: 3}
    assert Record.objects.about(case).filter(kind="cases.CasePassedUp").count() == 1


def test_a_server_that_dies_in_the_middle_has_done_nothing_and_the_phone_sends_again(cast, monkeypatch):
    case = story.reported(cast, category="five_other", text="楼道堆物")
    client, head = cast.sign_in(Client(), "grid_worker"), queued(cast, item := uuid4())
    form = {"answer": "搬走了", "form_key": str(item)}
    with monkeypatch.context() as broken:

        def dies(*args, **kwargs):
            raise OperationalError("server closed the connection unexpectedly")

        # The deed is done, and its answer is not yet written down.
        broken.setattr("tongxin.kernel.offline._outcome", _and_then(dies))
        answer = client.post(moved(case, "solve"), form, **head)
        assert answer.status_code == 503 and not answer.json()["final"]
    case.refresh_from_db()
    assert case.step == "reported" and not OfflineAnswer.objects.exists()
    assert not Record.objects.about(case).filter(kind="cases.CaseAnswered").exists()
    for _n in range(2):
        assert client.post(moved(case, "solve"), form, **head).json()["done"]
    case.refresh_from_db()
    assert case.step == "appraisal" and Record.objects.about(case).filter(kind="cases.CaseAnswered").count() == 1


def _and_then(dies):
    really = offline._outcome

    def outcome(*args, **kwargs):
        really(*args, **kwargs)
        dies()

    return outcome
