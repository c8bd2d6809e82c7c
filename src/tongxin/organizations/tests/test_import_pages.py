"""An import through its pages, from the wrong sheet to the mended file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demo.cast import SINCE, Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import ImportRun
from tongxin.organizations.appointments import end_post
from tongxin.organizations.models import Organization, Post
from tongxin.organizations.tasks import work_on_import
from tongxin.organizations.tests.test_imports import book
from tongxin.people.models import Person, User

pytestmark = pytest.mark.django_db


def send(client: Client, kind: str, content: bytes, name: str = "表.xlsx") -> ImportRun:
    answer = client.post("/imports/receive", {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("pk")


def test_a_secretary_brings_persons_in_through_the_pages_and_a_member_may_not(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    assert "空白表" in client.get("/imports/").content.decode()
    assert client.get("/imports/persons/template.xlsx").status_code == 200
    content = book(("封面", [["说明"]]), ("名单", [["姓名", "电话"], ["苏小满", "13887700011"], ["何一", "12"]]))
    run = send(client, "persons", content)
    shown = client.get(f"/imports/{run.pk}/").content.decode()
    assert "2 行里有 1 行要改" in shown and "手机号应为 11 位" in shown
    assert client.get(f"/imports/{run.pk}/faulty.xlsx").status_code == 200
    client.post(f"/imports/{run.pk}/bring-in")
    assert not Person.objects.filter(name="苏小满").exists()
    other = cast.sign_in(Client(), "member")
    assert other.get("/imports/").status_code == 403 and other.get(f"/imports/{run.pk}/").status_code == 404


def test_a_missing_column_is_pointed_at_by_hand_and_the_mended_rows_come_back(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    run = send(client, "persons", book(("名单", [["谁", "电话"], ["苏小满", "13887700011"], ["何一", "12"]])))
    assert "没有认出这些列：姓名" in client.get(f"/imports/{run.pk}/").content.decode()
    client.post(f"/imports/{run.pk}/choose", {"sheet": "名单", "column-name": "0", "column-phone": "1"})
    assert "1 行要改" in client.get(f"/imports/{run.pk}/").content.decode()
    mended = book(("人员", [["原表行号", "问题", "谁", "电话"], [3, "", "何一", "13887700012"]]))
    client.post(f"/imports/{run.pk}/mend", {"file": SimpleUploadedFile("改好.xlsx", mended)})
    assert "可以导入" in client.get(f"/imports/{run.pk}/").content.decode()
    assert client.post(f"/imports/{run.pk}/bring-in").status_code == 302
    assert Person.objects.filter(name__in=["苏小满", "何一"]).count() == 2
    assert "已全部导入" in client.get(f"/imports/{run.pk}/").content.decode()
    assert client.post(f"/imports/{run.pk}/bring-in").status_code == 409
    assert Person.objects.filter(name__in=["苏小满", "何一"]).count() == 2


def test_what_is_no_table_is_refused_in_words(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    photo = SimpleUploadedFile("相片.jpg", b"\xff\xd8")
    answer = client.post("/imports/receive", {"kind": "persons", "file": photo})
    assert answer.status_code == 422 and "只能导入" in answer.content.decode()
    heavy = SimpleUploadedFile("大.xlsx", b"0" * (31 * 1024 * 1024))
    assert client.post("/imports/receive", {"kind": "persons", "file": heavy}).status_code == 413
    assert client.post("/imports/receive", {"kind": "organizations"}).status_code == 422
    assert Organization.objects.count() and not ImportRun.objects.exists()


def test_a_long_table_is_left_to_the_worker_and_the_page_waits(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongxin.organizations.views.importing.AT_ONCE", 10)
    cast.sign_in(client, "secretary")
    account = User.objects.get(login="secretary")
    run = send(client, "persons", book(("名单", [["姓名", "电话"], ["苏小满", "13887700011"]])))
    assert "正在核对" in client.get(f"/imports/{run.pk}/").content.decode()
    work = {"run_id": run.pk, "user_id": account.pk, "post_id": None}
    work_on_import(**work, deed="try_dry")
    assert client.get(f"/imports/{run.pk}/progress")["HX-Refresh"] == "true"
    assert client.post(f"/imports/{run.pk}/bring-in").status_code == 302
    assert "正在导入" in client.get(f"/imports/{run.pk}/progress").content.decode()
    assert not Person.objects.filter(name="苏小满").exists()
    for _n in range(2):
        work_on_import(**work, deed="bring_in")
    assert Person.objects.filter(name="苏小满").count() == 1
    assert "已全部导入" in client.get(f"/imports/{run.pk}/").content.decode()


def test_who_lost_the_post_meanwhile_brings_nothing_in(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongxin.organizations.views.importing.AT_ONCE", 10)
    run = send(cast.sign_in(client, "secretary"), "persons", book(("名单", [["姓名"], ["苏小满"]])))
    post = Post.objects.get(person=cast.people["secretary"])
    end_post(post=post, on=SINCE, reason="调任", by=SYSTEM, at=cast.at)
    user = User.objects.get(login="secretary")
    work_on_import(run_id=run.pk, user_id=user.pk, post_id=post.pk, deed="try_dry")
    run.refresh_from_db()
    assert run.step == "failed" and "没有这项权限" in run.failure
