"""Another city's way of working inside one test, rolled back with it."""

from collections.abc import Callable

import pytest

from tests.world import NOW
from tongxin import city
from tongxin.areas.models import Area
from tongxin.kernel import profiles, remembered
from tongxin.kernel.models import Rule, StepSetting, Term


@pytest.fixture
def in_city(db: None) -> Callable[[str], Area]:
    """Load the profile `name` in place of the world's own and give the root of its tree."""

    def load(name: str) -> Area:
        for model in (Term, Rule, StepSetting):
            model.objects.all().delete()
        remembered.forget_all()
        city.load(name, at=NOW)
        remembered.forget_all()
        return Area.objects.get(code=profiles.read(name).tables["divisions"]["root"])

    return load
