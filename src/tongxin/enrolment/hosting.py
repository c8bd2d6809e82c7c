"""Who takes in those that check in, where they come from, for how long; a merged community names its heir."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from tongxin.areas.models import Area, AreaChange
from tongxin.enrolment.errors import HostGone
from tongxin.kernel import rules, terms
from tongxin.kernel.errors import Unfit
from tongxin.organizations.actions import nearest_party_organizations
from tongxin.organizations.models import Affiliation, Organization
from tongxin.people.models import Person


def check_host(area: Area, *, on: date) -> None:
    """Raise HostGone for a community that no longer stands, with the one that took over, and Unfit for other places."""
    if not area.holds_on(on):
        raise HostGone(_gone(area))
    kind = terms.find("area_kinds", area.kind)
    if kind is None or not kind.data.get("hosts"):
        raise Unfit(_("不能在“%(area)s”（%(kind)s）报到，请选择社区。") % {"area": area.name, "kind": area.kind_label})


def _gone(area: Area) -> str:
    change = AreaChange.objects.filter(before=area, kind=AreaChange.Kind.MERGE).order_by("-on").first()
    if change is None:
        return _("“%s”已撤销，不能再报到。") % area.name
    into = "、".join(each.name for each in change.after.all())
    return _("“%(area)s”已于 %(on)s 并入“%(into)s”，请向“%(into)s”报到。") % {
        "area": area.name,
        "on": f"{change.on:%Y-%m-%d}",
        "into": into,
    }


def host_of(area: Area, *, on: date) -> Organization:
    return hosts_of([area], on=on)[area.pk]


def hosts_of(areas: Collection[Area], *, on: date) -> dict[int, Organization]:
    """By the key of each community, who takes in those that check in there. Raises HostGone and Unfit."""
    hosts = nearest_party_organizations(areas)
    for area in areas:
        check_host(area, on=on)
        if area.pk not in hosts:
            raise Unfit(_("“%s”还没有党组织，暂时不能报到。") % area.name)
    return hosts


def home_of(person: Person, *, on: date) -> Organization | None:
    """Where the member's formal relation lies on a day."""
    held = Affiliation.objects.on(on).filter(person=person).select_related("organization").first()
    return held.organization if held else None


def term_end(begin: date, path: str) -> date | None:
    rule = rules.find("enrolment.renewal_months", on=begin, path=path)
    if rule is None:
        return None
    year, month = divmod(begin.month - 1 + int(rule.value), 12)
    year, month = begin.year + year, month + 1
    return date(year, month, min(begin.day, monthrange(year, month)[1]))
