"""Deeds around persons and their accounts."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from axes.utils import reset as forget_attempts
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.kernel import rules, sealing
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.people import guardians, minors
from tongxin.people.events import (
    AccountOpened,
    AccountOpenedAgain,
    AccountRested,
    AccountUnlocked,
    ConsentGiven,
    ConsentWithdrawn,
    PasswordReset,
    PersonCorrected,
    PersonInvited,
    PersonRegistered,
)
from tongxin.people.guardians import Guardian
from tongxin.people.identity import identity_number, person_name, phone_number, pinyin_of
from tongxin.people.limits import password_length
from tongxin.people.models import AccessCode, Consent, Person, User

#: Codes leave out letters and digits that are easily mistaken for each other.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


class KnownAlready(Refused):
    sentence = gettext_lazy("这个身份证号已经登记过，请直接查找该人员。")


class CodeNotOpen(Refused):
    status = 410
    sentence = gettext_lazy("开通码不正确、已用过或已过期，请向社区重新索取。")


class GuardianUnsaid(Unfit):
    sentence = gettext_lazy("这个年龄的孩子，须监护人先同意处理个人信息才能登记。请填监护人和同意的方式。")


class LoginTaken(Refused):
    sentence = gettext_lazy("这个登录名已有人使用，请换一个。")


@transaction.atomic
def register(
    *,
    name: str,
    area: Area,
    by: Actor,
    at: datetime,
    phone: str = "",
    identity: str = "",
    skills: list[str] | None = None,
    born_in: int | None = None,
    guardian: Guardian | None = None,
) -> Person:
    """Register a person; phone and identity number are checked and sealed. Of minors the year of birth is kept, and a
    child comes with the consent of its `guardian` to the data. Raises KnownAlready, Unfit, GuardianUnsaid.
    """
    columns = person_columns(name=name, phone=phone, identity=identity, born_in=born_in, on=today(at))
    is_child = minors.is_child(columns["born_in"], on=today(at))
    if is_child and guardian is None:
        raise GuardianUnsaid
    if columns["identity_print"] and Person.objects.filter(identity_print=columns["identity_print"]).exists():
        raise KnownAlready
    principal = Principal.objects.create(kind=Principal.Kind.PERSON, name=columns["name"])
    person = Person.objects.create(principal=principal, area=area, area_path=area.path, skills=skills or [], **columns)
    record(PersonRegistered(person=person), by=by, at=at)
    if is_child and guardian is not None:
        guardians.give_consent(person=person, kind=minors.DATA, guardian=guardian, by=by, at=at)
    return person


def person_columns(
    *, name: str, on: date, phone: str = "", identity: str = "", born_in: int | None = None
) -> dict[str, Any]:
    """The checked and sealed columns of a person."""
    phone = phone_number(phone) if phone else ""
    identity = identity_number(identity) if identity else ""
    name = person_name(name)
    return {
        "name": name,
        "pinyin": pinyin_of(name),
        "phone": sealing.seal(phone) if phone else None,
        "phone_print": sealing.fingerprint(phone, purpose="phone") if phone else None,
        "identity": sealing.seal(identity) if identity else None,
        "identity_print": sealing.fingerprint(identity, purpose="identity") if identity else None,
        "born_in": minors.kept_year(born_in=born_in, identity=identity, on=on),
    }


@transaction.atomic
def correct(*, person: Person, by: Actor, at: datetime, name: str = "", phone: str = "") -> None:
    columns = person_columns(name=name or person.name, phone=phone, on=today(at))
    changed: list[str] = [key for key in ("name", "phone") if (key == "name" and name) or (key == "phone" and phone)]
    person.name, person.pinyin = columns["name"], columns["pinyin"]
    if phone:
        person.phone, person.phone_print = columns["phone"], columns["phone_print"]
    person.save()
    Principal.objects.filter(pk=person.pk).update(name=person.name)
    record(PersonCorrected(person=person, columns=changed), by=by, at=at)


@transaction.atomic
def set_birth_year(*, person: Person, born_in: int | None, by: Actor, at: datetime) -> None:
    """Say that somebody is a minor, or is none: only a minor's year is kept, and an identity number knows better. An
    account that turns out to be a child's rests. Raises Unfit.
    """
    identity = sealing.unseal(bytes(person.identity)) if person.identity else ""
    kept = minors.kept_year(born_in=born_in, identity=identity, on=today(at))
    if kept == person.born_in:
        return
    person.born_in = kept
    person.save(update_fields=["born_in"])
    record(PersonCorrected(person=person, columns=["born_in"]), by=by, at=at)
    if minors.is_child(person.born_in, on=today(at)):
        for user in User.objects.filter(person=person, is_active=True):
            switch_account(user=user, active=False, by=by, at=at)


def find_by_phone(phone: str) -> list[Person]:
    """Exact search without plain text."""
    return list(Person.objects.filter(phone_print=sealing.fingerprint(phone_number(phone), purpose="phone"))[:20])


def find_by_identity(identity: str) -> Person | None:
    print_ = sealing.fingerprint(identity_number(identity), purpose="identity")
    return Person.objects.filter(identity_print=print_).first()


@transaction.atomic
def make_code(*, person: Person, purpose: str, by: Actor, at: datetime) -> str:
    """Make a code for the person, to be handed over at the desk; it is shown once and kept only as a hash.

    Raises AtTheCounter for a child.
    """
    minors.check_account(person, on=today(at))
    code = "".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH))
    day = today(at)
    if purpose == AccessCode.Purpose.RESET:
        valid = timedelta(minutes=int(rules.value("account.reset_code_minutes", on=day)))
    else:
        valid = timedelta(days=int(rules.value("account.invitation_days", on=day)))
    AccessCode.objects.filter(person=person, used_at=None).update(used_at=at)
    row = AccessCode.objects.create(
        purpose=purpose, person=person, code_print=_print(code), made_at=at, expires_at=at + valid
    )
    record(PersonInvited(person=person, purpose=str(row.get_purpose_display())), by=by, at=at)
    return code


@transaction.atomic
def use_code(*, code: str, login: str, password: str, at: datetime, born_in: int | None = None) -> User:
    """Open an account with an invitation, or set a new password with a reset code; a minor says the year of birth.

    Raises CodeNotOpen, LoginTaken, AtTheCounter for a child.
    """
    row = AccessCode.objects.select_for_update().filter(code_print=_print(code)).select_related("person").first()
    if row is None or not row.is_open(at):
        raise CodeNotOpen
    if born_in is not None and row.person.born_in is None:
        # What the desk wrote down is corrected at the desk only.
        doer = Actor(principal_id=row.person_id, name=row.person.name)
        set_birth_year(person=row.person, born_in=born_in, by=doer, at=at)
    minors.check_account(row.person, on=today(at))
    row.used_at = at
    row.save(update_fields=["used_at"])
    user = User.objects.filter(person=row.person).first()
    fresh = user is None
    user = user or User(person=row.person, login=_free_login(login))
    _set_password(user, password)
    user.save()
    doer = Actor(principal_id=row.person_id, name=row.person.name)
    record(AccountOpened(person=row.person) if fresh else PasswordReset(person=row.person), by=doer, at=at)
    return user


@transaction.atomic
def agree(*, person: Person, text: str, version: str, by: Actor, at: datetime) -> None:
    Consent.objects.create(person=person, text=text, version=version, at=at)
    User.objects.filter(person=person).update(notice_version=version)
    record(ConsentGiven(person=person, text=text, version=version), by=by, at=at)


@transaction.atomic
def unlock(*, user: User, by: Actor, at: datetime) -> int:
    """Forget the wrong passwords of an account, so that its owner may try again; returns how many were forgotten."""
    count: int = forget_attempts(username=user.login)
    record(AccountUnlocked(person=user.person), by=by, at=at)
    return count


@transaction.atomic
def switch_account(*, user: User, active: bool, by: Actor, at: datetime) -> None:
    """Let an account rest, or work again; who rests is signed out with the next step, and is served at the desk."""
    if active:
        minors.check_account(user.person, on=today(at))
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(AccountOpenedAgain(person=user.person) if active else AccountRested(person=user.person), by=by, at=at)


def look_at(*, person: Person, field: str, purpose: str, by: Actor, at: datetime) -> str:
    """Show a phone or an identity number to somebody with a purpose; the person can read who looked (C19-1)."""
    if field not in ("phone", "identity"):
        raise Unfit(_("没有这一项密封内容。"))
    return sealing.look(at_thing=person, field=field, purpose=purpose, by=by, at=at, concerns_id=person.pk)


@transaction.atomic
def set_skills(*, person: Person, skills: list[str], by: Actor, at: datetime) -> None:
    """Say what the person is good at; found when volunteers with a skill are looked for."""
    person.skills = skills
    person.save(update_fields=["skills"])
    record(PersonCorrected(person=person, columns=["skills"]), by=by, at=at)


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor, at: datetime) -> None:
    _set_password(user, password)
    user.save(update_fields=["password"])
    record(PasswordReset(person=user.person), by=by, at=at)


@transaction.atomic
def withdraw_consent(*, person: Person, text: str, by: Actor, at: datetime) -> None:
    Consent.objects.create(person=person, text=text, version="", given=False, at=at)
    User.objects.filter(person=person).update(notice_version="")
    record(ConsentWithdrawn(person=person, text=text), by=by, at=at)


def _free_login(login: str) -> str:
    login = login.strip()
    if not 3 <= len(login) <= 60:
        raise Unfit(_("登录名应为 3 至 60 个字符。"))
    if User.objects.filter(login=login).exists():
        raise LoginTaken
    return login


def _set_password(user: User, password: str) -> None:
    if len(password) < password_length():
        raise Unfit(_("密码至少 %d 位。") % password_length())
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Unfit("".join(error.messages)) from error
    user.set_password(password)


def _print(code: str) -> bytes:
    return sealing.fingerprint(code.strip().upper(), purpose="code")
