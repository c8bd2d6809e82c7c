"""`migrate`, as Django's own, in a third of the time.

While it goes through the migrations Django keeps every model as it was at that point. Where one is added it draws all
those anew that are related to it by any number of steps; in one city's data everything is related to everything, so a
fresh database drew each model a hundred times. A new model needs nothing but itself drawn, just as when an application
is loaded: those it points at learn of it by their registry. What changes a model that is there goes Django's way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with adding_models_alone():
            super().handle(*args, **options)


@contextmanager
def adding_models_alone() -> Iterator[None]:
    """Inside, a model that is added to a state is the only one that is drawn."""
    djangos = ProjectState.add_model
    ProjectState.add_model = _add_model  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.add_model = djangos  # type: ignore[method-assign]


def _add_model(state: Any, added: ModelState) -> None:
    key = added.app_label, added.name_lower
    state.models[key] = added
    if state._relations is not None:
        state.resolve_model_relations(key)
    # Not `state.apps`, which would draw everything now.
    if (registry := state.__dict__.get("apps")) is None:
        return
    registry.render_multiple([added])
    with registry.bulk_update():
        # Who asks a model drawn earlier for those that point at it is told by the registry that has all of them.
        for model in registry.get_models(include_auto_created=True):
            model._meta.apps = registry
