"""The wire: signs a message, looks where its receiver really is, and posts it. Knows no table.

Signatures follow Standard Webhooks: HMAC-SHA256 of `id.timestamp.body` under the bytes of the secret, in base64
(`docs/webhooks.md`). An address that people typed in must not lead this server to its neighbors: only https, only
public addresses after the name was resolved, the connection goes to the very address that was looked at, redirects
are not followed, no proxy of the environment is used.
"""

import asyncio
import base64
import hmac
import ipaddress
import secrets
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.kernel.errors import Unfit

PREFIX = "whsec_"
USER_AGENT = "tongxin-webhooks/1"
#: Seconds until the connection stands, and for each pause between bytes; the answer's text is not read.
TIMEOUT = httpx.Timeout(8.0, connect=4.0)
#: Seconds for the whole try.
DEADLINE = 12.0
#: Bytes of an answer, where it is read at all.
MOST = 2_000_000

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Outcome:
    """What came of one try: the status of the answer, or why there was none; and how long it took, in ms."""

    status: int | None
    problem: str
    took: int
    text: bytes = b""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver says that it does not want to be asked ever again."""
        return self.status == 410


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message: str, timestamp: int, body: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{message}.{timestamp}.{body}".encode(), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def headers(*, message: str, body: str, secrets_: Iterable[str], at: datetime) -> dict[str, str]:
    """Id, time and signatures; while a secret is being changed, one by each."""
    timestamp = int(at.timestamp())
    signed = [signature(each, message=message, timestamp=timestamp, body=body) for each in secrets_]
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": USER_AGENT,
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }


def check_url(url: str) -> None:
    """Raise Unfit with a sentence for an address that is never posted to, whatever its name resolves to."""
    parts = _split(url)
    if parts.username or parts.password:
        raise Unfit(_("地址里不能带用户名或密码，请用签名密钥核对来源。"))
    if parts.scheme != "https" and not _is_local_demo(parts):
        raise Unfit(_("网址须以 https:// 开头。"))


def place_of(url: str) -> Address:
    """The one address to connect to; raises Unfit where the name leads nowhere, or to where it may not lead."""
    check_url(url)
    parts = _split(url)
    found = _resolve(str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80))
    # One bad address among several is enough: a name that points both inside and outside is a trick.
    if any(not _is_allowed(each, parts) for each in found):
        raise Unfit(_("这个网址指向内部网络，不能连接。"))
    return found[0]


def post(url: str, *, body: str, headers: Mapping[str, str]) -> Outcome:
    """Post once. Never raises for what the network or the receiver does."""
    return ask("POST", url, body=body, headers=headers, most=0)


def ask(method: str, url: str, *, body: str = "", headers: Mapping[str, str], most: int = MOST) -> Outcome:
    """Ask once and read the answer, `most` bytes of it. Never raises for what the network or the other side does."""
    begun, status, text, problem = time.monotonic(), None, b"", ""
    try:
        status, text = _ask(method, url, place_of(url), body, headers, most)
    except Unfit as error:
        problem = str(error)
    except (httpx.TimeoutException, TimeoutError):
        problem = _("对方没有及时应答。")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        problem = _("连接失败（%s）。") % type(error).__name__
    if status is not None and 300 <= status < 400:
        problem = _("对方要求转到别处，这里不跟随跳转。")
    return Outcome(status, problem[:200], int((time.monotonic() - begun) * 1000), text)


def _ask(method: str, url: str, place: Address, body: str, headers: Mapping[str, str], most: int) -> tuple[int, bytes]:
    parts = _split(url)
    bare = f"[{place}]" if place.version == 6 else str(place)
    target = parts._replace(netloc=f"{bare}:{parts.port}" if parts.port else bare).geturl()
    sent = {**headers, "host": parts.netloc}
    # The certificate is checked against the name, although the connection goes to the number.
    sending = _send(method, target, body, sent, str(parts.hostname), most)
    # A receiver that drips its answer byte by byte is left after DEADLINE; only a loop of its own can promise that.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, sending).result()


async def _send(
    method: str, target: str, body: str, headers: Mapping[str, str], name: str, most: int
) -> tuple[int, bytes]:
    client = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False, verify=_trusted())
    async with client, asyncio.timeout(DEADLINE):
        asked = client.stream(
            method, target, content=body.encode(), headers=headers, extensions={"sni_hostname": name}
        )  # fmt: skip
        async with asked as answer:
            return answer.status_code, await _read(answer, most)


async def _read(answer: httpx.Response, most: int) -> bytes:
    """So much of an answer, and no more of one that never ends."""
    text = b""
    if most:
        async for piece in answer.aiter_bytes():
            text += piece
            if len(text) > most:
                raise httpx.DecodingError("the answer is too long")
    return text


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise Unfit(_("请填完整的网址。")) from error
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise Unfit(_("请填完整的网址。"))
    return parts


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfit(_("找不到这个网址的主机。")) from error
    # A scope (fe80::1%eth0) says nothing about whether it may be reached.
    return list(dict.fromkeys(_plain(ipaddress.ip_address(str(each[4][0]).split("%")[0])) for each in found))


def _plain(address: Address) -> Address:
    """An IPv4 address that hides in an IPv6 one is looked at as what it is."""
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _is_allowed(address: Address, parts: SplitResult) -> bool:
    if _is_local_demo(parts):
        return address.is_loopback
    if any(address in ipaddress.ip_network(each) for each in settings.WEBHOOK_NETWORKS):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_local_demo(parts: SplitResult) -> bool:
    """The demonstration may post to itself, and only to itself, without a certificate."""
    return settings.WEBHOOK_LOCAL and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
