"""The register of places: those below one, as the tree was on a day; each count of places opens it."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order


def _kinds(actor: Actor | None) -> list[tuple[str, str]]:
    return terms.choices("area_kinds")


PLACES = Listing(
    name="places",
    title=_("区域名册"),
    columns=[
        Column("name", _("名称"), lambda area: (area.then or area.name, area.get_absolute_url()), "link"),
        Column("kind", _("类别"), lambda area: area.kind_label),
        Column("code", _("区划代码"), lambda area: area.code, "code"),
        Column("parent", _("上级"), lambda area: area.parent.name if area.parent else ""),
        Column("since", _("自"), lambda area: area.valid_from, "day"),
        Column("until", _("至"), lambda area: area.valid_to, "day"),
    ],
    filters=[
        Filter("kind", _("类别"), _kinds, lambda rows, kind: rows.filter(kind=kind)),
        # The page and the export ask for the tree of that day; here nothing is left out by it.
        Filter("on", _("哪一天"), lambda actor: [], lambda rows, text: rows, "day"),
        Filter("q", _("名称"), lambda actor: [], lambda rows, text: rows.filter(then__icontains=text), "text"),
    ],
    orders=[Order("path", _("上下级"), "path", newest_first=False), Order("name", _("名称"), "name", False)],
    together=["parent"],
    empty=_("这一天下面没有区域"),
)
