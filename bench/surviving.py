"""Surviving: what of a crowd's check-ins is left when web and database are killed with -9 in the middle.

It runs on a PostgreSQL of its own, so that nobody else's is killed.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.ground import environment
from bench.serving import HOST, Unwell, free_port
from tongxin.cli.children import web_command
from tongxin.kernel import embedded

DATABASE = "surviving"
PEOPLE, CLIENTS = 4_000, 64
#: The blow falls when so many have been told that they are in.
BLOW_AFTER = 1_200


@dataclass(frozen=True)
class Outcome:
    """What was acknowledged before the blow and in all, and what the tables say after everybody came again."""

    before_blow: int
    acknowledged: int
    lost: int
    double: int
    counted: int


def survive(cluster: embedded.Cluster) -> Outcome:
    """Let a crowd in, kill everything in the middle, start again, let the others come, and count."""
    house = House(cluster)
    with house.serving():
        crowd = Crowd(house, house.gather())
        crowd.come(crowd.people, blow=house.kill)
    before = len(crowd.told)
    with house.serving():
        crowd.come([person for person in crowd.people if person not in crowd.told])
        # Whoever was told to be in knocks once more, and must be known.
        crowd.come(list(crowd.told))
    return _outcome(house, crowd, before)


class House:
    """A web server and a database that may be killed."""

    def __init__(self, cluster: embedded.Cluster) -> None:
        self.cluster = cluster
        self.port = free_port()
        self.environment = environment(DATABASE) | {"DATABASE_URL": cluster.url(DATABASE)}
        self.web: subprocess.Popen[bytes] | None = None
        self.code, self.activity = "", 0

    @contextmanager
    def serving(self) -> Iterator[None]:
        self.cluster.start()
        command = web_command(host=HOST, port=self.port)
        self.web = subprocess.Popen(command, env=self.environment, cwd=embedded.PROJECT, start_new_session=True)
        try:
            self._wait()
            yield
        finally:
            self._kill_web()

    def gather(self) -> dict[int, str]:
        """Make the crowd and its activity in a process of its own; gives a pass per person."""
        said = subprocess.run(
            [sys.executable, "-m", "bench.surviving"], env=self.environment, check=True, capture_output=True, text=True
        ).stdout
        head, *lines = said.strip().splitlines()
        self.activity = int(head)
        return {int(person): paper for person, _blank, paper in (line.partition(" ") for line in lines)}

    def kill(self) -> None:
        """-9 to the web's whole family and to the database's, without a word before."""
        self._kill_web()
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        for pid in (postmaster, *_children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not _is_gone(postmaster):
            # Where no init collects the dead, their number stays taken and the next start would wait for it.
            (self.cluster.data / "postmaster.pid").unlink()
            (self.cluster.socket_dir / f".s.PGSQL.{embedded.PORT}.lock").unlink()

    def _kill_web(self) -> None:
        if self.web is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()
            self.web = None

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise Unwell("no answer after the start")


class Crowd:
    """People with their passes, and who was told to be in."""

    def __init__(self, house: House, passes: dict[int, str]) -> None:
        self.house, self.passes = house, passes
        self.people = list(passes)
        self.told: set[int] = set()
        # Told to be in, and let in once more as if new: their first time was lost.
        self.forgotten: set[int] = set()

    def come(self, people: list[int], blow: object = None) -> None:
        """All of `people` knock over CLIENTS connections; `blow` is struck once in the middle."""
        queue, lock = iter(people), threading.Lock()
        struck = threading.Event()

        def knock() -> None:
            connection = http.client.HTTPConnection(HOST, self.house.port, timeout=30)
            while not struck.is_set():
                with lock:
                    person = next(queue, None)
                if person is None:
                    return
                self._enter(connection, person)
                if blow and len(self.told) >= BLOW_AFTER and not struck.is_set():
                    struck.set()
                    blow()  # type: ignore[operator]

        threads = [threading.Thread(target=knock) for _n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _enter(self, connection: http.client.HTTPConnection, person: int) -> None:
        body = urlencode({"pass": self.passes[person], "code": _code(self.house.activity)})
        try:
            connection.request("POST", "/lane/check-in", body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return
        if answer.status == 200:
            (self.forgotten if person in self.told else self.told).add(person)


def _code(activity_id: int) -> str:
    from datetime import UTC, datetime

    from tongxin.activities import codes

    return codes.code_at(activity_id, datetime.now(UTC), seconds=30).digits


def _outcome(house: House, crowd: Crowd, before: int) -> Outcome:
    with psycopg.connect(house.cluster.url(DATABASE)) as connection:
        rows = connection.execute(
            "SELECT person_id, count(*) FROM activities_attendance WHERE activity_id = %s GROUP BY person_id",
            [house.activity],
        ).fetchall()
        records = connection.execute(
            "SELECT count(*) FROM kernel_record WHERE kind = 'activities.CheckedIn' AND subject_id IN "
            "(SELECT id FROM activities_attendance WHERE activity_id = %s)",
            [house.activity],
        ).fetchone()
        kept = connection.execute(
            "SELECT came FROM activities_turnout WHERE activity_id = %s", [house.activity]
        ).fetchone()
    there: dict[int, int] = dict(rows)
    if not (records and kept and records[0] == kept[0] == len(there) == sum(there.values())):
        raise Unwell(f"{len(there)} are written down, {records} recorded, {kept} counted")
    return Outcome(
        before_blow=before,
        acknowledged=len(crowd.told),
        lost=len(crowd.forgotten | (set(crowd.people) - set(there))),
        double=sum(times > 1 for times in there.values()),
        counted=kept[0],
    )


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
                found += [int(folder.name)] if int(parent) == pid else []
    return found


def _is_gone(pid: int, patience: float = 20) -> bool:
    """Wait until the process has ended; false when nobody collected it."""
    stat, until = Path(f"/proc/{pid}/stat"), time.monotonic() + patience
    while time.monotonic() < until and stat.exists():
        with suppress(OSError):
            if stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return False
        time.sleep(0.05)
    return not stat.exists()


@contextmanager
def own_cluster() -> Iterator[embedded.Cluster]:
    """A PostgreSQL of its own with the migrated database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tongxin-surviving-") as folder:
        Path(folder).chmod(0o755)
        cluster = embedded.Cluster(Path(folder) / "pg")
        cluster.start()
        try:
            cluster.create_database(DATABASE)
            told = environment(DATABASE) | {"DATABASE_URL": cluster.url(DATABASE)}
            subprocess.run([sys.executable, "-m", "bench.ground"], env=told, check=True)
            yield cluster
        finally:
            cluster.stop()


def _gather() -> None:
    import django

    django.setup()
    from bench.crowd import gather, plan
    from tongxin.activities import passes

    people, activity = gather(PEOPLE), plan("surviving")
    print(activity.pk)
    for person in people:
        print(person, passes.sign(activity.pk, person, until=activity.ends_at))


if __name__ == "__main__":
    _gather()
