"""Along: what comes along with a row in the same question, as JSON, read back as models that hold only that.

rows.annotate(asked=along(Offer.objects.filter(need=OuterRef("pk")).order_by("id"), "id", "step", "resource__title"))
come(Offer, row.asked)
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Field, Model, QuerySet
from django.db.models.functions import JSONObject

from tongxin.kernel.hot import thin

M = TypeVar("M", bound=Model)


def along(rows: QuerySet[Any], *columns: str) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in columns})))


def come(model: type[M], found: Iterable[dict[str, Any]] | None) -> list[M]:
    rows = found or ()
    return [thin(model, {name: _field(model, name).to_python(value) for name, value in row.items()}) for row in rows]


@cache
def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    """The field that a name with `__` leads to."""
    relation, _mark, rest = name.partition("__")
    field: Any = model._meta.get_field(relation)
    return _field(field.related_model, rest) if rest else field
