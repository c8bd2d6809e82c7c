"""Agreements and pairings as the reports count them, on a day."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import IN_FORCE, Agreement, Pairing
from tongxin.alliance.queries.pairings import paired_on
from tongxin.kernel import terms
from tongxin.kernel.measures import measure


def signed(on: date) -> QuerySet[Agreement]:
    """Agreements in force whose term has begun."""
    found: QuerySet[Agreement] = Agreement.objects.filter(step__in=IN_FORCE, valid_from__lte=on)
    return found


@measure("agreements", _("共驻共建协议"))
def agreements(on: date) -> int:
    """One for each unit and community or street (YX-34, GY-15)."""
    return signed(on).filter(kind="agreement").count()


@measure("commitment_units", _("签订承诺书的单位"))
def commitment_units(on: date) -> int:
    """Units with a commitment document in force (MHK-32)."""
    return signed(on).filter(kind="commitment").values("unit").distinct().count()


@measure("paired_units", _("结对的单位"))
def paired_units(on: date) -> int:
    """Resident units among those paired; a unit with two partners is one unit (CD-37)."""
    rows = paired_on(on, Pairing.Level.ORGANIZATION)
    return len(_units(rows, "first") | _units(rows, "second"))


@measure("paired_members", _("结对的党员"))
def paired_members(on: date) -> int:
    """Members of agencies and of communities that help each other; each counts once (CD-37)."""
    rows = paired_on(on, Pairing.Level.MEMBER).values_list("first_id", "second_id")
    return len({key for pair in rows for key in pair})


def _units(rows: QuerySet[Pairing], side: str) -> set[int]:
    """Those of one side that are no Party organization of a place."""
    column = f"{side}__organization__kind"

    kinds = [code for code, term in terms.terms("organization_kinds").items() if term.data.get("family") != "party"]
    return set(rows.filter(**{f"{column}__in": kinds}).values_list(f"{side}_id", flat=True))
