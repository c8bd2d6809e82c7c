"""Knocking: how often one address may report in a minute. Who comes too often waits; nobody else notices.

Counted in one statement of its own, outside of the deed, so that no report waits for another one from the same address.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tongxin.kernel import rules
from tongxin.kernel.asked import answers
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.sealing import fingerprint

(MOST,) = rules.needed("cases.reports_per_minute")
COUNT = """
    INSERT INTO cases_knock (address, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (address, minute) DO UPDATE SET count = cases_knock.count + 1 RETURNING count
"""


class TooOften(Refused):
    status = 429
    sentence = gettext_lazy("这个网络一分钟内提交得太多，请过一分钟再提交；您填写的内容没有丢失。")


def knock(request: HttpRequest, *, at: datetime) -> None:
    """Count one try. Raises TooOften past the number that the rule allows in a minute."""
    sign = fingerprint(address_of(request), purpose="knock")
    ((count,),) = answers(COUNT, [sign, at.replace(second=0, microsecond=0)])
    if count > int(rules.value(MOST, on=today(at))):
        raise TooOften


def seconds_to_wait(at: datetime) -> int:
    """Until the next minute begins."""
    return int((at.replace(second=0, microsecond=0) + timedelta(minutes=1) - at).total_seconds()) + 1


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what a known proxy says of it, else who is connected."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if peer not in settings.PROXIES:
        return peer
    line = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    # Each proxy writes at the end; what stands before the last known one may be invented.
    return next((part for part in reversed(line) if part not in settings.PROXIES), peer)
