"""The mailbox to secretary and director: every letter has a number, a day of reply and a page to follow it (GY-69).

What belongs to the office for petitions is shown with the words that say so, and handed over by a person.
"""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases.actions.petitions import hand_over as handed_over
from tongxin.cases.lists import step_badge
from tongxin.cases.models import Case
from tongxin.cases.views.reporting import Door, taken_in
from tongxin.kernel.listing import Column, Filter, Listing
from tongxin.kernel.web import DoorRequest, done, may, open_to_all

MAILBOX = Door("cases:mailbox", "cases/mailbox.html", channel="mailbox", kind="suggestion", joins=False)


@require_http_methods(["GET", "POST"])
@open_to_all
def write(request: DoorRequest) -> HttpResponse:
    return taken_in(request, MAILBOX)


@require_POST
@may("cases.accept", Case, together=("area",))
def hand_over(request: DoorRequest, case: Case) -> HttpResponse:
    handed_over(case=case, sort=request.POST.get("sort", ""), by=request.actor, at=request.at)
    return done(request, case, _t("已转交，来信人凭编号可以看到转给了谁。"))


#: What goes back to the city's 12345: one line for each order it sent.
RESULTS = Listing(
    name="outside-results",
    title=_("工单办理结果"),
    columns=[
        Column("outside_number", _("工单编号"), lambda it: it.outside_number or ""),
        Column("number", _("本平台编号"), lambda it: it.number, "code"),
        Column("title", _("诉求标题"), lambda it: it.title),
        Column("category", _("类别"), lambda it: it.category_label if it.category else ""),
        Column("step", _("办理状态"), step_badge, "badge"),
        Column("lead", _("承办单位"), lambda it: it.lead.name if it.lead else it.desk.name),
        Column("answer", _("答复内容"), lambda it: it.answer),
        Column("grade", _("满意度"), lambda it: it.grade or ""),
        Column("raised_on", _("来电日期"), lambda it: it.raised_on, "day"),
    ],
    filters=[Filter("step", _("进展"), lambda actor: [], lambda rows, step: rows.filter(step=step))],
    together=("lead", "desk"),
)


@require_GET
@may("export.lists")
def results(request: DoorRequest) -> HttpResponse:
    """The results of imported orders as xlsx, for the system they came from."""
    return RESULTS.export(request, Case.objects.visible_to(request.actor).filter(outside_number__isnull=False))
