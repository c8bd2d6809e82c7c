"""Questions across agreements and the register of units."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tongxin.alliance.models import Agreement
from tongxin.alliance.models.agreement import AgreementQuerySet
from tongxin.kernel import rules
from tongxin.organizations.models import Organization


@dataclass(frozen=True)
class Coverage:
    """How many resident units of a place have an agreement in force; those from elsewhere count apart (GY-15)."""

    signed: int
    resident: int
    from_elsewhere: int


def resident_units(path: str, on: date) -> QuerySet[Organization]:
    """The units that sit in a place: the denominator of the coverage."""
    return Organization.objects.on(on).of_family("resident_unit").in_area(path).order_by("area_path", "pk")


def signed_units(path: str, on: date) -> QuerySet[Organization]:
    """Those of them with an agreement in force with a community or street of the same place."""
    return resident_units(path, on).filter(_has_agreement(path))


def unsigned_units(path: str, on: date) -> QuerySet[Organization]:
    return resident_units(path, on).filter(~_has_agreement(path))


def coverage(path: str, on: date) -> Coverage:
    partners = Agreement.objects.in_force().in_area(path).values("unit").distinct().count()
    signed = signed_units(path, on).count()
    return Coverage(signed=signed, resident=resident_units(path, on).count(), from_elsewhere=partners - signed)


def warned_until(on: date) -> date:
    """The last day of the stretch in which an end is announced."""
    return on + timedelta(days=int(rules.value("agreement.warn_days", on=on)))


def ending_soon(rows: AgreementQuerySet, on: date) -> AgreementQuerySet:
    """In force, and at their end within the days of the warning."""
    return rows.ending_by(warned_until(on))


def _has_agreement(path: str) -> Exists:
    return Exists(Agreement.objects.in_force().in_area(path).filter(unit=OuterRef("pk")))
