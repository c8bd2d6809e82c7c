"""One inbox for what several groups raise: cases that seem to be one matter, made one with a press (BL-42)."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.cases.queries.clusters import clusters_for
from tongxin.kernel.errors import Unfit
from tongxin.kernel.web import DoorRequest, done, may, page

#: So many are joined at once at most.
MOST = 100


@require_GET
@may("cases.accept")
def index(request: DoorRequest) -> HttpResponse:
    return page(request, "cases/clusters.html", {"clusters": clusters_for(request.actor, at=request.at)})


@require_POST
@may("cases.accept")
def join(request: DoorRequest) -> HttpResponse:
    """Join the ticked ones into the first of their cluster."""
    mine = Case.objects.visible_to(request.actor)
    into = mine.filter(pk__in=_numbers([request.POST.get("into", "")])).first()
    if into is None:
        raise Http404
    ticked = list(mine.filter(pk__in=_numbers(request.POST.getlist("id")[:MOST])).exclude(pk=into.pk))
    if not ticked:
        raise Unfit(_t("请先选中要并入的诉求。"))
    joined, left = cases.join_many(cases=ticked, into=into, by=request.actor, at=request.at)
    said = [_t("已并入 %d 件，所有反映人都会收到后续通知。") % joined]
    said += [_t("%d 件已被别人处理或不归您受理。") % left] if left else []
    return done(request, into, "".join(said))


def _numbers(given: list[str]) -> list[int]:
    return [int(pk) for pk in given if pk.isdecimal() and len(pk) < 19]
