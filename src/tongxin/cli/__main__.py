"""The list of commands; what each does stands in a module of its own or in the room that it belongs to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tongxin.cli import main, ready

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    host: Annotated[str, typer.Option(envvar="TONGXIN_HOST", help="地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="TONGXIN_PORT", help="端口")] = 8000,
    took: Annotated[list[str] | None, typer.Option(hidden=True)] = None,
) -> None:
    """启动平台：数据库、迁移、数据、网页与后台任务。"""
    from tongxin.cli import run as runner

    before = {name: float(seconds) for name, _, seconds in (part.partition("=") for part in took or [])}
    raise typer.Exit(runner.run(host=host, port=port, took=before))


@app.command()
def web(
    host: Annotated[str, typer.Option(envvar="TONGXIN_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="TONGXIN_PORT")] = 8000,
) -> None:
    """只启动网页服务，交由系统的服务管理程序看护。"""
    from tongxin.cli import children
    from tongxin.kernel import embedded

    embedded.ensure_started()
    command = children.web_command(host=host, port=port)
    os.execv(command[0], command)


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option()] = 2,
    once: Annotated[bool, typer.Option("--once", help="把该做的各做一遍就结束")] = False,
) -> None:
    """只启动后台任务进程：提醒、到期、导入、导出。"""
    ready()
    from tongxin.cli import children

    children.work_once() if once else children.work(concurrency=concurrency)


@app.command()
def migrate() -> None:
    """更新数据库结构，并把城市的清单、规则和流程更新到当前版本；页面上改过的设置不动。"""
    ready()
    from django.core.management import call_command
    from django.utils import timezone

    from tongxin.cli import cities

    call_command("migrate", interactive=False)
    raise typer.Exit(cities.bring_up_to_date(at=timezone.now()))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Django 自带的命令，例如 tongxin manage makemigrations。"""
    ready()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongxin manage", *context.args])


@app.command()
def load_city(
    name: Annotated[str, typer.Argument(help="城市名，见 cities/")],
    scale: Annotated[float, typer.Option(help="演示数据的规模，1 为全市")] = 1.0,
    profile_only: Annotated[bool, typer.Option("--profile-only", help="只载入配置与区划，不造演示数据")] = False,
) -> None:
    """载入一个城市的配置、区划和演示数据。"""
    ready()
    from django.utils import timezone

    from tongxin.cli import cities

    raise typer.Exit(cities.load_city(name, scale=scale, profile_only=profile_only, at=timezone.now()))


@app.command()
def figures(name: str, json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """把报告中的数字与平台自己的计数并排列出。"""
    ready()
    from django.utils import timezone

    from tongxin.cli import figures as reported
    from tongxin.kernel.clock import today

    raise typer.Exit(reported.show(name, as_json=json, on=today(timezone.now())))


@app.command()
def check() -> None:
    """逐项核对数据必须成立的事；有一项不成立就以 1 退出。"""
    ready()
    from tongxin.cli import checking

    raise typer.Exit(checking.check())


@app.command(name="import")
def import_table(
    kind: Annotated[
        str, typer.Argument(help="organizations、units、persons、posts、needs、resources、agreements 或 case-orders")
    ],
    file: Annotated[Path, typer.Argument(help="xlsx 或 csv", exists=True, dir_okay=False)],
    login: Annotated[str, typer.Option(help="以谁的名义导入（登录名）")],
    try_only: Annotated[bool, typer.Option("--try", help="只核对，不写入")] = False,
) -> None:
    """导入一张表：逐行核对，全部无误才写入；有误行另存一个文件。"""
    ready()
    from django.utils import timezone

    from tongxin.cli import tables

    raise typer.Exit(tables.bring_in(kind, file, login=login, try_only=try_only, at=timezone.now()))


@app.command()
def create_admin(
    name: Annotated[str, typer.Option(prompt="姓名")],
    login: Annotated[str, typer.Option(prompt="登录名")],
    password: Annotated[str, typer.Option(prompt="密码", hide_input=True, confirmation_prompt=True)],
) -> None:
    """建立第一个系统管理员。"""
    ready()
    from django.utils import timezone

    from tongxin.cli import admin

    raise typer.Exit(admin.create_admin(name=name, login=login, password=password, at=timezone.now()))


@app.command()
def backup(file: Path) -> None:
    """备份数据库与上传的文件；封存密钥不在其中，请另行保管。"""
    ready()
    from tongxin.cli import safekeeping

    raise typer.Exit(safekeeping.backup(file))


@app.command()
def restore(file: Path) -> None:
    """把备份恢复到一个空的数据库。"""
    ready()
    from tongxin.cli import safekeeping

    raise typer.Exit(safekeeping.restore(file))


@app.command()
def rotate_key() -> None:
    """换一把新的封存密钥，并用它重新封存全部内容；中断后可以再次运行。"""
    ready()
    from tongxin.cli import safekeeping

    raise typer.Exit(safekeeping.rotate_key())


if __name__ == "__main__":
    main()
