"""The phone pages: say a need, follow it, change or withdraw it, appraise what came of it."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.exchange import actions as exchange
from tongxin.exchange.forms import AppraisalForm, EditMyNeedForm, MyNeedForm, need_initial
from tongxin.exchange.models import Need, Project
from tongxin.exchange.models.need import UNMET
from tongxin.exchange.views.needs import raised
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui import showing

#: How a need was heard that somebody wrote down without a worker.
OWN_CHANNEL = "online"


@require_http_methods(["GET", "POST"])
@may("needs.raise")
def raise_my_need(request: DoorRequest) -> HttpResponse:
    form = MyNeedForm(request.POST or None, by=request.actor, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        need = raised(request, form, channel=OWN_CHANNEL, proposer_id=request.actor.principal_id)
        return done(request, reverse("exchange:my-need", args=[need.pk]), _t("已提出，编号 %s。") % need.number)
    status = 422 if request.method == "POST" else 200
    return page(request, "exchange/raise_my_need.html", {"form": form}, status=status)


@require_GET
@may()
def my_needs(request: DoorRequest) -> HttpResponse:
    """My needs with where they stand, and the projects I may appraise."""
    mine = Need.objects.of_proposer(request.actor.principal_id).select_related("area", "joined_into")
    rows = list(mine.order_by("-id")[:50])
    showing.set_due(rows, request.at)
    return page(request, "exchange/my_needs.html", {"needs": rows, "to_appraise": to_appraise(request)})


def to_appraise(request: DoorRequest) -> list[Project]:
    """Accepted projects that answer a need of mine and that I have not appraised."""
    me = request.actor.principal_id
    asked = Q(needs__proposer_id=me) | Q(needs__joined__proposer_id=me)
    rows = Project.objects.filter(asked, step="appraisal").exclude(appraisals__by_id=me)
    return list(rows.distinct().order_by("-id")[:20])


@require_GET
@may()
def my_need(request: DoorRequest, pk: int) -> HttpResponse:
    need = _mine(request, pk)
    # A need that was joined goes on in the one it was joined into.
    leading = need.joined_into or need
    moves = showing.moves(need, request.actor, "exchange:move-my-need")
    shown = {
        "need": need,
        "leading": leading,
        "steps_of_need": leading.procedure.diagram(leading, on=today(request.at)),
        "due_of_need": showing.due_words(showing.open_duty(leading), request.at),
        "moves": [move for move in moves if move.name == "withdraw"],
        "may_edit": need.step in UNMET,
        "entries": showing.timeline(need),
        "projects": list(leading.projects.standing()),
        "to_appraise": {each.pk for each in to_appraise(request)},
    }
    return page(request, "exchange/my_need.html", shown)


def _mine(request: DoorRequest, pk: int) -> Need:
    rows = Need.objects.of_proposer(request.actor.principal_id).select_related("area", "host", "joined_into")
    need = rows.filter(pk=pk).first()
    if need is None:
        raise Http404
    return need


@require_http_methods(["GET", "POST"])
@may()
def edit_my_need(request: DoorRequest, pk: int) -> HttpResponse:
    need = _mine(request, pk)
    form = EditMyNeedForm(request.POST or None, initial=need_initial(need), by=request.actor, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        changes: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if k in form.fields}
        exchange.edit_need(need=need, by=request.actor, at=request.at, **changes)
        return done(request, reverse("exchange:my-need", args=[need.pk]), _t("已保存。"))
    status = 422 if request.method == "POST" else 200
    return page(request, "exchange/edit_my_need.html", {"form": form, "need": need}, status=status)


@require_POST
@may()
def move_my_need(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    need = _mine(request, pk)
    if name != "withdraw":
        raise Http404
    reason = request.POST.get("reason", "").strip()[:500]
    exchange.withdraw_need(need=need, reason=reason, by=request.actor, at=request.at)
    return done(request, reverse("exchange:my-needs"), _t("已撤回。"))


@require_http_methods(["GET", "POST"])
@may()
def appraise(request: DoorRequest, pk: int) -> HttpResponse:
    project = next((each for each in to_appraise(request) if each.pk == pk), None)
    if project is None:
        raise Http404
    form = AppraisalForm(request.POST or None, by=request.actor)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("grade", "text")}
        exchange.appraise(project=project, by=request.actor, at=request.at, **said)
        return done(request, reverse("exchange:my-needs"), _t("谢谢，评价已记下。"))
    shown = {"form": form, "project": project, "grades": terms.choices("appraisal_grades")}
    return page(request, "exchange/my_appraisal.html", shown, status=422 if request.method == "POST" else 200)
