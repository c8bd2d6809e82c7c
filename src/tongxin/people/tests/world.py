"""Minors and their guardians, made by the desk's own deeds."""

from typing import Any

from demo.cast import NOTICE_VERSION, Cast
from tongxin.people import actions as people
from tongxin.people import guardians
from tongxin.people.guardians import Guardian
from tongxin.people.models import GuardianConsent, Person, User

MOTHER = Guardian(name="周丽华", relation="mother", how="paper", kept_where="社区档案柜 3-2", phone="13887700022")


def a_minor(cast: Cast, born_in: int = 2011, name: str = "何小川", **given: Any) -> Person:
    return people.register(name=name, area=cast.home, born_in=born_in, by=cast.worker, at=cast.at, **given)


def agreed(cast: Cast, person: Person, kind: str = "activities", **given: Any) -> GuardianConsent:
    said: dict[str, Any] = {"guardian": MOTHER, "by": cast.worker, "at": cast.at} | given
    return guardians.give_consent(person=person, kind=kind, **said)


def with_account(person: Person, login: str = "minor") -> User:
    return User.objects.create_user(login, person=person, notice_version=NOTICE_VERSION)
