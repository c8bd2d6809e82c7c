"""Shapes: what is special about the communities of a profile, read from its lists and figures, never from its name.

Which form the Party organization of each community has, which type a community is of, and in a few communities the
levels below it, down to a member's home.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from demo.picker import Picker
from demo.sizes import Sizes
from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization

#: Forms of a community's Party organization: the line of the report that counts it, its kind, its name.
FORMS = (
    ("community_general_branches", "community_general_branch", "{name}党总支"),
    ("community_committees", "community_committee", "{name}党委"),
    ("community_branches", "community_branch", "{name}党支部"),
)
#: Below a community: kind of place, its name under the one above, kind of organization there, its name.
BELOW = (
    ("grid", "{name}第{n}网格", "grid_branch", "{place}党支部"),
    ("building", "{name}{n}栋", "building_group", "{place}党小组"),
)
HUB = ("member_hub_household", "{place}党员中心户")
SHOWN = 3


def forms_of(communities: Sequence[Area], sizes: Sizes) -> Iterator[tuple[Area, str, str]]:
    """Each community that has a Party organization of its own, with its kind and name.

    Where the report counts the forms there are just as many of each (CD-02), elsewhere all are of the usual form.
    """
    counted = [(sizes.figures[line], kind, name) for line, kind, name in FORMS if line in sizes.figures]
    if not counted:
        known = terms.terms("party_levels")
        allowed = known["community"].data["kinds"] if "community" in known else [FORMS[0][1]]
        _line, kind, name = next((form for form in FORMS if form[1] in allowed), FORMS[0])
        counted = [(len(communities), kind, name)]
    forms = iter([(kind, name) for count, kind, name in counted for _ in range(count)])
    # Those in streets come first: they are the urban ones.
    urban_first = sorted(communities, key=lambda area: (area.parent is None or area.parent.kind != "street", area.pk))
    for area, (kind, name) in zip(urban_first, forms, strict=False):
        yield area, kind, name.format(name=area.name)


def type_communities(communities: Sequence[Area], picker: Picker, *, on: date, at: datetime) -> None:
    """Give each community one of the profile's types of communities, where it has any (BL-05)."""
    types = [term.code for term in terms.terms("area_types").values() if term.data.get("area_kind") == "community"]
    if types:
        for area, kind in zip(communities, picker.evenly(types, len(communities)), strict=True):
            areas.give_type(area=area, type=kind, on=on, by=SYSTEM, at=at)


def deepen(leading: Sequence[Organization], *, on: date, at: datetime) -> None:
    """In a few communities the levels below: grids, buildings, and where the profile has them, members' homes."""
    levels = [kind for term in terms.terms("party_levels").values() for kind in term.data.get("kinds", ())]
    for top in leading[:SHOWN]:
        if top.kind in _parents(BELOW[0][2]) and BELOW[0][2] in levels:
            for number in (1, 2):
                _found_below(top, number, levels, on, at)


def _found_below(top: Organization, number: int, levels: list[str], on: date, at: datetime) -> None:
    above, place = top, top.area
    for area_kind, area_name, kind, name in BELOW:
        if kind not in levels or above.kind not in _parents(kind):
            return
        title = area_name.format(name=place.name, n=number)
        place = Area.objects.filter(parent=place, name=title).first() or areas.create(
            kind=area_kind, name=title, parent=place, on=on, document="示例", by=SYSTEM, at=at
        )
        above = _found(kind, name, place, above, on, at)
    if HUB[0] in levels and above.kind in _parents(HUB[0]):
        _found(*HUB, place, above, on, at)


def _found(kind: str, name: str, place: Area, above: Organization, on: date, at: datetime) -> Organization:
    return organizations.found(
        kind=kind, name=name.format(place=place.name), area=place, parent=above, on=on, by=SYSTEM, at=at
    )


def _parents(kind: str) -> list[str]:
    term = terms.find("organization_kinds", kind)
    return list(term.data.get("parents", [])) if term and term.is_active else []
