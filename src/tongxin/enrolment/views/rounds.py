"""The desk: a round of promises is put otherwise or closed early."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.enrolment import round_actions as deeds
from tongxin.enrolment.models import PromiseRound
from tongxin.enrolment.promise_forms import RoundForm
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before


@require_http_methods(["GET", "POST"])
@may("promises.open")
def change(request: DoorRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    initial = {name: getattr(row, name) for name in (*deeds.DATES, "title", "campaign")}
    form = RoundForm(request.POST or None, areas=Area.objects.none(), initial=initial)
    # Where it holds stays: promises were made there.
    del form.fields["area"]
    if request.method == "POST" and form.is_valid():
        try:
            deeds.change_round(round=row, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, row, _("已修改，并告诉了作出承诺的党员。"))
    shown = {"form": form, "round": row}
    return page(request, "enrolment/promise_round_form.html", shown, status=422 if form.errors else 200)


@require_POST
@may("promises.open")
def close(request: DoorRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    deeds.close_round(round=row, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, row, _("已提前结束，并告诉了作出承诺的党员。"))


def _find(request: DoorRequest, pk: int) -> PromiseRound:
    row = PromiseRound.objects.visible_to(request.actor).select_related("area", "host").filter(pk=pk).first()
    if row is None:
        raise Http404
    if not deeds.may_steer(request.actor, row):
        raise NotYours
    return row
