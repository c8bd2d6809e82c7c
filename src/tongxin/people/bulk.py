"""The bulk form of registering persons: the same checks, seals, constraints and records, through COPY."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record_alike
from tongxin.people.actions import person_columns, sealed_columns
from tongxin.people.events import PersonRegistered
from tongxin.people.models import Person

COLUMNS = ("name", "pinyin", "phone", "phone_print", "identity", "identity_print")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody who is to be registered."""

    name: str
    area: Area
    phone: str = ""
    identity: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """A person whose columns are checked and sealed, ready to be written."""

    area_id: int
    area_path: str
    skills: tuple[str, ...]
    name: str
    pinyin: str
    phone: bytes | None
    phone_print: bytes | None
    identity: bytes | None
    identity_print: bytes | None


def checked(new: NewPerson) -> CheckedPerson:
    """Raises Unfit with a sentence."""
    columns = person_columns(name=new.name, phone=new.phone, identity=new.identity)
    return CheckedPerson(new.area.pk, new.area.path, new.skills, **columns)


def sealed(new: NewPerson) -> CheckedPerson:
    """Of a person whose name, phone and identity number were checked one by one before."""
    columns = sealed_columns(name=new.name, phone=new.phone, identity=new.identity)
    return CheckedPerson(new.area.pk, new.area.path, new.skills, **columns)


def register_many(people: Sequence[NewPerson], *, by: Actor, at: datetime) -> list[int]:
    """Register everybody or nobody; returns their keys in the order given. Raises Unfit, IntegrityError on a twin."""
    return register_checked([checked(new) for new in people], by=by, at=at)


@transaction.atomic
def register_checked(
    people: Sequence[CheckedPerson], *, by: Actor, at: datetime, tell: Callable[[int], None] = lambda done: None
) -> list[int]:
    """Write persons that were checked before; `tell` hears how many are written."""
    keys = numbers(Principal, len(people))
    kind = Principal.Kind.PERSON.value
    copy_in(Principal, ("id", "kind", "name"), ((key, kind, one.name) for key, one in zip(keys, people, strict=True)))
    copy_in(Person, ("principal", "area", "area_path", "skills", *COLUMNS), _rows(keys, people, tell))
    record_alike(PersonRegistered, Person, ((key, {}) for key in keys), by=by, at=at)
    return keys


def _rows(keys: list[int], people: Sequence[CheckedPerson], tell: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    read = attrgetter(*COLUMNS)
    for done, (key, one) in enumerate(zip(keys, people, strict=True), start=1):
        if done % 2000 == 0:
            tell(done)
        skills = json.dumps(one.skills, ensure_ascii=False) if one.skills else "[]"
        yield (key, one.area_id, one.area_path, skills, *read(one))
