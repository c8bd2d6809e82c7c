"""Cities on the command line: bring a profile, and for the demonstration its synthetic life, into the database."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tongxin import city
from tongxin.areas.models import Area
from tongxin.cli import unfinished
from tongxin.kernel.errors import Refused

console = Console(highlight=False)


def load_city(name: str, *, scale: float, profile_only: bool, at: datetime) -> int:
    """Load the profile, and unless told otherwise the synthetic city; returns the exit status."""
    try:
        city.load(name, at=at, tell=console.print)
        if not profile_only:
            _load_demo(name, scale=scale, at=at)
    except Refused as refused:
        console.print(str(refused), style="red")
        return 1
    return 0


def bring_up_to_date(*, at: datetime) -> int:
    """The city's lists and numbers as the files say now; returns the exit status."""
    try:
        city.bring_up_to_date(at=at, tell=console.print)
    except Refused as refused:
        console.print(str(refused), style="red")
        return 1
    return 0


def load_if_empty(*, at: datetime) -> bool:
    """The demonstration city when the demo is wanted and nothing is there; true when it was loaded."""
    if not settings.DEMO or Area.objects.exists():
        return False
    with unfinished.being_made():
        load_city(settings.CITY, scale=1, profile_only=False, at=at)
    return True


def demo_sign_ins() -> list[tuple[str, str, str]]:
    """(login, name, role) of those of the demo cast who can sign in with the known password."""
    from demo.cast import PARTS
    from tongxin.kernel import terms
    from tongxin.people.models import User

    known = set(User.objects.filter(login__in=PARTS).values_list("login", flat=True))
    return [
        (login, name, terms.label("roles", role) if role else _("居民"))
        for login, (name, role, _organization) in PARTS.items()
        if login in known
    ]


def _load_demo(name: str, *, scale: float, at: datetime) -> None:
    """Let the synthetic city come to life, with a bar that says which stage it is at."""
    from demo.city import build

    labels = {
        "people": _("组织与人员"), "teams": _("志愿服务队"), "check-ins": _("双报到"), "exchange": _("需求与项目"),
        "posts and wishes": _("岗位与微心愿"), "activities": _("活动"),
        "batches": _("公益活动"), "theme days": _("主题党日"), "alliance": _("共驻共建"),
        "present": _("今天"), "statistics": _("收尾"),
    }  # fmt: skip
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(name, total=100)
        build(
            name=name,
            scale=scale,
            at=at,
            tell=lambda stage, done: progress.update(bar, description=labels.get(stage, stage), completed=done),
        )
