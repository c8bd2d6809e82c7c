"""A session knows its account: one question tells both, and it is forgotten when it ran out."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tongxin.people.chores import forget_sessions
from tongxin.people.models import Session
from tongxin.people.sessions import SessionStore


def test_a_session_and_who_holds_it_come_with_one_question(cast):
    client = cast.sign_in(Client(), "worker")
    held = Session.objects.get(session_key=client.session.session_key)
    assert held.account.person_id == cast.people["worker"].pk
    client.get("/needs/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/needs/").status_code == 200
    assert sum("people_session" in each["sql"] for each in asked) == 1 and len(asked) == 2


def test_an_account_that_is_closed_has_no_session_any_more(cast):
    client = cast.sign_in(Client(), "worker")
    account = Session.objects.get(session_key=client.session.session_key).account
    account.is_active = False
    account.save()
    assert client.get("/needs/").status_code == 302


def test_sessions_that_ran_out_are_nobodys_and_go_with_the_day(cast, now):
    client, other = cast.sign_in(Client(), "worker"), cast.sign_in(Client(), "member")
    rows = Session.objects.filter(session_key=client.session.session_key)
    rows.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/needs/").status_code == 302
    assert forget_sessions(now) == 1
    assert not rows.exists() and Session.objects.filter(session_key=other.session.session_key).exists()


def test_a_session_before_sign_in_has_no_account(db):
    store = SessionStore()
    store["columns"] = {}
    store.save()
    row = Session.objects.get(session_key=store.session_key)
    assert row.account is None and SESSION_KEY not in store
