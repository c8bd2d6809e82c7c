"""The pages of the two-way appraisal: the list, a round with both views side by side once it is open, the form."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.alliance.models import Agreement, Side
from tongxin.assessment import access, actions, queries
from tongxin.assessment.forms import OpinionForm
from tongxin.assessment.lists import APPRAISALS, state
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.listing import write_book
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing

TOGETHER = ("unit", "host", "area", "agreement")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@may("appraisals.read")
def index(request: DoorRequest) -> HttpResponse:
    rows = Appraisal.objects.visible_to(request.actor)
    shown = {
        "listed": APPRAISALS.open(request, rows),
        "agreements": _to_begin(request),
        "sub": _("意见供双方参考，不打分、不排名"),
        "export_url": reverse("assessment:export"),
    }
    return page(request, "assessment/appraisals.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    if "appraisals.read" not in request.actor.office:
        raise NotYours
    return APPRAISALS.export(request, Appraisal.objects.visible_to(request.actor))


@require_POST
@may("appraisals.give", Agreement, together=("unit", "host", "area"))
def begin(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    """Begin a round now, out of turn."""
    appraisal = actions.begin(agreement=agreement, by=request.actor, at=request.at)
    return done(request, appraisal, _("已开启双向评价，双方都会收到通知。"))


@require_GET
@may("appraisals.read", Appraisal, together=TOGETHER)
def appraisal(request: DoorRequest, appraisal: Appraisal) -> HttpResponse:
    return page(request, "assessment/appraisal.html", _shown(request, appraisal))


@require_http_methods(["GET", "POST"])
@may("appraisals.give", Opinion, together=("appraisal__unit", "appraisal__area", "appraisal__agreement", "rater"))
def give(request: DoorRequest, opinion: Opinion) -> HttpResponse:
    if not access.gives(request.actor, opinion):
        raise NotYours
    # Whoever wrote it may read it again and write it anew; a colleague who takes over begins with an empty form.
    own = opinion.given_by_id == request.actor.principal_id
    said = queries.read(opinion, by=request.actor) if own else None
    sent = request.POST if request.method == "POST" else None
    form = OpinionForm(sent, opinion=opinion, said=said)
    status = 200
    if sent is not None and form.is_valid():
        try:
            actions.give(opinion=opinion, content=form.content, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
            status = error.status
        else:
            opened = opinion.appraisal.is_open
            return done(request, opinion, _("双方都已评价，现已开封。") if opened else _("已密封保存，对方看不到。"))
    elif form.errors:
        status = 422
    shown = {
        "form": form,
        "opinion": opinion,
        "appraisal": opinion.appraisal,
        "criteria": [(form[f"criterion-{code}"], form[f"criterion-{code}-text"]) for code, _term in form.criteria],
        "promises": [(form[f"promise-{item.pk}"], form[f"promise-{item.pk}-text"]) for item in form.promises],
        "is_closed": opinion.appraisal.is_closed(request.at),
    }
    return page(request, "assessment/give.html", shown, status=status)


@require_GET
@may("appraisals.read", Appraisal, together=TOGETHER)
def as_json(request: DoorRequest, appraisal: Appraisal) -> HttpResponse:
    """Both views as data, for other systems; 403 with a sentence while they are sealed."""
    try:
        points = queries.result(appraisal, by=request.actor)
    except queries.StillSealed as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    told = [
        {
            "point": each.label,
            "promised_by": each.of,
            "unit_says": vars(each.unit),
            "community_says": vars(each.community),
        }
        for each in points
    ]
    return JsonResponse({"number": appraisal.number, "opened_at": appraisal.opened_at, "points": told})


@require_GET
@may("appraisals.read", Appraisal, together=TOGETHER)
def xlsx(request: DoorRequest, appraisal: Appraisal) -> HttpResponse:
    """Both views side by side as a workbook; refused with a sentence while they are sealed."""
    headings = [_("内容"), _("谁的承诺"), _("单位的看法"), _("单位补充"), _("社区的看法"), _("社区补充")]
    lines = [
        [
            each.label, Side(each.of).label if each.of else "", each.unit.word, each.unit.text, each.community.word,
            each.community.text,
        ]
        for each in queries.result(appraisal, by=request.actor)
    ]  # fmt: skip
    answer = HttpResponse(write_book(_("双向评价"), headings, lines), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="appraisal-{appraisal.pk}.xlsx"'
    return answer


def _to_begin(request: DoorRequest) -> list[Agreement]:
    """Agreements of one's own place with no round under way, those that end first at the top."""
    if "appraisals.give" not in request.actor.office or request.actor.steers.along != "area":
        return []
    rows = Agreement.objects.in_force().filter(area_path__startswith=request.actor.steers.path or "-")
    free = rows.exclude(pk__in=Appraisal.objects.sealed().values("agreement_id"))
    return list(free.select_related("unit", "area").order_by("valid_to", "pk")[:10])


def _shown(request: DoorRequest, appraisal: Appraisal) -> dict[str, Any]:
    opinions = list(appraisal.opinions.select_related("rater").order_by("-side"))
    for each in opinions:
        each.appraisal = appraisal
    mine = next((each for each in opinions if access.gives(request.actor, each)), None)
    words, tone = state(appraisal)
    points = queries.result(appraisal, by=request.actor) if appraisal.is_open else []
    return {
        "appraisal": appraisal,
        "state": words,
        "tone": tone,
        "sides": [(Side(each.side).label, each.rater.name, each.step_label) for each in opinions],
        "mine": mine,
        "may_give": mine is not None and mine.step in ("asked", "given") and not appraisal.is_closed(request.at),
        "due_words": showing.due_words(showing.open_duty(mine), request.at) if mine else None,
        "points": [each for each in points if not each.of],
        "promises": [each for each in points if each.of],
        "side_names": {side.value: side.label for side in Side},
        "entries": showing.timeline(appraisal),
    }
