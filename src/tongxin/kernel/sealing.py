"""Sealing: identity numbers, phones, names and addresses that must not lie in clear in a table.

A sealed value is AES-256-GCM under a key that lies outside the database; equality search goes through a keyed
fingerprint. Suite and key number stand before each ciphertext, so that keys can be rotated. Every opening for a
person's eyes goes through `look`, which records it (C19-1, C19-3).
"""

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Look

SUITE = 1  # AES-256-GCM; SM4-GCM will be suite 2


class SealBroken(Refused):
    status = 500
    sentence = gettext_lazy("密封内容无法打开：密钥缺失或内容已损坏。请联系系统管理员。")


@dataclass(frozen=True)
class Keys:
    """The sealing keys by number, the newest seals; the fingerprint key never changes."""

    sealing: dict[int, bytes]
    fingerprint: bytes

    @property
    def newest(self) -> int:
        return max(self.sealing)


@lru_cache
def keys() -> Keys:
    """Read the key file, or make it at the first start with mode 600."""
    path = Path(settings.SEALING_KEY_FILE)
    if not path.exists():
        _write(path, {"sealing": {"1": secrets.token_hex(32)}, "fingerprint": secrets.token_hex(32)})
    stored = json.loads(path.read_text())
    return Keys(
        sealing={int(number): bytes.fromhex(key) for number, key in stored["sealing"].items()},
        fingerprint=bytes.fromhex(stored["fingerprint"]),
    )


def add_key() -> int:
    """Add a new sealing key; values are re-sealed by `reseal_all`. Returns its number."""
    path = Path(settings.SEALING_KEY_FILE)
    number = keys().newest + 1
    stored = json.loads(path.read_text())
    stored["sealing"][str(number)] = secrets.token_hex(32)
    _write(path, stored)
    keys.cache_clear()
    return number


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file)
    fresh.replace(path)


def seal(text: str) -> bytes:
    number = keys().newest
    nonce = secrets.token_bytes(12)
    header = bytes([SUITE, number])
    return header + nonce + _cipher(keys().sealing[number]).encrypt(nonce, text.encode(), header)


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def unseal(sealed: bytes) -> str:
    """Open for the machine's own use (re-sealing, delivery). For a person's eyes use `look`."""
    sealed = bytes(sealed)
    key = keys().sealing.get(sealed[1])
    if sealed[0] != SUITE or key is None:
        raise SealBroken
    try:
        return AESGCM(key).decrypt(sealed[2:14], sealed[14:], sealed[:2]).decode()
    except InvalidTag as error:
        raise SealBroken from error


def fingerprint(text: str, *, purpose: str) -> bytes:
    """A keyed hash for exact search; values of different purposes cannot be joined."""
    return hmac.digest(keys().fingerprint, f"{purpose}:{text}".encode(), "sha256")


class Sealed(bytes):
    """A ciphertext that does not show itself."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class SealedField(models.BinaryField):
    """A column that takes text and keeps it sealed; reading gives `Sealed`, empty text is NULL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        return super().get_prep_value(seal(value) if isinstance(value, str) else bytes(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))


@transaction.atomic
def look(
    *, at_thing: models.Model, field: str, purpose: str, by: Actor, at: datetime, concerns_id: int | None = None
) -> str:
    """Open one sealed value for a person's eyes, with a stated purpose; the look is recorded first."""
    if not purpose.strip():
        raise Unfit(_("查看密封内容须填写事由。"))
    Look.objects.create(
        at=at,
        by_id=by.principal_id,
        post_id=by.post_id,
        concerns_id=concerns_id,
        subject_type=at_thing._meta.label_lower,
        subject_id=at_thing.pk,
        field=field,
        purpose=purpose.strip()[:120],
    )
    sealed = getattr(at_thing, field)
    return unseal(sealed) if sealed else ""


def reseal_all() -> int:
    """Seal every value again under the newest key; returns the number of values. Safe to run again."""
    from django.apps import apps

    count = 0
    for model in apps.get_models():
        for column in [each for each in model._meta.concrete_fields if isinstance(each, SealedField)]:
            count += _reseal_column(model, column.attname)
    return count


def _reseal_column(model: type[models.Model], column: str) -> int:
    count = 0
    for pk, sealed in model._base_manager.filter(**{f"{column}__isnull": False}).values_list("pk", column).iterator():
        if sealed[1] != keys().newest:
            model._base_manager.filter(pk=pk).update(**{column: unseal(sealed)})
            count += 1
    return count
