"""Records: every deed appends one row, others listen to it after commit, and batches are sealed into a chain.

class NeedRaised(Event):
    need: "Need"
    says = _("{by}登记了需求")

record(NeedRaised(need=need), by=actor, at=at)
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, dataclass_transform

from django.db import connection, models, transaction

from tongxin.kernel import resting
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in
from tongxin.kernel.models import Listening, Record, Seal
from tongxin.kernel.put import put

EVENTS: dict[str, type["Event"]] = {}
LISTENERS: dict[str, "Listener"] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event:
    """One kind of fact. The first field is what it is about; the others are plain values or other things' names."""

    kind: ClassVar[str]
    says: ClassVar[Any]
    #: A timeline does not name who did it; the record itself does.
    hides_doer: ClassVar[bool] = False
    _names: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        cls._names = tuple(each.name for each in fields(cls))  # type: ignore[arg-type]
        room = cls.__module__.removeprefix("tongxin.").split(".")[0]
        cls.kind = f"{room}.{cls.__name__}"
        if not hasattr(cls, "says"):
            raise TypeError(f"{cls.kind} has no sentence")
        if taken := {"kind", "says", "data", "subject"} & set(cls.__annotations__):
            raise TypeError(f"{cls.kind} may not call a field {taken.pop()}")
        if cls.kind in EVENTS and EVENTS[cls.kind].__module__ != cls.__module__:
            raise TypeError(f"{cls.kind} is declared twice")
        EVENTS[cls.kind] = cls

    @property
    def subject(self) -> models.Model:
        subject: models.Model = getattr(self, self._names[0])
        return subject

    def data(self) -> dict[str, Any]:
        return {name: _plain(getattr(self, name)) for name in self._names[1:]}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"id": value.pk, "text": str(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def record(event: Event, *, by: Actor, at: datetime) -> Record:
    """Append the fact; in the same transaction as the deed. A form that was sent before is refused here."""
    row = as_row(event, by=by, at=at)
    row.form_key = by.once.take()  # type: ignore[assignment]
    return put(row)


def record_many(events: Sequence[Event], *, by: Actor, at: datetime) -> None:
    """The bulk form of `record`, for deeds that do many things at once."""
    copy_in(Record, COLUMNS, (bulk_values(event, by, at) for event in events))


def record_alike(
    event: type[Event], about: type[models.Model], facts: Iterable[tuple[int, Mapping[str, Any]]], *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """The same fact about very many things, given by key and plain data, without building each of them."""
    said = (at, event.kind, by.principal_id or None, by.post_id, by.organization_id, by.on_behalf_of_id)
    label = about._meta.label_lower
    copy_in(Record, COLUMNS, _alike((*said, label), facts))


def _alike(said: tuple[Any, ...], facts: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[Any, ...]]:
    # Much of what is said of very many things is the same from one to the next, and is written out once.
    last: Mapping[str, Any] | None = None
    text = ""
    for key, data in facts:
        if data != last:
            last, text = data, json.dumps(data, ensure_ascii=False)
        yield (*said, key, text)


def record_each(
    event: type[Event], about: type[models.Model],
    facts: Iterable[tuple[datetime, Actor, int, Mapping[str, Any]]],
) -> None:  # fmt: skip
    """The same kind of fact about very many things: when, by whom, about which key, with which plain data."""
    label = about._meta.label_lower
    copy_in(
        Record,
        COLUMNS,
        (
            (at, event.kind, by.principal_id or None, by.post_id, by.organization_id, by.on_behalf_of_id, label, key,
             json.dumps(data, ensure_ascii=False))
            for at, by, key, data in facts
        ),
    )  # fmt: skip


#: What a record says, in the order of `_values`; the other columns have a default or stay empty.
COLUMNS = ("at", "kind", "by_id", "post_id", "in_name_of_id", "on_behalf_of_id", "subject_type", "subject_id", "data")


def as_row(event: Event, *, by: Actor, at: datetime) -> Record:
    return Record(**dict(zip(COLUMNS, _values(event, by, at), strict=True)))


def _values(event: Event, by: Actor, at: datetime) -> tuple[Any, ...]:
    # The clock itself is nobody in the tables.
    who = (by.principal_id or None, by.post_id, by.organization_id, by.on_behalf_of_id)
    return (at, event.kind, *who, event.subject._meta.label_lower, event.subject.pk, event.data())


def bulk_values(event: Event, by: Actor, at: datetime) -> tuple[Any, ...]:
    *said, data = _values(event, by, at)
    return (*said, json.dumps(data, ensure_ascii=False))


def sentence(row: Record) -> str:
    """The fact in words, as the timeline shows it. `row.by` should be fetched with it."""
    event = EVENTS.get(row.kind)
    if event is None:
        return row.kind
    said = {
        key: value["text"] if isinstance(value, dict) and "text" in value else value for key, value in row.data.items()
    }
    return str(event.says).format_map(_Said(by=row.by.name if row.by else "", **said))


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


# Listening


@dataclass(frozen=True)
class Listener:
    """Who hears what. `hear_many` takes a whole batch at once, where one by one would take too long."""

    name: str
    kinds: tuple[str, ...]
    hear: Callable[[Record], None]
    hear_many: Callable[[Sequence[Record]], None] | None = None


def listens(*events: type[Event]) -> Callable[[Callable[[Record], None]], Callable[[Record], None]]:
    """Have a function hear these facts after commit: at least once, in order, idempotent by the record's id."""

    def enlist(hear: Callable[[Record], None]) -> Callable[[Record], None]:
        name = f"{hear.__module__}.{hear.__qualname__}"
        LISTENERS[name] = Listener(name, tuple(event.kind for event in events), hear)
        return hear

    return enlist


def deliver(batch: int = 500) -> int:
    """Let every listener hear what was recorded since; returns how many facts were heard."""
    return sum(_deliver_to(listener, batch) for listener in LISTENERS.values())


def _deliver_to(listener: Listener, batch: int) -> int:
    heard = 0
    while not resting.asked.is_set() and (rows := _next_rows(listener, batch)):
        heard += rows
    return heard


@transaction.atomic
def _next_rows(listener: Listener, batch: int) -> int:
    Listening.objects.get_or_create(listener=listener.name)
    reached = Listening.objects.select_for_update(skip_locked=True).filter(listener=listener.name).first()
    if reached is None:
        return 0
    horizon = _oldest_running()
    rows = list(_settled_after(reached, listener.kinds, horizon)[:batch])
    heard = 0
    if listener.hear_many is not None and rows:
        listener.hear_many(rows)
        heard = len(rows)
    for row in rows[heard:]:
        # A worker that is asked to stop ends between two facts and goes on behind the last one it heard.
        if resting.asked.is_set():
            break
        listener.hear(row)
        heard += 1
    if heard:
        reached.transaction, reached.record_id = rows[heard - 1].transaction, rows[heard - 1].pk
        reached.save()
    elif not rows and horizon - reached.transaction > STEP:
        # Nothing for this listener in a long stretch: begin behind it next time, not at its start again.
        reached.transaction, reached.record_id = horizon, 0
        reached.save()
    return heard


#: So many transactions without a word for a listener are left behind at once.
STEP = 1000


def _settled_after(reached: Listening, kinds: tuple[str, ...], horizon: int) -> models.QuerySet[Record]:
    # A smaller id may commit later; rows of transactions older than any running one are settled.
    after = models.Q(transaction__gt=reached.transaction) | models.Q(
        transaction=reached.transaction, id__gt=reached.record_id
    )
    return (
        Record.objects.filter(after, transaction__lt=horizon, kind__in=kinds)
        .select_related("by")
        .order_by("transaction", "id")
    )


#: The oldest transaction that still runs in this database, or the next one. Transactions of other databases on the
#: same server write no records here, so a stuck one there must not hold up notices here; nor does autovacuum's analyze.
#: The numbers of sessions have 32 bits and wrap; one ahead of the snapshot, as our own may be, holds nothing back.
OLDEST_RUNNING = """
    SELECT coalesce(min(next - CASE WHEN back < 2147483648 THEN back ELSE 0 END), min(next))
    FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next) AS snapshot
    LEFT JOIN pg_stat_activity ON datname = current_database() AND backend_xid IS NOT NULL
        AND backend_type <> 'autovacuum worker'
    CROSS JOIN LATERAL (SELECT (next - backend_xid::text::bigint) & 4294967295 AS back) AS distance
"""


def _oldest_running() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_RUNNING)
        return int(cursor.fetchone()[0])


# Sealing into a chain


@transaction.atomic
def seal(*, at: datetime, batch: int = 10_000) -> Seal | None:
    """Bind the settled records that are not sealed yet into one link of the chain."""
    last = Seal.objects.select_for_update().order_by("-id").first()
    rows = list(Record.objects.filter(seal__isnull=True, transaction__lt=_oldest_running()).order_by("id")[:batch])
    if not rows:
        return None
    root = _merkle([fingerprint(row) for row in rows])
    link = Seal.objects.create(root=root, digest=_chained(last, root), count=len(rows), at=at)
    Record.objects.filter(id__in=[row.pk for row in rows]).update(seal=link)
    return link


def broken_seals() -> Iterator[tuple[Seal, str]]:
    """Walk the chain and name every link that no longer fits what it sealed."""
    last: Seal | None = None
    for link in Seal.objects.order_by("id").iterator():
        rows = list(link.records.order_by("id"))
        if len(rows) != link.count:
            yield link, f"{link.count} records were sealed, {len(rows)} are there"
        elif _merkle([fingerprint(row) for row in rows]) != bytes(link.root):
            yield link, "a sealed record was changed"
        if _chained(last, bytes(link.root)) != bytes(link.digest):
            yield link, "the chain does not join"
        last = link


def fingerprint(row: Record) -> bytes:
    content = [
        row.pk,
        row.at.timestamp(),
        row.kind,
        row.by_id,
        row.post_id,
        row.in_name_of_id,
        row.on_behalf_of_id,
        row.subject_type,
        row.subject_id,
        row.data,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).digest()


def _merkle(leaves: list[bytes]) -> bytes:
    level = leaves
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [hashlib.sha256(b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def _chained(last: Seal | None, root: bytes) -> bytes:
    return hashlib.sha256((bytes(last.digest) if last else b"") + root).digest()
