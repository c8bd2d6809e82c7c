from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.organizations.models import Organization, Post

#: So many places of one name are looked at.
MOST_OF_A_NAME = 50


def _lines(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("organization_lines")


def _of_line(rows: QuerySet[Organization], line: str) -> QuerySet[Organization]:
    """The three lines of Party organizations: asked together without the filter, apart with it (MHK-01)."""
    return rows & Organization.objects.of_line(line)


def _families(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("organization_families")


def _of_family(rows: QuerySet[Organization], family: str) -> QuerySet[Organization]:
    return rows & Organization.objects.of_family(family)


def _kinds(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("organization_kinds")


def _of_level(rows: QuerySet[Organization], level: str) -> QuerySet[Organization]:
    term = terms.find("party_levels", level)
    return rows.filter(kind__in=term.data.get("kinds", ())) if term else rows


def _levels_of_party(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("party_levels")


def _in_place(rows: QuerySet[Organization], words: str) -> QuerySet[Organization]:
    """Those of a place and below it, asked by its code, its name, or "街道/社区"; no such place, no rows."""
    above, _slash, name = words.strip().rpartition("/")
    found = Area.objects.current().filter(Q(code=name) | Q(name=name))
    found = found.filter(parent__name=above.rpartition("/")[2]) if above else found
    paths = list(found.values_list("path", flat=True)[:MOST_OF_A_NAME])
    return rows.filter(reduce(or_, (Q(area_path__startswith=path) for path in paths), Q(pk=None)))


def words_for(area: Area) -> str:
    """How the filter by place is asked for this one."""
    return f"{area.parent.name}/{area.name}" if area.parent else area.name


ORGANIZATIONS = Listing(
    name="organizations",
    title=_("组织"),
    columns=[
        Column("name", _("名称"), lambda o: (o.name, o.get_absolute_url()), "link", plain=lambda o: o.name),
        Column("kind", _("类型"), lambda o: o.kind_label),
        Column("line", _("条线"), lambda o: terms.label("organization_lines", o.kind_data.get("line", ""))),
        Column("area", _("区域"), lambda o: o.area.name),
        Column("parent", _("上级组织"), lambda o: o.parent.name if o.parent else ""),
        Column("since", _("成立日期"), lambda o: o.valid_from, "day"),
    ],
    filters=[
        Filter("line", _("党组织条线"), _lines, _of_line),
        Filter("family", _("类别"), _families, _of_family),
        Filter("kind", _("类型"), _kinds, lambda rows, kind: rows.filter(kind=kind)),
        Filter("level", _("层级"), _levels_of_party, _of_level),
        Filter("place", _("区域"), lambda actor: [], _in_place, kind="text"),
        Filter("q", _("名称"), lambda actor: [], lambda rows, text: rows.filter(name__icontains=text), kind="text"),
    ],
    orders=[Order("newest", _("最近登记"), "pk"), Order("name", _("名称"), "name", newest_first=False)],
    together=["area", "parent"],
    empty=_("还没有登记组织"),
)


def _levels(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("area_kinds")


def _sources(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("part_time_sources")


def _comes_from(post: Post) -> str:
    return post.from_organization.name if post.from_organization else terms.label("part_time_sources", post.source)


PART_TIME = Listing(
    name="part-time",
    title=_("兼职委员"),
    columns=[
        Column("name", _("姓名"), lambda post: post.person.name),
        Column("role", _("职务"), lambda post: post.role_label),
        Column(
            "organization", _("任职组织"),
            lambda post: (post.organization.name, post.organization.get_absolute_url()), "link",
            plain=lambda post: post.organization.name,
        ),
        Column("from", _("来自"), _comes_from),
        Column("source", _("来源"), lambda post: terms.label("part_time_sources", post.source)),
        Column("duty", _("分工"), lambda post: terms.label("part_time_duties", post.duty)),
        Column("letter", _("聘书"), lambda post: post.letter),
        Column("since", _("自"), lambda post: post.valid_from, "day"),
        Column("until", _("至"), lambda post: post.valid_to, "day"),
    ],
    filters=[
        Filter("level", _("层级"), _levels, lambda rows, kind: rows.filter(area__kind=kind)),
        Filter("source", _("来源"), _sources, lambda rows, code: rows.filter(source=code)),
        Filter("q", _("姓名"), lambda actor: [], lambda rows, text: rows.filter(person__name__icontains=text), "text"),
    ],
    orders=[Order("newest", _("最近登记"), "pk")],
    together=["person", "organization", "from_organization", "area"],
    empty=_("还没有聘任兼职委员"),
)  # fmt: skip
