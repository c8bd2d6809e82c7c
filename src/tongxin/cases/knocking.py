"""Knocking: how often one address, or one person, may come in a minute. Who comes too often waits; nobody else notices.

Counted in one statement of its own, outside of the deed, so that no report waits for another one from the same address.
What is handed in and what is only read are counted apart.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tongxin.kernel import errors, rules
from tongxin.kernel.asked import answers
from tongxin.kernel.clock import today
from tongxin.kernel.sealing import fingerprint

MOST, MOST_READ = rules.needed("cases.reports_per_minute", "cases.reads_per_minute")
COUNT = """
    INSERT INTO cases_knock (address, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (address, minute) DO UPDATE SET count = cases_knock.count + 1 RETURNING count
"""


class TooOften(errors.TooOften):
    sentence = gettext_lazy("这个网络一分钟内提交得太多，请过一分钟再提交；您填写的内容没有丢失。")


class YouTooOften(TooOften):
    sentence = gettext_lazy("您一分钟内提交得太多，请过一分钟再提交；您填写的内容没有丢失。")


class ReadTooOften(TooOften):
    sentence = gettext_lazy("这个网络一分钟内查询得太多，请过一分钟再试。")


def knock(request: HttpRequest, *, at: datetime) -> None:
    """Count one try to hand something in. Raises TooOften past the number that the rule allows in a minute."""
    if _count(address_of(request), "knock", at) > int(rules.value(MOST, on=today(at))):
        raise TooOften(at=at)


def knock_as(person_id: int, *, at: datetime) -> None:
    """The same for who is signed in, wherever they are: a household behind one address is not held up by another."""
    if _count(str(person_id), "knock of person", at) > int(rules.value(MOST, on=today(at))):
        raise YouTooOften(at=at)


def knock_to_read(request: HttpRequest, *, at: datetime) -> None:
    """Count one reading without sign-in and without key. Raises ReadTooOften."""
    if _count(address_of(request), "knock to read", at) > int(rules.value(MOST_READ, on=today(at))):
        raise ReadTooOften(at=at)


def _count(who: str, purpose: str, at: datetime) -> int:
    ((count,),) = answers(COUNT, [fingerprint(who, purpose=purpose), at.replace(second=0, microsecond=0)])
    return int(count)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what a known proxy says of it, else who is connected."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if peer not in settings.PROXIES:
        return peer
    line = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    # Each proxy writes at the end; what stands before the last known one may be invented.
    return next((part for part in reversed(line) if part not in settings.PROXIES), peer)
