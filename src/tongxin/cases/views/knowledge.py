"""Answers at hand: the list with its days of review, new and revised answers, and the part that is public (GY-25)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases.access import may_keep_answer
from tongxin.cases.actions.knowing import SAID, end_item, keep_item
from tongxin.cases.hotline_forms import KnowledgeForm
from tongxin.cases.models import KnowledgeItem
from tongxin.cases.views.hotline import at_desk
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.offline import kept_offline
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page, sent_before


@require_GET
@may("cases.record")
def index(request: DoorRequest) -> HttpResponse:
    on = today(request.at)
    rows = KnowledgeItem.objects.on(on).around(request.actor.area_path).order_by("review_on", "question")
    typed = request.GET.get("q", "").strip()[:40]
    if typed:
        rows = rows.filter(question__contains=typed)
    shown = {"rows": list(rows[:200]), "on": on, "typed": typed, "may_keep": at_desk(request.actor, None)}
    return page(request, "cases/knowledge.html", shown)


@require_http_methods(["GET", "POST"])
@may("cases.record")
def item(request: DoorRequest, pk: int | None = None) -> HttpResponse:
    """One answer: what it says, what it said before, and the form for the next one."""
    held = _held(request, pk) if pk else None
    if not at_desk(request.actor, None):
        raise NotYours
    on = today(request.at)
    before = {name: getattr(held, name) for name in SAID} if held else {}
    form = KnowledgeForm(request.POST or None, on=on, initial=before | {"valid_from": on})
    if request.method == "POST" and form.is_valid():
        try:
            own: dict[str, Any] = {} if held else {"scope_path": request.actor.area_path}
            kept = keep_item(by=request.actor, at=request.at, instead=held, **form.cleaned_data, **own)
            return done(request, kept, _t("已更新，从所选日期起用。"))
        except Refused as error:
            if error.status != 422 or sent_before(request):
                raise
            form.add_error(None, str(error))
    earlier = KnowledgeItem.objects.filter(code=held.code if held else "").order_by("-valid_from")
    shown = {
        "form": form, "held": held, "earlier": list(earlier), "on": on,
        "may_change": held is None or may_keep_answer(request.actor, held),
    }  # fmt: skip
    return page(request, "cases/knowledge_item.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
@may("cases.record")
def end(request: DoorRequest, pk: int) -> HttpResponse:
    if not at_desk(request.actor, None):
        raise NotYours
    end_item(item=_held(request, pk), by=request.actor, at=request.at)
    return done(request, reverse("cases:knowledge"), str(_("已停用，历史保留。")))


def _held(request: DoorRequest, pk: int) -> KnowledgeItem:
    """The answer, when it was said for a place around the desk or below it."""
    found: KnowledgeItem | None = KnowledgeItem.objects.filter(pk=pk).first()
    path = request.actor.area_path
    if found is None or not (path.startswith(found.scope_path) or found.scope_path.startswith(path)):
        raise Http404
    return found


@require_GET
@kept_offline
@open_to_all
def public(request: DoorRequest) -> HttpResponse:
    """What everybody may read, with the day since when it holds."""
    typed = request.GET.get("q", "").strip()[:40]
    rows = KnowledgeItem.objects.on(today(request.at)).filter(is_public=True)
    if typed:
        rows = rows.filter(question__contains=typed)
    shown = {"rows": list(rows.order_by("question")[:200]), "typed": typed}
    return page(request, "cases/public_knowledge.html", shown)
