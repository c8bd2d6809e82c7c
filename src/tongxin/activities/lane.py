"""The crowd's lane: check-ins of thousands at one door, answered in front of Django.

A bare WSGI callable. It checks the signed pass, queues the check-in and waits; one thread per process takes whatever
has queued up meanwhile, checks the codes, and writes the whole group in one statement and one commit: attendance,
record and, by the trigger, the kept count. Only then everybody in the group is answered, so that what was
acknowledged survives a crash, and what comes twice is found by the table's own constraint.

The same words are answered as by `views.resident.lane`, which stands behind it.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.db import close_old_connections, connection

from tongxin.activities import attempts, attending, codes, passes
from tongxin.activities.errors import CodeExpired, WrongCode
from tongxin.activities.models import Activity, Attendance
from tongxin.kernel.clock import CHINA

ADDRESS = "/lane/check-in"
#: A form of this lane is a few hundred bytes; more is none of ours.
MOST_BYTES = 4096
#: So many at most in one commit, so that nobody waits for somebody else's long statement.
GROUP = 1000
#: While a crowd comes the writer lets so many seconds pass before the next group: each statement has a price of its
#: own, and a group of thirty costs little more than one of ten. Who comes alone does not wait.
LINGER_SECONDS, CROWD = 0.003, 4
#: What an activity was asked for (its time, whether it is alive) is known for so many seconds.
KNOWN_SECONDS = 2.0
PATIENCE_SECONDS = 20.0

STATUS = {
    "in": "200 OK",
    "already": "409 Conflict",
    "closed": "409 Conflict",
    "no-place": "409 Conflict",
    "uninsured": "409 Conflict",
    "expired": "410 Gone",
    "wrong": "422 Unprocessable Content",
    "rest": "429 Too Many Requests",
    "no-pass": "403 Forbidden",
    "again": "503 Service Unavailable",
}
BODIES = {said: f'{{"said": "{said}"}}'.encode() for said in STATUS}

Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Ticket:
    """One person waiting at the door."""

    __slots__ = ("activity_id", "at", "code", "gate", "person_id", "said")

    def __init__(self, activity_id: int, person_id: int, code: str, at: float) -> None:
        self.activity_id, self.person_id, self.code, self.at = activity_id, person_id, code, at
        self.said = "again"
        self.gate = threading.Lock()
        self.gate.acquire()


@dataclass(frozen=True)
class Door:
    """What the lane has to know of an activity, asked anew every few seconds."""

    opens: float
    closes: float
    code_seconds: int
    tries: int
    rest_seconds: float
    asked_at: float
    insured: bool = True

    def refuses(self, ticket: Ticket) -> str:
        """The word for why this ticket is not let in, or nothing."""
        if not self.opens <= ticket.at <= self.closes:
            return "closed"
        if not self.insured:
            return "uninsured"
        try:
            codes.check(
                ticket.activity_id, ticket.code, datetime.fromtimestamp(ticket.at, UTC), seconds=self.code_seconds
            )
        except CodeExpired:
            return "expired"
        except WrongCode:
            return "wrong"
        return ""


class Lane:
    """The queue of one process and the thread that writes it down."""

    def __init__(self) -> None:
        self._waiting: list[Ticket] = []
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._writer: threading.Thread | None = None
        self._doors: dict[int, Door] = {}
        self._own: psycopg.Connection[Any] | None = None
        self._is_open = True

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one check-in: to a script in JSON, to a form by going back to the check-in page."""
        activity_id, said = self._receive(environ)
        if activity_id and "text/html" in environ.get("HTTP_ACCEPT", ""):
            start("303 See Other", [("Location", f"/in/{activity_id}/?said={said}"), ("Content-Length", "0")])
            return [b""]
        body = BODIES[said]
        start(STATUS[said], [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _receive(self, environ: dict[str, Any]) -> tuple[int, str]:
        now = time.time()
        said = environ.get("CONTENT_LENGTH") or "0"
        length = int(said) if said.isascii() and said.isdecimal() else 0
        if not 0 < length <= MOST_BYTES:
            return 0, "no-pass"
        form = parse_qs(environ["wsgi.input"].read(length).decode("utf-8", "replace"))
        shown = passes.read(form.get("pass", [""])[0], now=now)
        if shown is None:
            return 0, "no-pass"
        ticket = Ticket(shown.activity_id, shown.person_id, codes.plain(form.get("code", [""])[0]), now)
        self._queue(ticket)
        ticket.gate.acquire(timeout=PATIENCE_SECONDS)
        return shown.activity_id, ticket.said

    def _queue(self, ticket: Ticket) -> None:
        with self._lock:
            self._waiting.append(ticket)
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write, name="lane", daemon=True)
                self._writer.start()
        self._bell.set()

    def _write(self) -> None:
        """Take what is there, commit it, answer, and take what has come meanwhile."""
        group: list[Ticket] = []
        while self._is_open:
            self._bell.wait()
            self._bell.clear()
            while group := self._take(lingering=len(group) >= CROWD):
                try:
                    self._settle(group)
                except Exception:
                    # The database is away or the connection broke: nobody is told "in", and everybody may try again.
                    self._forget()
                for ticket in group:
                    ticket.gate.release()
        self._forget()
        connection.close()

    def close(self) -> None:
        """Let the writer finish and give its connections back."""
        self._is_open = False
        self._bell.set()
        if self._writer is not None:
            self._writer.join()

    def _take(self, *, lingering: bool) -> list[Ticket]:
        if lingering:
            time.sleep(LINGER_SECONDS)
        with self._lock:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        return group

    def _settle(self, group: list[Ticket]) -> None:
        coming: dict[tuple[int, int], Ticket] = {}
        twice: list[Ticket] = []
        wrong: dict[tuple[int, int], list[Ticket]] = defaultdict(list)
        for ticket in group:
            key, door = (ticket.activity_id, ticket.person_id), self._door(ticket.activity_id)
            if len(wrong.get(key, ())) >= door.tries:
                ticket.said = "rest"
            elif refused := door.refuses(ticket):
                ticket.said = refused
                if refused == "wrong":
                    wrong[key].append(ticket)
            elif coming.setdefault(key, ticket) is not ticket:
                twice.append(ticket)
        if wrong:
            self._count(wrong)
        if coming:
            for activity_id, person_id, said in self._commit(list(coming.values())):
                coming[activity_id, person_id].said = said
        for ticket in twice:
            first = coming[ticket.activity_id, ticket.person_id].said
            ticket.said = "already" if first == "in" else first

    def _count(self, wrong: dict[tuple[int, int], list[Ticket]]) -> None:
        """Count wrong codes; whoever rests already is told so."""
        limits = {key[0]: (self._door(key[0]).tries, self._door(key[0]).rest_seconds) for key in wrong}
        counted = attempts.count_many({key: len(tickets) for key, tickets in wrong.items()}, limits, at=time.time())
        for key in wrong.keys() - counted:
            for ticket in wrong[key]:
                ticket.said = "rest"

    def _commit(self, tickets: list[Ticket]) -> list[tuple[int, int, str]]:
        if self._own is None:
            parameters = connection.get_connection_params()
            parameters.pop("cursor_factory", None)
            self._own = psycopg.connect(**parameters, autocommit=True)
        asked = (
            [ticket.activity_id for ticket in tickets],
            [ticket.person_id for ticket in tickets],
            [ticket.at for ticket in tickets],
            [self._door(ticket.activity_id).tries for ticket in tickets],
        )
        return self._own.execute(CHECK_IN, asked, prepare=True).fetchall()

    def _door(self, activity_id: int) -> Door:
        known = self._doors.get(activity_id)
        now = time.monotonic()
        if known is None or now - known.asked_at > KNOWN_SECONDS:
            known = self._doors[activity_id] = _ask(activity_id, now)
        return known

    def _forget(self) -> None:
        self._doors.clear()
        own, self._own = self._own, None
        if own is not None:
            own.close()


def _ask(activity_id: int, now: float) -> Door:
    close_old_connections()
    activity = Activity.objects.filter(pk=activity_id, status__in=Activity.ALIVE).first()
    if activity is None:
        return Door(0, 0, 1, 1, 0, now)
    at = datetime.now(UTC)
    opens, closes = attending.window(activity, at)
    tries, rest = attempts.limit(activity, at)
    seconds = attending.code_seconds(activity, at)
    insured = not activity.is_uninsured
    return Door(opens.timestamp(), closes.timestamp(), seconds, tries, rest.total_seconds(), now, insured)


#: One statement, so that attendance, record and count hold together or not at all. Who may come is asked here again:
#: a place where places are limited, membership where the activity is for members, insurance where it is dangerous.
CHECK_IN = f"""
WITH asked AS (
    SELECT t.*, EXISTS (
        SELECT FROM activities_codeattempt w
        WHERE w.activity_id = t.activity_id AND w.person_id = t.person_id
          AND w.wrong >= t.tries AND w.until > to_timestamp(t.moment)
    ) AS rests
    FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::int[]) AS t(activity_id, person_id, moment, tries)
), entitled AS (
    SELECT asked.activity_id, asked.person_id, to_timestamp(asked.moment) AS at, a.title, p.name
    FROM asked
    JOIN activities_activity a ON a.id = asked.activity_id AND a.status IN ('open', 'closed')
        AND (a.dangers = '{{}}' OR a.policy_id IS NOT NULL)
    JOIN activities_turnout t ON t.activity_id = a.id
    JOIN people_person p ON p.principal_id = asked.person_id
    WHERE NOT asked.rests AND (
        t.places IS NULL AND (a.audience = 'everybody' OR EXISTS (
            SELECT FROM organizations_affiliation m
            WHERE m.person_id = asked.person_id
              AND (a.begins_at AT TIME ZONE '{CHINA.key}')::date
                  BETWEEN m.valid_from AND coalesce(m.valid_to, 'infinity')
        ))
        OR EXISTS (
            SELECT FROM activities_signup s
            WHERE s.activity_id = asked.activity_id AND s.person_id = asked.person_id
              AND s.state IN ('signed', 'offered')
        )
    )
), came AS (
    INSERT INTO activities_attendance (activity_id, person_id, how, checked_in_at, by_id, on_duty, is_member)
    SELECT activity_id, person_id, 'code', at, person_id, false, false FROM entitled
    -- In one order by all lanes, so that two which hold the same people do not wait for each other in a circle.
    ORDER BY activity_id, person_id
    ON CONFLICT (activity_id, person_id) WHERE struck_at IS NULL DO NOTHING
    RETURNING id, activity_id, person_id
), noted AS (
    INSERT INTO kernel_record (at, kind, by_id, subject_type, subject_id, data)
    SELECT e.at, 'activities.CheckedIn', e.person_id, 'activities.attendance', c.id, jsonb_build_object(
        'activity', jsonb_build_object('id', e.activity_id, 'text', e.title),
        'person', jsonb_build_object('id', e.person_id, 'text', e.name),
        'how', '{Attendance.How.CODE.label}'
    )
    FROM came c JOIN entitled e USING (activity_id, person_id)
)
SELECT asked.activity_id, asked.person_id, CASE
    WHEN c.id IS NOT NULL THEN 'in'
    WHEN e.person_id IS NOT NULL OR EXISTS (
        SELECT FROM activities_attendance h
        WHERE h.activity_id = asked.activity_id AND h.person_id = asked.person_id AND h.struck_at IS NULL
    ) THEN 'already'
    WHEN asked.rests THEN 'rest'
    ELSE 'no-place' END
FROM asked
LEFT JOIN came c USING (activity_id, person_id)
LEFT JOIN entitled e USING (activity_id, person_id)
"""


def before(application: Application) -> Application:
    """Put the lane in front of the application: check-ins go to the lane, everything else goes on."""
    lane = Lane()

    def door(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == ADDRESS and environ["REQUEST_METHOD"] == "POST":
            return lane(environ, start)
        return application(environ, start)

    return door
