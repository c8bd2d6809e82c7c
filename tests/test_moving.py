"""A place that is hung elsewhere takes every copy of its path along, whichever room keeps it."""

import pytest
from django.apps import apps
from django.db.models import CharField

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.exchange.tests import story
from tongxin.kernel import records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization


@pytest.mark.django_db(transaction=True)
def test_no_copy_of_a_moved_place_keeps_the_old_path(cast: Cast) -> None:
    need, resource = story.matching(cast), story.published(cast, reach="community")
    records.deliver()
    home = cast.home
    old, street = home.path, Area.objects.exclude(pk=home.parent_id).filter(kind=home.parent.kind).first()
    areas.move(area=home, parent=street, on=today(cast.at), document="示例", by=SYSTEM, at=cast.at)
    need.refresh_from_db()
    resource.refresh_from_db()
    assert need.community_path.startswith(street.path) and resource.reach_path == Area.objects.get(pk=home.pk).path
    stale = [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        if model is not Organization  # its path lies in the tree of organizations
        for column in model._meta.concrete_fields
        if isinstance(column, CharField) and column.name.endswith("path")
        if model._base_manager.filter(**{f"{column.name}__startswith": old}).exists()
    ]
    assert stale == []
