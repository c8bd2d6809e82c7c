"""The doors of the house, knocked at with GET by each member of the cast."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from demo.cast import Cast
from tongxin.exchange.tests import story

#: Who knocks: one of each face and level.
CAST = ("worker", "neighbor", "liaison", "member", "resident", "admin")

#: Rooms of packages, and addresses without a page of ours behind them.
FOREIGN = ("admin", "axes")

#: Whoever goes through this one is signed out behind it.
LEAVING = "people:sign-out"


@dataclass(frozen=True)
class Door:
    """One address: its name, the arguments it takes, and whether its view is guarded (None: nobody decided)."""

    name: str
    arguments: tuple[str, ...]
    is_guarded: bool | None

    def address(self, shown: dict[str, dict[str, Any]]) -> str:
        room = self.name.split(":")[0]
        given = shown["any"] | shown.get(room, {}) | shown.get(self.name, {})
        return reverse(self.name, kwargs={argument: given.get(argument, 1) for argument in self.arguments})


def doors() -> list[Door]:
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda door: door.name)


def _walk(patterns: list[Any], namespace: str) -> list[Door]:
    found: list[Door] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            found += _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and namespace.rstrip(":") not in FOREIGN and pattern.name:
            view = pattern.callback
            guarded = getattr(view, "is_guarded", None)
            found.append(Door(namespace + pattern.name, tuple(pattern.pattern.regex.groupindex), guarded))
    return found


def knock(client: Client, cast: Cast, who: str, doors: list[Door]) -> dict[str, int]:
    """The status of a GET of each address by `who`; a stranger knocks without sign-in."""
    client.raise_request_exception = False
    if who:
        cast.sign_in(client, who)
    shown = things_to_show(cast)
    return {door.name: client.get(door.address(shown)).status_code for door in doors if door.name != LEAVING}


def things_to_show(cast: Cast) -> dict[str, dict[str, Any]]:
    """Arguments for the addresses: by name of the view, by room, or for all. What is not named is 1 and not there."""
    project = story.proposed(cast)
    need, resource = project.needs.get(), project.resources.get()
    return {
        "any": {"kind": "areas.area", "name": "nothing", "code": "000000"},
        "areas": {"pk": cast.home.pk},
        "organizations": {"pk": cast.organizations["party"].pk},
        "people": {"pk": cast.people["member"].pk},
        "organizations:import-template": {"kind": "persons"},
        **{f"organizations:{view}": {"pk": cast.home.pk} for view in ("net", "region", "forms")},
        "people:look": {"field": "phone"},
        "ui:gallery-face": {"face": "list"},
        "portal:go": {"kind": "exchange.need", "number": need.pk},
        **{f"exchange:{view}": {"pk": need.pk} for view in ABOUT_NEEDS},
        **{f"exchange:{view}": {"pk": project.pk} for view in ("project", "project-deliver", "public-project")},
        **{f"exchange:{view}": {"pk": resource.pk} for view in ("resource", "edit-resource", "public-resource")},
        "exchange:offer": {"pk": resource.offers.get().pk},
    }


ABOUT_NEEDS = ("need", "edit-need", "need-join", "public-need", "my-need", "edit-my-need")


def write(path: Path, table: dict[str, dict[str, int]]) -> None:
    lines = [
        "# What a GET gives to whom. Made by `python -m pytest tests/write_doors.py`; read it before you commit it.\n"
    ]
    for name, row in sorted(table.items()):
        cells = ", ".join(f"{who} = {status}" for who, status in row.items())
        lines.append(f'"{name}" = {{ {cells} }}\n')
    path.write_text("".join(lines), "utf-8")
