"""`tongxin run`: everything on one machine, web and worker as children, all of it gone at Ctrl-C."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import django
from django.db import connections
from rich.console import Console
from rich.table import Table

from tongxin.cli import unfinished
from tongxin.cli.children import Children, children, stopping_on_signals
from tongxin.kernel import embedded

console = Console(highlight=False)


def run(*, host: str, port: int, took: dict[str, float]) -> int:
    """Start what is needed, stay until Ctrl-C, and leave nothing running; returns the exit status."""
    begun = time.monotonic()
    os.environ.setdefault("TONGXIN_DEMO", "1" if is_local(host) else "0")
    os.environ.setdefault("TONGXIN_COLLECTED", "1" if _collected().exists() else "0")
    try:
        with stopping_on_signals(), children(host=host, port=port) as family:
            # It loads the house while the database is looked after, and opens its door only then.
            family.begin("web", waiting=True)
            if refusal := _ready(host, port, took):
                console.print(refusal, style="red")
                return 1
            family.let("web")
            if answers(f"http://{_shown(host)}:{port}/health", family):
                _announce(host=host, port=port, took=took, seconds=time.monotonic() - begun)
            return _watch(family)
    except KeyboardInterrupt:
        return 0
    finally:
        connections.close_all()
        if "start" in took:
            embedded.Cluster.default().stop_if_idle()


def _ready(host: str, port: int, took: dict[str, float]) -> str:
    """Make database and city ready, and write into `took` what took how many seconds; else why it cannot start."""
    django.setup()
    if refusal := _refusal(host, port):
        return refusal
    took |= embedded.ensure_started()
    if refusal := unfinished.start_over():
        return refusal
    took["migrate"] = _timed(_migrate)
    took["load"] = _timed(_load_if_empty)
    return ""


def is_local(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(host: str, port: int) -> str:
    """Why it cannot start here, in a sentence, or nothing."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    if settings.DEMO and not settings.DEBUG and not is_local(host):
        return _(
            "演示账号的密码人人知道，不能在 {host} 上对外开放。请去掉 TONGXIN_DEMO，或只在本机地址上运行。"
        ).format(host=host)
    if _is_taken(host, port):
        return _("端口 {port} 已被别的程序占用。请先停掉它，或换一个端口，例如 TONGXIN_PORT={other} make run。").format(
            port=port, other=port + 1
        )
    return ""


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def _load_if_empty() -> None:
    """The demonstration city when nothing is there yet, else its lists as the files say now; and the sealing key,
    before several processes want it."""
    from django.utils import timezone

    from tongxin.cli import cities
    from tongxin.kernel import sealing

    sealing.keys()
    now = timezone.now()
    if not cities.load_if_empty(at=now):
        cities.bring_up_to_date(at=now)
    connections.close_all()


def _watch(family: Children) -> int:
    """Stay until somebody asks to stop, or one of the children cannot live."""
    # The worker after the web, so that the two do not slow each other's start.
    family.begin("worker")
    while not (failed := family.failed()):
        time.sleep(0.3)
    console.print(f"{failed}: ended right after its start", style="red")
    return 1


def answers(url: str, family: Children) -> bool:
    """Wait until the health page answers; false when a child ended before."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not family.failed():
        try:
            with opener.open(url, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def _announce(*, host: str, port: int, took: dict[str, float], seconds: float) -> None:
    from django.utils.translation import gettext as _

    parts = " · ".join(f"{name} {part:.1f}s" for name, part in took.items())
    console.print(f"{parts} · web {max(0.0, seconds - sum(took.get(name, 0) for name in _HERE)):.1f}s", style="dim")
    console.print(_("同心已启动：{url}").format(url=f"http://{_shown(host)}:{port}/"), style="bold green")
    _introduce_cast()
    console.print(_("按 Ctrl-C 停止。"))


def _introduce_cast() -> None:
    """Who can sign in to the demonstration, and as what."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from tongxin.cli import cities

    if not settings.DEMO or not (cast := cities.demo_sign_ins()):
        return
    console.print(_("演示账号（密码都是 {password}）：").format(password=settings.DEMO_PASSWORD))
    table = Table(box=None, show_header=False, padding=(0, 2))
    for login, name, role in cast:
        table.add_row(login, name, role)
    console.print(table)


_HERE = ("initdb", "start", "migrate", "load")


def _shown(host: str) -> str:
    """The address as one writes it into a browser."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _collected() -> Path:
    return Path(os.environ.get("TONGXIN_VAR") or embedded.PROJECT / "var") / "static" / "staticfiles.json"


def _timed(step) -> float:  # type: ignore[no-untyped-def]
    begun = time.monotonic()
    step()
    return time.monotonic() - begun
