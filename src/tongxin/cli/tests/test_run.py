"""What the start refuses, in a sentence; and the first administrator."""

import os
import socket
import sys
import time
from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth import authenticate

from tongxin.cli import admin, children, run, unfinished
from tongxin.kernel import chores, embedded, resting
from tongxin.kernel.models import Record
from tongxin.organizations.models import Post


def test_a_taken_port_gets_a_sentence_with_a_way_out(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run.run(host="127.0.0.1", port=port, took={}) == 1
    said = capsys.readouterr().out.replace("\n", "")
    assert f"端口 {port} 已被别的程序占用" in said and f"TONGXIN_PORT={port + 1}" in said


def test_demo_sign_ins_stay_on_this_machine(settings, capsys):
    settings.DEMO, settings.DEBUG = True, False
    assert "不能在 0.0.0.0 上对外开放" in run._refusal("0.0.0.0", 0)
    assert run._refusal("127.0.0.1", 0) == ""
    settings.DEMO = False
    assert run._refusal("0.0.0.0", 0) == ""


@pytest.mark.django_db
def test_the_first_administrator_signs_in_and_holds_the_post_at_the_top(now, rf, capsys):
    password = "wind-over-the-lake-88"
    assert admin.create_admin(name="方可", login="fangke", password=password, at=now) == 0
    user = authenticate(rf.post("/"), login="fangke", username="fangke", password=password)
    assert user is not None and user.person.name == "方可"
    post = Post.objects.on((now + timedelta(days=1)).date()).get(person=user.person)
    assert (post.role, post.area.path.count("/")) == ("system_admin", 1)

    assert admin.create_admin(name="方可", login="fangke", password=password, at=now) == 1
    assert "登录名已有人使用" in capsys.readouterr().out


def test_a_child_that_once_lived_is_begun_again_and_one_that_cannot_live_is_named(monkeypatch):
    family = children.Children({"brief": [sys.executable, "-c", ""], "long": [sys.executable, "-c", "input()"]})
    family.begin("brief")
    family.running["brief"].wait()
    assert family.failed() == "brief"

    monkeypatch.setattr(children, "LIVED", 0.0)
    monkeypatch.setattr(children, "PATIENCE", 0.0)
    first = family.running["brief"]
    assert family.failed() is None
    assert family.running["brief"] is not first

    monkeypatch.setattr(children, "PATIENCE", 60.0)
    family.running["brief"].wait()
    again = family.running["brief"]
    time.sleep(0.01)
    assert family.failed() is None and family.running["brief"] is again
    family.stop()


def test_a_waiting_child_goes_on_when_it_is_let_and_one_begun_again_does_not_wait(monkeypatch, tmp_path):
    opened = tmp_path / "opened"
    house = f"import sys; said = sys.argv[1] + sys.stdin.readline(); open({str(opened)!r}, 'w').write(said)"
    family = children.Children({"web": [sys.executable, "-c", house]})
    family.begin("web", waiting=True)
    time.sleep(0.3)
    assert family.running["web"].poll() is None and not opened.exists()
    family.let("web")
    assert family.running["web"].wait(10) == 0 and opened.read_text() == "--when-told\n"

    family.begin("web", waiting=True)
    family.running["web"].kill()
    family.running["web"].wait()
    family.let("web")
    assert family.failed() == "web"


def test_stopping_does_not_wait_for_a_child_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(children, "GRACE", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    family = children.Children({name: [sys.executable, "-c", deaf] for name in ("one", "two")})
    for name in ("one", "two"):
        family.begin(name)
    time.sleep(0.5)
    begun = time.monotonic()
    family.stop()
    assert time.monotonic() - begun < 5
    assert all(child.poll() is not None for child in family.running.values())


@pytest.mark.django_db
def test_a_worker_that_is_asked_to_stop_leaves_the_next_rounds_for_another_time(cast, now):
    assert Record.objects.filter(seal=None).exists()
    resting.asked.set()
    try:
        assert chores.seal_records(now) == 0 == chores.deliver_records(now)
        assert Record.objects.filter(seal=None).exists()
    finally:
        resting.asked.clear()
    assert chores.seal_records(now) > 0


def test_an_unfinished_city_is_known_by_its_note_and_a_finished_one_leaves_none(settings, tmp_path, monkeypatch):
    settings.VAR_DIR, settings.DEMO = tmp_path, True
    with pytest.raises(KeyboardInterrupt), unfinished.being_made():
        raise KeyboardInterrupt
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/city")
    assert "请换一个空的数据库再启动" in unfinished.start_over()
    # The note speaks of one database; another one may start.
    unfinished.note().write_text("elsewhere:5432/other")
    assert unfinished.start_over() == ""

    with unfinished.being_made():
        assert unfinished.note().exists()
    assert not unfinished.note().exists() and unfinished.start_over() == ""


def test_what_an_unfinished_city_left_is_set_aside():
    if os.environ.get("DATABASE_URL"):
        pytest.skip("only of the embedded database")
    name, cluster = f"unfinished_{os.getpid()}", embedded.Cluster.default()
    try:
        assert cluster.create_database(name)
        with psycopg.connect(cluster.url(name), autocommit=True) as half:
            half.execute("CREATE TABLE people ()")
            aside = unfinished.lay_anew(name)
        with psycopg.connect(cluster.url(name)) as fresh:
            assert fresh.execute("SELECT to_regclass('people')").fetchone() == (None,)
        with psycopg.connect(cluster.url(aside)) as kept:
            assert kept.execute("SELECT to_regclass('people')").fetchone() == ("people",)
        cluster.drop_database(aside)
    finally:
        cluster.drop_database(name)
