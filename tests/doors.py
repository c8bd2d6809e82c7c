"""The doors of the house, knocked at with GET by each member of the cast."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from demo.cast import SINCE, Cast
from demo.days import Days
from demo.emergency_life import play_emergencies
from demo.present import make_present
from demo.present_cases import play_cases
from demo.present_patrols import play_patrols
from demo.present_year import play_year
from demo.venue_life import open_halls
from demo.volunteer_life import play_present as play_volunteers
from tongxin.cases.models import Case
from tongxin.enrolment.models import PublicCard
from tongxin.exchange.tests import story
from tongxin.patrols.models import PatrolRound

STRANGER = "stranger"
#: The key of nothing.
NOWHERE = 987_654_321
#: Who knocks: one of each face and level.
CAST = ("worker", "neighbor", "liaison", "member", "resident", "admin")

#: Rooms of packages, and addresses without a page of ours behind them.
FOREIGN = ("admin", "axes")

#: Whoever goes through this one is signed out behind it.
LEAVING = "people:sign-out"


@dataclass(frozen=True)
class Door:
    """One address: its name, the arguments it takes, whether its view is guarded (None: nobody decided), and the kind
    of thing it is about. Where nothing else is said it is asked for the first of that kind."""

    name: str
    arguments: tuple[str, ...]
    is_guarded: bool | None
    model: type[Model] | None

    def address(self, shown: dict[str, dict[str, Any]]) -> str:
        room = self.name.split(":")[0]
        about = {"pk": _first(self.model)} if self.model and "pk" in self.arguments else {}
        given = shown["any"] | about | shown.get(room, {}) | shown.get(self.name, {})
        return reverse(self.name, kwargs={argument: given.get(argument, NOWHERE) for argument in self.arguments})


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
            arguments = tuple(pattern.pattern.regex.groupindex)
            found.append(Door(namespace + pattern.name, arguments, guarded, getattr(view, "model", None)))
    return found


def knock_all(cast: Cast, doors: list[Door]) -> dict[str, dict[str, int]]:
    """What each of the cast and a stranger gets, by who knocks and by door."""
    shown = things_to_show(cast)
    return {who: _knock(cast, "" if who == STRANGER else who, doors, shown) for who in (STRANGER, *CAST)}


def _knock(cast: Cast, who: str, doors: list[Door], shown: dict[str, dict[str, Any]]) -> dict[str, int]:
    """The status of a GET of each address by `who`; a stranger knocks without sign-in."""
    client = Client(raise_request_exception=False)
    if who:
        cast.sign_in(client, who)
    return {door.name: client.get(door.address(shown)).status_code for door in doors if door.name != LEAVING}


def things_to_show(cast: Cast) -> dict[str, dict[str, Any]]:
    """Arguments for the addresses: by name of the view, by room, or for all. What is not named is not there."""
    make_everything(cast)
    project = story.proposed(cast)
    need, resource = project.needs.get(), project.resources.get()
    walked = PatrolRound.objects.open().values_list("pk", flat=True).first()
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
        "cases:receipt": {"key": Case.objects.order_by("pk").values_list("key", flat=True)[0]},
        **{f"patrols:{view}": {"pk": walked, "number": 2, "name": "come"} for view in ON_ROUNDS},
        "patrols:team": {"pk": cast.organizations["team"].pk},
        "enrolment:public-card": {"code": PublicCard.objects.values_list("code", flat=True).first() or "0" * 32},
    }


def make_everything(cast: Cast) -> None:
    """The cast in the middle of things, as on the day of the demonstration."""
    days = Days.between(SINCE, cast.at)
    make_present(cast, at=cast.at)
    play_year(cast, days, at=cast.at)
    play_volunteers(cast, days, at=cast.at)
    open_halls(cast, at=cast.at)
    play_cases(cast, days, at=cast.at)
    play_emergencies(cast, days, at=cast.at)
    play_patrols(cast, days, at=cast.at)


def _first(model: type[Model]) -> int:
    key = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
    return int(key or NOWHERE)


ON_ROUNDS = ("my-round", "my-stop", "unseen", "come")
ABOUT_NEEDS = ("need", "edit-need", "need-join", "public-need", "my-need", "edit-my-need")


def write(path: Path, table: dict[str, dict[str, int]]) -> None:
    lines = [
        "# What a GET gives to whom. Made by `python -m pytest tests/write_doors.py`; read it before you commit it.\n"
    ]
    for name, row in sorted(table.items()):
        cells = ", ".join(f"{who} = {status}" for who, status in row.items())
        lines.append(f'"{name}" = {{ {cells} }}\n')
    path.write_text("".join(lines), "utf-8")
