"""Persons as they come in tables. The kind "persons" is declared where memberships are known, in `organizations`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.areas.queries import Places
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import Import, Tell
from tongxin.people.bulk import CheckedPerson, fingerprinted, kept_without_guardian, register_checked
from tongxin.people.identity import identity_number, person_name, phone_number
from tongxin.people.minors import Ages
from tongxin.people.models import Person

#: So many fingerprints are asked for at once.
CHUNK = 5000


class PersonRows(Import):
    """Check and seal persons row by row; nobody twice, in the file or in the register."""

    cells = {"name": person_name, "phone": phone_number, "identity": identity_number}

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.places = Places(on=today(at), reach=by.steers)
        self.ages = Ages.of(today(at))
        self.home = Area.objects.filter(path=by.area_path).first()

    def check(self, row: dict[str, Any]) -> CheckedPerson:
        identity = row.get("identity") or ""
        return fingerprinted(
            name=row["name"],
            area=self.place_of(row),
            phone=row.get("phone") or "",
            identity=identity,
            skills=row.get("skills") or (),
            born_in=kept_without_guardian(self.ages, identity),
        )

    def place_of(self, row: dict[str, Any]) -> Area:
        if text := row.get("area"):
            return self.places.find(text)
        if self.home is None:
            raise Unfit(_("没有填所在社区。"))
        return self.home

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        yield from self._same_identity(rows)
        yield from self._same_name_and_phone(rows)

    def save(self, things: list[Any], tell: Tell) -> None:
        register_checked(things, by=self.by, at=self.at, tell=tell)

    def _same_identity(self, rows: Sequence[tuple[int, Any]]) -> Iterator[tuple[int, str]]:
        prints = [person.identity_print for _line, person in rows if person.identity_print]
        twice = {each for each, n in Counter(prints).items() if n > 1}
        known = _known("identity_print", prints)
        for line, person in rows:
            if person.identity_print in twice:
                yield line, _("这个身份证号在表里出现了不止一次。")
            elif person.identity_print in known:
                yield line, _("这个身份证号已经登记过，请删去这一行。")

    def _same_name_and_phone(self, rows: Sequence[tuple[int, Any]]) -> Iterator[tuple[int, str]]:
        prints = [person.phone_print for _line, person in rows if person.phone_print and not person.identity_print]
        pairs = Counter((person.name, person.phone_print) for _line, person in rows)
        known = _known("phone_print", prints)
        for line, person in rows:
            if person.identity_print or not person.phone_print:
                continue
            if pairs[person.name, person.phone_print] > 1:
                yield line, _("姓名和手机号都相同的人在表里出现了不止一次。")
            elif person.name in known.get(person.phone_print, ()):
                yield line, _("姓名和手机号都相同的人已经登记过，请删去这一行。")


def _known(column: str, prints: Sequence[bytes]) -> dict[bytes, set[str]]:
    """Fingerprints that are in the register already, with the names that stand beside them."""
    found: dict[bytes, set[str]] = {}
    table = Person._meta.db_table
    with connection.cursor() as cursor:
        for start in range(0, len(prints), CHUNK):
            # One array instead of thousands of parameters, each of which would be looked at by itself.
            some = list(prints[start : start + CHUNK])
            cursor.execute(f"SELECT {column}, name FROM {table} WHERE {column} = ANY(%s)", [some])
            for print_, name in cursor.fetchall():
                found.setdefault(bytes(print_), set()).add(name)
    return found
