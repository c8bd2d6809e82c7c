"""Routing: who is proposed to handle a case. The first rule that fits answers; a person dispatches."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from tongxin.areas.models import Area
from tongxin.cases.models import Case, RoutingRule
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.remembered import Remembered
from tongxin.organizations.models import Organization


@Remembered
def _rules() -> list[RoutingRule]:
    return list(RoutingRule.objects.filter(is_on=True).select_related("lead").order_by("order", "pk"))


def forget_rules() -> None:
    _rules.forget()


def fits(rule: RoutingRule, *, category: str, area_path: str, at: datetime, whenever: bool = False) -> bool:
    """Whether the rule speaks of this category, place and time; `whenever` leaves out from which day it holds."""
    local = at.astimezone(CHINA)
    about = not rule.categories or category in rule.categories
    time = _is_hour_of(rule, local)
    return about and time and area_path.startswith(rule.area_path) and (whenever or rule.holds_on(today(at)))


def _is_hour_of(rule: RoutingRule, local: datetime) -> bool:
    """Whether the weekday and the hour are the rule's. A night belongs to the day on which it begins."""
    opens, closes, clock, day = rule.opens, rule.closes, local.time(), local
    if opens is not None and closes is not None:
        past_midnight = closes < opens and clock < closes
        if not (past_midnight or opens <= clock < closes or (closes < opens <= clock)):
            return False
        day -= timedelta(days=int(past_midnight))
    return not rule.weekdays or str(day.isoweekday()) in rule.weekdays


def rule_for(case: Case, *, at: datetime) -> RoutingRule | None:
    """The rule that fires for a case; one that names a dissolved body is passed over."""
    standing = (rule for rule in _rules() if rule.lead is None or rule.lead.holds_on(today(at)))
    fitting = (rule for rule in standing if fits(rule, category=case.category, area_path=case.area_path, at=at))
    return next(fitting, None)


def proposed_lead(case: Case, *, at: datetime) -> Organization | None:
    """The organization that the rules propose: the named one, or the nearest of the named kind."""
    rule = rule_for(case, at=at)
    if rule is None:
        return None
    return rule.lead or nearest(rule.lead_kind, case.area_path, on=today(at))


def nearest(kind: str, area_path: str, *, on: date) -> Organization | None:
    """The organization of a kind in the place itself or in the closest one around it."""
    ids = [int(part) for part in area_path.rstrip("/").split("/")]
    found = Organization.objects.on(on).filter(kind=kind, area_id__in=ids)
    nearest: Organization | None = found.order_by("-area_path", "pk").first()
    return nearest


def bodies_near(area_path: str, *, on: date) -> QuerySet[Organization]:
    """The bodies that may be given a case: those that sit in a place around it or within its community."""
    ids = [int(part) for part in area_path.rstrip("/").split("/")]
    around = Area.objects.filter(pk__in=ids).values("pk")
    here = Q(area_id__in=around) | Q(area_path__startswith=area_path)
    found: QuerySet[Organization] = Organization.objects.on(on).filter(here)
    return found.order_by("-area_path", "name")
