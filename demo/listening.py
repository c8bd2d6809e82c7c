"""What the units of the demonstration want to hear: each in its rhythm, by topic and place, chosen by its liaison."""

from datetime import datetime
from typing import Any

from demo.cast import Cast
from demo.picker import Picker
from demo.population import Population
from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal
from tongxin.notify import digest_actions

#: Who of the story chooses, for whom (an organization of the story, or "" for oneself), what and how.
CHOSEN: list[tuple[str, str, dict[str, Any]]] = [
    ("liaison", "unit", {"topic": "exchange.needs", "rhythm": "daily", "channels": ["in_app", "mail"]}),
    ("liaison", "unit", {"topic": "activities.invitations", "rhythm": "weekly", "channels": ["in_app"]}),
    ("school_liaison", "school", {"topic": "exchange.needs", "rhythm": "weekly", "channels": ["in_app"]}),
    ("secretary", "party", {"topic": "exchange.resources", "rhythm": "at_once", "channels": ["in_app"]}),
    ("member", "", {"topic": "activities.invitations", "rhythm": "weekly", "channels": ["in_app"]}),
]

#: One unit of so many has chosen something; the others hear nothing, and nothing is sent to them.
ONE_OF = 12
TOPICS = ("exchange.needs", "exchange.needs", "activities.invitations", "exchange.resources")
RHYTHMS = ("weekly", "weekly", "daily", "never")


def let_cast_listen(cast: Cast, *, at: datetime) -> None:
    """The choices of the community of the story, for its own place."""
    for name, organization, said in CHOSEN:
        key = (cast.organizations[organization] if organization else cast.people[name]).pk
        _choose(key, area=cast.home, by=cast.actor(name), at=at, **said)


def let_city_listen(population: Population, liaisons: dict[int, Actor], picker: Picker, *, at: datetime) -> None:
    """Every twelfth unit has made a choice, for the street where it lies."""
    for unit in population.units[::ONE_OF]:
        if by := liaisons.get(unit.liaison_id):
            topic, rhythm = picker.one(TOPICS), picker.one(RHYTHMS)
            area = unit.community.parent or unit.community
            _choose(unit.organization.pk, topic=topic, rhythm=rhythm, channels=["in_app"], area=area, by=by, at=at)


def _choose(key: int, *, area: Area, by: Actor, at: datetime, **said: Any) -> None:
    subscriber = Principal.objects.get(pk=key)
    digest_actions.choose(subscriber=subscriber, area=area, codes=[], by=by, at=at, **said)
