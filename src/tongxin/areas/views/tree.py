"""Pages of the tree: as it is or was on any day, one place with its history, counts against the official list."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas import actions as areas
from tongxin.areas import counting, queries, shape_actions
from tongxin.areas.access import may_change, need_any
from tongxin.areas.forms import (
    CountForm,
    CreateForm,
    DeedForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SplitForm,
    TypeForm,
    UpgradeForm,
)
from tongxin.areas.lists import PLACES
from tongxin.areas.models import Area, AreaChange
from tongxin.areas.profile import official_counts
from tongxin.kernel import profiles, terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page
from tongxin.ui.showing import timeline

BOTH = ["GET", "POST"]


@require_GET
@may()
def tree(request: DoorRequest) -> HttpResponse:
    """The places right below the one my post stands at, with the way down; as of any day by `?on=`."""
    need_any(request.actor, "figures.read", "areas.change")
    root = _root(request)
    return _show_tree(request, root) if root else page(request, "areas/none.html")


def is_key(text: str) -> bool:
    """Whether a word of an address can be the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def _root(request: DoorRequest) -> Area | None:
    under = request.GET.get("under", "")
    if is_key(under):
        return find(Area, int(under), request.actor)  # type: ignore[no-any-return]
    own = Area.objects.filter(path=request.actor.area_path).first()
    if own is not None:
        return own
    return Area.objects.filter(parent=None).visible_to(request.actor).order_by("pk").first()


def day_of(request: DoorRequest) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or today(request.at)
    except ValueError:
        return today(request.at)


def _show_tree(request: DoorRequest, root: Area) -> HttpResponse:
    day = day_of(request)
    rows = queries.children_on(root, day)
    shown = {
        "root": root,
        "name": root.name_on(day),
        "trail": trail_of(request, root, day),
        "rows": rows,
        "counts": queries.labelled_counts(on=day, within=root),
        "day": day,
        "is_today": day == today(request.at),
        "may_create": may_change(request.actor, root) and queries.kinds_below(root),
    }
    return page(request, "areas/tree.html", shown)


def trail_of(request: DoorRequest, area: Area, day: date) -> list[tuple[str, str | None]]:
    seen = set(Area.objects.visible_to(request.actor).filter(pk__in=area.ancestor_ids()).values_list("pk", flat=True))
    line = [
        (each.name_on(day), f"{reverse('areas:areas')}?under={each.pk}") for each in area.lineage() if each.pk in seen
    ]
    return [*line[:-1], (line[-1][0], None)] if line else []


@require_GET
@may(model=Area, together=("parent",))
def show(request: DoorRequest, area: Area) -> HttpResponse:
    day = today(request.at)
    changes = AreaChange.objects.filter(before=area) | AreaChange.objects.filter(after=area)
    told = changes.distinct().order_by("-on", "-pk").prefetch_related("before", "after")
    types = terms.terms("area_types").values()
    grounds = list(area.shapes.order_by("-valid_from").defer("geometry"))  # type: ignore[attr-defined]
    shown = {
        "area": area,
        "trail": trail_of(request, area, day),
        "names": area.names.order_by("-valid_from"),  # type: ignore[attr-defined]
        "parents": area.edges_up.select_related("parent").order_by("-valid_from"),  # type: ignore[attr-defined]
        "types": area.types.order_by("-valid_from"),  # type: ignore[attr-defined]
        "grounds": grounds,
        "headcounts": area.headcounts.order_by("-valid_from"),  # type: ignore[attr-defined]
        "has_shape": any(each.holds_on(day) for each in grounds),
        "can_have_type": any(term.data.get("area_kind") == area.kind for term in types),
        "changes": [_told(each) for each in told],
        "counts": queries.labelled_counts(on=day, within=area),
        "entries": timeline(area),
        "may_change": may_change(request.actor, area) and area.valid_to is None,
        "kinds_below": queries.kinds_below(area),
        "label": terms.label,
    }
    return page(request, "areas/show.html", shown)


def _told(change: AreaChange) -> tuple[AreaChange, list[str], list[str]]:
    """A change with the names as they were the day before and on the day."""
    before = [each.name_on(change.on - timedelta(days=1)) for each in change.before.all()]
    return change, before, [each.name_on(change.on) for each in change.after.all()]


@require_GET
@may(model=Area)
def counts(request: DoorRequest, area: Area) -> HttpResponse:
    """Places by kind here and in the official list of divisions; what does not agree is named (CD-01)."""
    need_any(request.actor, "figures.read", "areas.change")
    day = day_of(request)
    counted = queries.count_by_kind(on=day, within=area)
    profile = profiles.read(str(terms.need("city", "this").data["code"]))
    official = official_counts(profile, below=area.code)
    kinds = [kind for kind in terms.terms("area_kinds") if kind in counted or kind in official]
    rows = [(kind, terms.label("area_kinds", kind), counted.get(kind, 0), official.get(kind, 0)) for kind in kinds]
    shown = {
        "area": area,
        "rows": [(label, here, there, here - there, kind) for kind, label, here, there in rows],
        "agrees": not queries.differences({k: counted.get(k, 0) for k in official}, official),
        "day": day,
        "as_of": profile.tables["divisions"]["as_of"],
    }
    return page(request, "areas/counts.html", shown)


@require_GET
@may(model=Area)
def places(request: DoorRequest, area: Area) -> HttpResponse:
    """The places below one by kind, as of any day: what the counts count (CD-01)."""
    need_any(request.actor, "figures.read", "areas.change")
    day = day_of(request)
    shown = {
        "listed": PLACES.open(request, queries.places_below(on=day, within=area)),
        "sub": _("%(name)s以下，%(day)s 的样子") % {"name": area.name_on(day), "day": day.isoformat()},
        "export_url": reverse("areas:export-places", args=[area.pk]),
        "trail": [(area.name_on(day), f"{reverse('areas:areas')}?under={area.pk}"), (PLACES.title, None)],
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists", Area)
def export_places(request: DoorRequest, area: Area) -> HttpResponse:
    need_any(request.actor, "figures.read", "areas.change")
    return PLACES.export(request, queries.places_below(on=day_of(request), within=area))


# Deeds

Act = Callable[..., Area | None]


def _deed(form_class: type[DeedForm], title: Any, act: Act) -> Callable[..., HttpResponse]:
    """The page of one change of the tree: a form, then to the place that came of it."""

    @require_http_methods(BOTH)
    @may("areas.change", Area, together=("parent",))
    def view(request: DoorRequest, area: Area) -> HttpResponse:
        if not may_change(request.actor, area):
            raise NotYours
        if area.valid_to is not None:
            raise areas.NotThere
        options: dict[str, Any] = {"actor": request.actor, "on": today(request.at)}
        if form_class is CreateForm:
            options["parent"] = area
        if form_class is TypeForm:
            options["area"] = area
        form = form_class(request.POST or None, **options)
        status = 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                try:
                    come = act(area=area, given=form.cleaned_data, by=request.actor, at=request.at)
                    return done(request, come or area, _("已登记。"))
                except Refused as refused:
                    form.add_error(None, str(refused))
                    status = refused.status
        return page(request, "areas/form.html", {"form": form, "title": title, "area": area}, status=status)

    return view


def _common(given: dict[str, Any]) -> dict[str, Any]:
    return {"on": given["day"], "document": given["document"]}


def _create(*, area: Area, given: dict[str, Any], **who: Any) -> Area:
    return areas.create(
        kind=given["kind"], name=given["name"], code=given["code"], parent=area, **_common(given), **who
    )


def _rename(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    areas.rename(area=area, name=given["name"], **_common(given), **who)


def _upgrade(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    areas.upgrade(area=area, kind=given["kind"], **_common(given), **who)


def _move(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    areas.move(area=area, parent=given["parent"], **_common(given), **who)


def _merge(*, area: Area, given: dict[str, Any], **who: Any) -> Area:
    into: Area = given["into"]
    shape_actions.merge(places=[area], into=into, **_common(given), **who)
    return into


def _split(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    areas.split(area=area, names=given["names"], **_common(given), **who)


def _count(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    counting.count_people(
        area=area,
        people=given["people"],
        households=given["households"],
        source=given["source"],
        on=given["day"],
        **who,
    )


def _give_type(*, area: Area, given: dict[str, Any], **who: Any) -> None:
    areas.give_type(area=area, type=given["type"], on=given["day"], **who)


create = _deed(CreateForm, gettext_lazy("设立下级区域"), _create)
rename = _deed(RenameForm, gettext_lazy("更名"), _rename)
upgrade = _deed(UpgradeForm, gettext_lazy("改制"), _upgrade)
move = _deed(MoveForm, gettext_lazy("划转"), _move)
merge = _deed(MergeForm, gettext_lazy("并入"), _merge)
split = _deed(SplitForm, gettext_lazy("拆分"), _split)
count = _deed(CountForm, gettext_lazy("登记人口数"), _count)
give_type = _deed(TypeForm, gettext_lazy("确定类型"), _give_type)
