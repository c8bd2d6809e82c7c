"""A backup of a living city, brought back into an empty database, where everything holds again."""

import os
import stat
import subprocess
import sys
import tarfile
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from tongxin.cli import safekeeping
from tongxin.kernel import embedded, sealing


@pytest.fixture
def empty_database(transactional_db):
    """The address of a new database on the same server; gone afterwards."""
    at = connection.settings_dict
    name = f"{at['NAME']}_restored"
    with _server(at) as server:
        server.execute(f'drop database if exists "{name}"')
        server.execute(f'create database "{name}"')
    host, password = quote(at["HOST"], safe=""), quote(at["PASSWORD"] or "", safe="")
    yield f"postgresql://{at['USER']}:{password}@/{name}?host={host}&port={at['PORT']}"
    with _server(at) as server:
        server.execute(f'drop database "{name}" with (force)')


def _server(at):
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname="postgres", autocommit=True
    )


def tongxin(*words, url):
    return subprocess.run(
        [sys.executable, "-m", "tongxin.cli", *words],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=embedded.PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_whole_into_an_empty_database_only(cast, empty_database, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "minutes.txt").write_text("纪要")
    file = tmp_path / "city.tongxin"
    assert safekeeping.backup(file) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        names = tar.getnames()
        assert {"backup.json", "database.dump", "media/minutes.txt"} <= set(names)
        assert not any("keys" in name for name in names)
        inside = b"".join(tar.extractfile(name).read() for name in ("backup.json", "database.dump"))
    assert not any(key.hex().encode() in inside or key in inside for key in sealing.keys().sealing.values())

    done = tongxin("restore", str(file), url=empty_database)
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(empty_database) as there, connection.cursor() as here:
        for table in ("people_person", "areas_area", "kernel_record"):
            here.execute(f"select count(*) from {table}")
            assert there.execute(f"select count(*) from {table}").fetchone() == here.fetchone() != (0,)

    again = tongxin("restore", str(file), url=empty_database)
    assert again.returncode == 1 and "已有数据" in again.stdout


def test_a_file_that_is_no_backup_is_refused_in_words(db, tmp_path, capsys):
    stranger = tmp_path / "photo.tongxin"
    stranger.write_bytes(b"not a tar")
    assert safekeeping.restore(stranger) == 1
    assert "打不开备份文件" in capsys.readouterr().out.replace("\n", "")
