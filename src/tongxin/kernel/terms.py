"""Terms: the lists of a city's profile. Rows keep a code; label and properties are looked up here, without a query."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Term
from tongxin.kernel.remembered import Remembered


@Remembered.of(Term._meta.db_table)
def _lists() -> dict[str, dict[str, Term]]:
    lists: dict[str, dict[str, Term]] = {}
    for term in Term.objects.order_by("listed_in", "number", "id"):
        lists.setdefault(term.listed_in, {})[term.code] = term
    return lists


def terms(listed_in: str) -> Mapping[str, Term]:
    """Every term of a list by code, in order; terms no longer in use included."""
    return _lists().get(listed_in, {})


def find(listed_in: str, code: str) -> Term | None:
    return terms(listed_in).get(code)


def label(listed_in: str, code: str) -> str:
    """The label of a code; the code itself where the list does not know it."""
    term = find(listed_in, code)
    return term.label if term else code


def choices(listed_in: str) -> list[tuple[str, str]]:
    """Code and label of the terms in use, for a form or a filter."""
    return [(term.code, term.label) for term in terms(listed_in).values() if term.is_active]


def usable(listed_in: str, code: str) -> bool:
    """Whether the list has the code, and it is still in use."""
    term = find(listed_in, code)
    return term is not None and term.is_active


def need(listed_in: str, code: str) -> Term:
    """The term of a code that somebody filled in; raises Unfit where the list has none in use."""
    term = find(listed_in, code)
    if term is None or not term.is_active:
        raise Unfit(_("“%s”不在可选清单中，请从清单里选择。") % code)
    return term


def forget() -> None:
    _lists.forget()
