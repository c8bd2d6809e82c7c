"""Tables on the command line: try a file, tell what is wrong in it, bring it in with a bar."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tongxin.kernel import importing
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.models import ImportRun
from tongxin.organizations.door import actor_for
from tongxin.people.models import User

console = Console(highlight=False)
SHOWN_FAULTS = 20


def bring_in(kind: str, file: Path, *, login: str, try_only: bool, at: datetime) -> int:
    """Bring a table in, in the name of an account that may; returns the exit status."""
    try:
        actor = _actor(login, kind, at)
        run = importing.receive(kind=kind, filename=file.name, content=file.read_bytes(), by=actor, at=at)
        console.print(_("工作表 %s") % run.sheet)
        trial = importing.try_dry(run=run, by=actor, at=at)
        if trial.faults:
            return _tell_faults(run, file)
        console.print(_("%s 行全部核对无误") % f"{trial.total:,}")
        if not try_only:
            _bring_in(run, actor, trial.total, at)
    except (Refused, OSError) as refused:
        console.print(str(refused), style="red")
        return 1
    return 0


def _actor(login: str, kind: str, at: datetime) -> Actor:
    user = User.objects.filter(login=login).first()
    if user is None:
        raise Refused(_("没有登录名为 %s 的账号。") % login)
    if kind not in importing.IMPORTS:
        raise Refused(_("可以导入的有：%s。") % "、".join(importing.IMPORTS))
    actor = actor_for(user, on=today(at))
    if not actor.holds(importing.IMPORTS[kind].power):
        raise Refused(_("%s 的岗位没有导入的权限。") % actor.name)
    return actor


def _tell_faults(run: ImportRun, file: Path) -> int:
    for line, column, sentence in run.errors[:SHOWN_FAULTS]:
        console.print(_("第 %(line)d 行 %(column)s：%(sentence)s")
                      % {"line": line, "column": column, "sentence": sentence})  # fmt: skip
    faulty = file.with_name(f"{file.stem}-有误行.xlsx")
    faulty.write_bytes(importing.faulty_book(run))
    said = _("%(total)s 行里有 %(faulty)s 行要改，没有写入任何数据；有误行在 %(file)s")
    console.print(said % {"total": run.total, "faulty": run.faulty, "file": faulty}, style="red")
    return 1


def _bring_in(run: ImportRun, actor: Actor, total: int, at: datetime) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("导入"), total=total)
        importing.bring_in(run=run, by=actor, at=at, tell=lambda done: bar.update(task, completed=done))
        bar.update(task, completed=total)
