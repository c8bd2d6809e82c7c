"""The bulk form of registering persons: the same checks, seals, constraints and records, through COPY.

Numbers are sealed while they are written, so that a table which is only tried costs no seals.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import sealing
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record_alike
from tongxin.people.events import PersonRegistered
from tongxin.people.identity import identity_number, person_name, phone_number, pinyin_of
from tongxin.people.minors import Ages
from tongxin.people.models import Person


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody who is to be registered."""

    name: str
    area: Area
    phone: str = ""
    identity: str = ""
    skills: tuple[str, ...] = ()
    born_in: int | None = None


class CheckedPerson(NamedTuple):
    """A person whose name, phone and identity number are in their one written form, with their fingerprints."""

    area: Area
    skills: tuple[str, ...]
    name: str
    phone: str
    identity: str
    phone_print: bytes | None
    identity_print: bytes | None
    born_in: int | None = None

    def __repr__(self) -> str:
        # A number must not reach a log by way of an error.
        return f"<checked person in {self.area.path}>"


def fingerprinted(
    *, name: str, area: Area, phone: str, identity: str, skills: tuple[str, ...] = (), born_in: int | None = None
) -> CheckedPerson:
    """Of a person whose name, phone and identity number were checked one by one before, and `born_in` by the ages."""
    return CheckedPerson(
        area, skills, name, phone, identity,
        sealing.fingerprint(phone, purpose="phone") if phone else None,
        sealing.fingerprint(identity, purpose="identity") if identity else None,
        born_in,
    )  # fmt: skip


def checked(new: NewPerson, ages: Ages) -> CheckedPerson:
    """Raises Unfit with a sentence. A child is registered one by one, with its guardian's consent."""
    identity = identity_number(new.identity) if new.identity else ""
    return fingerprinted(
        name=person_name(new.name),
        area=new.area,
        phone=phone_number(new.phone) if new.phone else "",
        identity=identity,
        skills=new.skills,
        born_in=kept_without_guardian(ages, identity, new.born_in),
    )


def kept_without_guardian(ages: Ages, identity: str, born_in: int | None = None) -> int | None:
    """The year of birth to keep of somebody in a table; raises Unfit for a child, who needs a guardian's consent."""
    if not identity and born_in is None:
        return None
    kept = ages.kept(born_in=born_in, identity=identity)
    if kept is not None and ages.is_child(kept):
        raise Unfit(
            _("不满%d周岁的孩子不能批量登记，请在“登记人员”里连同监护人的同意一起登记。") % ages.own_rules_below
        )
    return kept


def register_many(people: Sequence[NewPerson], *, by: Actor, at: datetime) -> list[int]:
    """Register everybody or nobody; returns their keys in the order given. Raises Unfit, IntegrityError on a twin."""
    ages = Ages.of(today(at))
    return register_checked([checked(new, ages) for new in people], by=by, at=at)


@transaction.atomic
def register_checked(
    people: Sequence[CheckedPerson], *, by: Actor, at: datetime, tell: Callable[[int], None] = lambda done: None
) -> list[int]:
    """Write persons that were checked before; `tell` hears how many are written."""
    keys = numbers(Principal, len(people))
    kind = Principal.Kind.PERSON.value
    copy_in(Principal, ("id", "kind", "name"), ((key, kind, one.name) for key, one in zip(keys, people, strict=True)))
    copy_in(Person, COLUMNS, _rows(keys, people, tell))
    record_alike(PersonRegistered, Person, ((key, {}) for key in keys), by=by, at=at)
    return keys


COLUMNS = (
    "principal", "area", "area_path", "skills", "name", "pinyin", "phone", "phone_print", "identity", "identity_print",
    "born_in",
)  # fmt: skip


def _rows(keys: list[int], people: Sequence[CheckedPerson], tell: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    seal = sealing.seal
    for done, (key, one) in enumerate(zip(keys, people, strict=True), start=1):
        if done % 2000 == 0:
            tell(done)
        skills = json.dumps(one.skills, ensure_ascii=False) if one.skills else "[]"
        yield (
            key, one.area.pk, one.area.path, skills, one.name, pinyin_of(one.name),
            seal(one.phone) if one.phone else None, one.phone_print,
            seal(one.identity) if one.identity else None, one.identity_print, one.born_in,
        )  # fmt: skip
