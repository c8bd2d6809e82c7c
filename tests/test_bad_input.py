"""Whatever goes wrong has a clear sentence and a fitting status, and loses nothing. Bad tables stand in
`organizations/tests/test_imports.py`, bad needs, offers and wishes beside their deeds."""

import threading
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.exchange.models import Need
from tongxin.exchange.tests import story
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import ImportRun
from tongxin.kernel.web import DoorMiddleware
from tongxin.organizations.models import Post
from tongxin.people import actions as people
from tongxin.people.models import AccessCode, Person, User
from tongxin.portal.models import Feedback

pytestmark = pytest.mark.django_db

LONG = 3 * 1024 * 1024


def test_a_post_that_ended_yesterday_opens_and_moves_nothing_today(cast: Cast) -> None:
    need = story.raised(cast)
    client = cast.sign_in(Client(), "worker")
    assert client.get("/people/register/").status_code == 200
    Post.objects.filter(person__user__login="worker").update(valid_to=today(timezone.now()) - timedelta(days=1))
    refused = client.get("/people/register/")
    assert refused.status_code == 403 and str(NotYours.sentence) in refused.content.decode()
    move = client.post(reverse("exchange:move-need", args=[need.pk, "verify"]), {"form_key": uuid4()})
    assert move.status_code == 404
    need.refresh_from_db()
    assert need.step == "registered" and Need.objects.count() == 1
    # Without the post one stays a resident, with a resident's pages.
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/my/"


@pytest.mark.parametrize("address", ["/r/%00/", "/report/places/?where=%00", "/public/cases/?category=%00"])
def test_what_no_database_can_hold_is_said_to_be_amiss_and_is_no_fault(cast: Cast, address: str) -> None:
    refused = Client().get(address)
    assert refused.status_code == 400 and "看不见的字符" in refused.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_wait_for_each_other_one_is_asked_to_send_again(cast: Cast, rf: RequestFactory) -> None:
    gate, told = threading.Barrier(2), []

    def hold_both(*names: str) -> None:
        try:
            with transaction.atomic():
                for name in names:
                    Person.objects.select_for_update().get(pk=cast.people[name].pk)
                    if name == names[0]:
                        gate.wait()
        except OperationalError as error:
            request = rf.post("/feedback/", headers={"HX-Request": "true"})
            told.append(DoorMiddleware(lambda _request: HttpResponse()).process_exception(request, error))
        finally:
            connection.close()

    both = [
        threading.Thread(target=hold_both, args=names) for names in (("member", "resident"), ("resident", "member"))
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    (refused,) = told
    assert refused.status_code == 409 and "没有丢失" in refused.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_and_came_back_is_told_and_loses_nothing(cast: Cast) -> None:
    client = cast.sign_in(Client(), "worker")
    said = {"text": "楼道灯不亮", "page": "/public/", "form_key": str(uuid4())}
    assert client.get("/feedback/").status_code == 200
    _end_our_connection()
    refused = client.post("/feedback/", said)
    assert refused.status_code == 503 and "没有丢失" in refused.content.decode()
    # Each request of a server begins with this; the test client leaves it out.
    close_old_connections()
    assert client.get("/health").json() == {"ok": True, "database": True}
    assert client.post("/feedback/", said).status_code == 302
    assert [given.text for given in Feedback.objects.all()] == ["楼道灯不亮"]


@pytest.mark.django_db(transaction=True)
def test_the_health_page_says_when_the_database_is_away(cast: Cast, client: Client) -> None:
    assert client.get("/health").status_code == 200
    _end_our_connection()
    away = client.get("/health")
    assert away.status_code == 503 and away.json() == {"ok": False, "database": False}
    assert client.get("/health").status_code == 200


def _end_our_connection() -> None:
    """What a restart of PostgreSQL does to the connections that were open."""
    connection.ensure_connection()
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def test_a_code_that_ran_out_opens_nothing_and_says_where_to_get_another(cast: Cast, client: Client) -> None:
    person = people.register(name="苏小满", area=cast.home, by=cast.worker, at=cast.at)
    code = people.make_code(person=person, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    AccessCode.objects.update(expires_at=cast.at - timedelta(minutes=1))
    sent = {"code": code, "login": "suxiaoman", "password": "很长的-密码-2026", "again": "很长的-密码-2026"}
    answer = client.post("/open-account/", sent)
    page = answer.content.decode()
    assert answer.status_code == 410 and "suxiaoman" in page and "过期" in page
    assert not User.objects.filter(login="suxiaoman").exists()


def test_who_is_refused_finds_the_way_back_to_what_was_typed(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "liaison")
    form = "http://testserver/resources/enter/?a=1"
    sent = {"headers": {"Host": "testserver", "Referer": form}}
    page = client.post("/needs/assignments/confirm/", **sent)
    assert page.status_code == 403 and 'href="/resources/enter/?a=1"' in page.content.decode()
    strange = {"headers": {"Host": "testserver", "Referer": "http://elsewhere.example/resources/enter/"}}
    assert "回到刚才的页面" not in client.post("/needs/assignments/confirm/", **strange).content.decode()


def test_a_photo_of_thirty_megabytes_is_refused_wherever_a_file_is_taken(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    content = b"\xff\xd8" + b"0" * (30 * 1024 * 1024)
    sent = {"kind": "persons", "file": SimpleUploadedFile("相片.xlsx", content)}
    refused = client.post("/imports/receive", sent)
    assert refused.status_code == 413 and "30 MB" in refused.content.decode() and not ImportRun.objects.exists()
    run = ImportRun.objects.create(
        kind="persons", filename="a.xlsx", content=b"x", sheet="a", area_path="", by_id=cast.secretary.principal_id,
        at=cast.at,
    )  # fmt: skip
    mended = client.post(f"/imports/{run.pk}/mend", {"file": SimpleUploadedFile("相片.xlsx", content)})
    assert mended.status_code == 413


def test_a_text_as_long_as_a_book_is_too_large_and_not_unreadable(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    answer = client.post("/feedback/", {"text": "长" * LONG, "page": "/"})
    assert answer.status_code == 413 and "超过了允许的大小" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_markup_in_a_title_is_shown_as_it_was_typed_on_every_face(cast: Cast) -> None:
    need = story.raised(cast, title="<img src=x onerror=alert(1)>灯")
    worker = cast.sign_in(Client(), "worker")
    for address in ("/needs/", need.get_absolute_url(), "/desk/", "/search/?q=灯"):
        page = worker.get(address).content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page, address


@pytest.mark.parametrize("address", ["/needs/999999/", "/needs/abc/", "/nowhere/", "/needs/1/../../etc/passwd"])
def test_an_address_that_never_was_is_answered_in_words(cast: Cast, address: str) -> None:
    answer = cast.sign_in(Client(), "worker").get(address)
    assert answer.status_code == 404 and "没有找到" in answer.content.decode()


def test_a_stranger_who_is_signed_in_elsewhere_learns_nothing_from_an_address(cast: Cast) -> None:
    need = story.raised(cast)
    there, nowhere = (
        cast.sign_in(Client(), "neighbor").get(address) for address in (need.get_absolute_url(), "/needs/999999/")
    )
    assert there.status_code == nowhere.status_code == 404
    assert need.title not in there.content.decode() and there.content == nowhere.content
