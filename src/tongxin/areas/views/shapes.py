"""Pages of the ground: draw a border, cut a place in two, bring in a file, divide by population. Each shows first what
would come of it; only then is it done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from shapely.geometry import shape

from tongxin.areas import actions as areas
from tongxin.areas import bringing, counting, dividing, geometry, map_queries, shape_actions
from tongxin.areas.access import may_change
from tongxin.areas.fields import DeedForm
from tongxin.areas.models import Area, Shape
from tongxin.areas.plans import plan
from tongxin.areas.shape_forms import BringForm, CutForm, DivideForm, DrawForm
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before

COLORS = ("#b91c1c", "#1d4ed8", "#166534", "#7c3aed", "#b8860b", "#0f766e")
#: What lies open.
GAP = "#6b7280"


@dataclass
class Preview:
    """What would come of a form: features for the map, lines in words, and whether it may be done."""

    features: list[dict[str, Any]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    #: Fields that the second sending must carry besides those of the form.
    carry: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """One page of the ground: its form, how the map is drawn on, what would come of it and the deed."""

    title: Any
    mode: str
    help: Any
    form: Callable[..., DeedForm]
    look: Callable[[DoorRequest, Area, DeedForm], Preview]
    act: Callable[[DoorRequest, Area, DeedForm], Any]
    said: Any


def _door(work: Work) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    @may("areas.change", Area, together=("parent",))
    def view(request: DoorRequest, area: Area) -> HttpResponse:
        if not may_change(request.actor, area):
            raise NotYours
        if area.valid_to is not None:
            raise areas.NotThere
        form = work.form(request, area)
        preview, status = Preview(), 200
        if form.is_bound:
            preview, status, answer = _answered(request, area, work, form)
            if answer is not None:
                return answer
        return page(request, "areas/ground.html", _shown(request, area, work, form, preview), status=status)

    return view


def _answered(request: DoorRequest, area: Area, work: Work, form: DeedForm) -> tuple[Preview, int, HttpResponse | None]:
    if not form.is_valid():
        return Preview(), 422, None
    try:
        preview = work.look(request, area, form)
        if "do" in request.POST and not preview.problems:
            work.act(request, area, form)
            return preview, 200, done(request, area, str(work.said))
    except Refused as refused:
        if sent_before(request):
            raise
        form.add_error(None, str(refused))
        return Preview(), refused.status, None
    return preview, 422 if preview.problems else 200, None


def _shown(request: DoorRequest, area: Area, work: Work, form: DeedForm, preview: Preview) -> dict[str, Any]:
    day = today(request.at)
    features = preview.features or _as_it_is(area, request)
    return {
        "area": area,
        "work": work,
        "form": form,
        "preview": preview,
        "ready": bool(preview.lines) and not preview.problems,
        "map": plan(on=day, area=area, drawn=map_queries.collection(features)),
        "seen": bool(preview.lines or preview.problems),
    }


def _as_it_is(area: Area, request: DoorRequest) -> list[dict[str, Any]]:
    """Before anything is given: what of the place no part of it covers, where it has parts."""
    day = today(request.at)
    covered = [map_queries.covered(area, kinds, on=day) for kinds in map_queries.levels_below(area)]
    return [_feature(each.gaps, _("空白"), GAP) for each in covered if each.gaps and each.shapes]


def _feature(given: Mapping[str, Any], label: str, color: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"label": label, "color": color}, "geometry": given}


def _hectares(square_meters: float) -> str:
    return _("%s 公顷") % f"{square_meters / 10_000:,.2f}"


def _initial(request: DoorRequest, **more: Any) -> dict[str, Any]:
    return {"day": today(request.at), **more}


def _options(request: DoorRequest, **initial: Any) -> dict[str, Any]:
    return {"actor": request.actor, "on": today(request.at), "initial": _initial(request, **initial)}


# Drawing


def _look_drawn(request: DoorRequest, area: Area, form: DeedForm) -> Preview:
    given = form.cleaned_data
    fitted = shape_actions.fit(given["ground"], kind=area.kind, above=area.parent, on=given["day"], but=[area])
    size = geometry.square_meters(fitted.ground)
    lines = [(area.name, _hectares(size))]
    if fitted.trimmed > 1:
        lines.append((_("与邻居重合的窄条"), _("%s 平方米，归已经划定的一方") % f"{fitted.trimmed:,.0f}"))
    if fitted.outside > 1:
        lines.append((_("在上级边界之外"), _hectares(fitted.outside)))
    feature = _feature(geometry.as_geojson(fitted.ground), area.name, COLORS[0])
    return Preview([feature], lines, fitted.problems)


def _draw(request: DoorRequest, area: Area, form: DeedForm) -> Shape:
    assert isinstance(form, DrawForm)
    day = form.cleaned_data["day"]
    return shape_actions.draw(area=area, drawing=form.drawing, on=day, by=request.actor, at=request.at)


# Cutting


def _look_cut(request: DoorRequest, area: Area, form: DeedForm) -> Preview:
    given = form.cleaned_data
    before = shape_actions.shape_on(area, given["day"])
    parts = geometry.cut(shape(before.geometry), given["line"])
    stays = given["keep"] - 1 if given["keep"] else max(range(len(parts)), key=lambda n: parts[n].area)
    fresh = iter(given["names"])
    names = [area.name if number == stays else next(fresh, "？") for number in range(len(parts))]
    features = [
        _feature(geometry.as_geojson(part), f"{number + 1} {names[number]}", COLORS[number % len(COLORS)])
        for number, part in enumerate(parts)
    ]
    lines = [
        (_("第 %(n)d 块：%(name)s") % {"n": number + 1, "name": names[number]}, _hectares(geometry.square_meters(part)))
        for number, part in enumerate(parts)
    ]
    problems = []
    if len(given["names"]) != len(parts) - 1:
        problems.append(
            _("分界线把区域分成了 %(n)d 块，请填 %(new)d 个新名称。") % {"n": len(parts), "new": len(parts) - 1}
        )
    return Preview(features, lines, problems)


def _cut(request: DoorRequest, area: Area, form: DeedForm) -> list[Area]:
    given = form.cleaned_data
    return shape_actions.split(
        area=area, line=given["line"], names=given["names"], people=given["people"], on=given["day"],
        keep=given["keep"] - 1 if given["keep"] else None, document=given["document"], by=request.actor, at=request.at,
    )  # fmt: skip


# Bringing in


def _looked(area: Area, form: DeedForm) -> list[bringing.Found]:
    given = form.cleaned_data
    return bringing.look_through(
        given["collection"], parent=area, kind=given["kind"], datum=given["datum"], on=given["day"]
    )


def _look_brought(request: DoorRequest, area: Area, form: DeedForm) -> Preview:
    found = _looked(area, form)
    drawn = [each for each in found if each.ground is not None]
    features = [
        _feature(geometry.as_geojson(each.ground), each.name, GAP if each.problems else COLORS[0]) for each in drawn
    ]
    lines = [(each.name or str(each.number), _told(each)) for each in found]
    faulty = sum(bool(each.problems) for each in found)
    problems = [_("有 %d 个区域有问题，请改好文件再导入；没有导入任何内容。") % faulty] if faulty else []
    return Preview(features, lines, problems, {"features": form.text})  # type: ignore[attr-defined]


def _told(each: bringing.Found) -> str:
    if each.problems:
        return "✗ " + "；".join(each.problems)
    what = _("已有区域，重划边界") if each.area else _("新设")
    return " · ".join([what, _hectares(geometry.square_meters(each.ground)), *each.notes])


def _bring(request: DoorRequest, area: Area, form: DeedForm) -> list[Area]:
    given = form.cleaned_data
    return bringing.bring(
        found=_looked(area, form), parent=area, kind=given["kind"], datum=given["datum"], source=given["source"],
        on=given["day"], by=request.actor, at=request.at,
    )  # fmt: skip


# Dividing


def _parts(area: Area, form: DeedForm) -> Sequence[dividing.Part]:
    given = form.cleaned_data
    whole = shape(shape_actions.shape_on(area, given["day"]).geometry)
    grids = map_queries.covered(area, ["grid"], on=given["day"])
    ground = geometry.polygons(shape(grids.gaps) if grids.shapes and grids.gaps else whole)
    if grids.shapes and not grids.gaps:
        raise Refused(_("本处已经全部划到网格，没有可划的地方。"))
    living = dividing.read_living(given["living"], given["datum"])
    if not living and not given["people"]:
        living = counting.living_below(area, on=given["day"])
    return dividing.propose(
        ground, people=given["people"] or 0, living=living, least=given["least"], most=given["most"]
    )


def _look_divided(request: DoorRequest, area: Area, form: DeedForm) -> Preview:
    parts = _parts(area, form)
    features = [
        _feature(geometry.as_geojson(part.ground), f"{number}\n{part.people}", COLORS[number % len(COLORS)])
        for number, part in enumerate(parts, start=1)
    ]
    lines = [
        (
            _("第 %d 个网格") % number,
            _("%(n)s 人，%(size)s") % {"n": f"{part.people:,}", "size": _hectares(geometry.square_meters(part.ground))},
        )
        for number, part in enumerate(parts, start=1)
    ]
    return Preview(features, lines)


def _divide(request: DoorRequest, area: Area, form: DeedForm) -> list[Area]:
    given = form.cleaned_data
    return bringing.divide(
        parent=area, parts=_parts(area, form), on=given["day"], document=given["document"], by=request.actor,
        at=request.at,
    )  # fmt: skip


def _divide_form(request: DoorRequest, area: Area) -> DivideForm:
    day = today(request.at)
    bounds = [rules.find(key, on=day, path=area.path) for key in ("grids.people_from", "grids.people_to")]
    least, most = (rule.value if rule else None for rule in bounds)
    counted = area.headcounts.on(day).first()  # type: ignore[attr-defined]
    people = counted.people if counted else None
    return DivideForm(request.POST or None, **_options(request, least=least, most=most, people=people))


draw = _door(
    Work(
        gettext_lazy("划定边界"), "polygon",
        gettext_lazy("在图上依次点出各个拐点；靠近邻居的拐点会自动对齐。也可以粘贴 GeoJSON。"),
        lambda request, area: DrawForm(request.POST or None, **_options(request)), _look_drawn, _draw,
        gettext_lazy("边界已划定。"),
    )
)  # fmt: skip
cut = _door(
    Work(
        gettext_lazy("按线拆分"), "line",
        gettext_lazy("从边界外画一条线穿到另一侧边界外，区域沿线分开；以前的边界按日期保留。"),
        lambda request, area: CutForm(request.POST or None, **_options(request)), _look_cut, _cut,
        gettext_lazy("已拆分。"),
    )
)  # fmt: skip
bring = _door(
    Work(
        gettext_lazy("导入下级边界"), "look",
        gettext_lazy("文件里每个区域要有 name 或 code；能对上的重划边界，对不上的新设。先预览，确认后一次导入。"),
        lambda request, area: BringForm(
            request.POST or None, parent=area, files=request.FILES, **_options(request)
        ),
        _look_brought, _bring, gettext_lazy("边界已导入。"),
    )
)  # fmt: skip
divide = _door(
    Work(
        gettext_lazy("按人口划分网格"), "look",
        gettext_lazy("按人口上下限试划网格，先看结果再确认；直线只是建议，划定后可以再按街巷调整。"),
        _divide_form, _look_divided, _divide, gettext_lazy("网格已设立。"),
    )
)  # fmt: skip
