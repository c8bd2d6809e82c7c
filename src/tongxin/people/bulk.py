"""The bulk form of registering persons: the same checks, seals, constraints and records, through COPY."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record_many
from tongxin.people.actions import person_columns
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


@transaction.atomic
def register_many(people: Sequence[NewPerson], *, by: Actor, at: datetime) -> list[int]:
    """Register everybody or nobody; returns their keys in the order given. Raises Unfit, IntegrityError on a twin."""
    keys = numbers(Principal, len(people))
    columns = [person_columns(name=each.name, phone=each.phone, identity=each.identity) for each in people]
    copy_in(
        Principal,
        ("id", "kind", "name"),
        ((key, Principal.Kind.PERSON, each["name"]) for key, each in zip(keys, columns, strict=True)),
    )
    copy_in(
        Person,
        ("principal", "area", "area_path", "skills", *COLUMNS),
        (
            (key, new.area.pk, new.area.path, json.dumps(new.skills, ensure_ascii=False), *(each[c] for c in COLUMNS))
            for key, new, each in zip(keys, people, columns, strict=True)
        ),
    )
    record_many([PersonRegistered(person=Person(pk=key)) for key in keys], by=by, at=at)
    return keys
