"""Laying a fresh database: a new model is drawn alone, and still all know what Django's own way would tell them."""

from django.core.management import get_commands
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from tongxin.kernel.management.commands.migrate import adding_models_alone


def _state(name: str, **fields: models.Field) -> ModelState:
    return ModelState("paper", name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def _laid() -> ProjectState:
    """A place, a house in it and a visit to the house, as three migrations would add them."""
    state = ProjectState()
    state.add_model(_state("Place"))
    state.apps.get_model("paper", "Place")
    state.add_model(_state("House", place=models.ForeignKey("paper.Place", models.CASCADE)))
    state = state.clone()
    state.add_model(_state("Visit", house=models.ForeignKey("paper.House", models.CASCADE)))
    return state


def _told(state: ProjectState) -> dict[str, list[str]]:
    return {
        model.__name__: sorted(relation.related_model.__name__ for relation in model._meta.related_objects)
        for model in state.apps.get_models()
    }


def test_models_know_the_same_of_each_other_as_in_djangos_way() -> None:
    with adding_models_alone():
        lean = _laid()
        # What changes a model that is there draws all that are related to it anew, here too.
        lean.add_field("paper", "place", "name", models.CharField(max_length=9, default=""), preserve_default=True)
    djangos = _laid()
    djangos.add_field("paper", "place", "name", models.CharField(max_length=9, default=""), preserve_default=True)
    assert _told(lean) == _told(djangos) == {"Place": ["House"], "House": ["Visit"], "Visit": []}
    assert lean.apps.get_model("paper", "House")._meta.get_field("place").related_model._meta.get_field("name")


def test_a_new_model_does_not_draw_those_it_points_at_anew() -> None:
    state = ProjectState()
    state.add_model(_state("Place"))
    place = state.apps.get_model("paper", "Place")
    with adding_models_alone():
        state.add_model(_state("House", place=models.ForeignKey("paper.Place", models.CASCADE)))
    assert state.apps.get_model("paper", "Place") is place and place._meta.related_objects


def test_migrate_is_ours() -> None:
    assert get_commands()["migrate"] == "tongxin.kernel"
