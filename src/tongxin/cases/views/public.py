"""What everybody may see of cases: those of public categories that the desk has read, without numbers of persons."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tongxin.areas.models import Area
from tongxin.areas.plans import plan
from tongxin.cases import catalogue
from tongxin.cases.lists import step_badge
from tongxin.cases.maps import PUBLIC_CASES
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.cases.queries.publishing import blanked
from tongxin.cases.views.reporting import public_case
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing
from tongxin.kernel.web import DoorRequest, open_to_all, page


def _linked(it: Case) -> tuple[str, str]:
    return blanked(it.title), reverse("cases:public-case", args=[it.pk])


LIST = Listing(
    name="public-cases",
    title=_("身边事"),
    columns=[
        Column("title", _("什么事"), _linked, "link"),
        Column("category", _("类别"), lambda it: it.category_label),
        Column("area", _("地点"), lambda it: it.area.name),
        Column("step", _("进展"), step_badge, "badge"),
        Column("voices", _("反映人数"), lambda it: it.voices, "number"),
        Column("raised_on", _("反映日期"), lambda it: it.raised_on, "day"),
    ],
    filters=[
        Filter(
            "category", _("类别"), lambda actor: [(code, catalogue.label_of(code)) for code in catalogue.codes()],
            lambda rows, code: rows.filter(category=code),
        ),
        Filter(
            "step", _("进展"), lambda actor: [(step.code, str(step.label)) for step in CASE.steps if step.main],
            lambda rows, step: rows.filter(step=step),
        ),
    ],
    empty=_("还没有可以公开的诉求"),
    together=("area",),
)  # fmt: skip


@require_GET
@open_to_all
def index(request: DoorRequest) -> HttpResponse:
    whole = Area.objects.filter(parent=None).first()
    context = {
        "listed": LIST.open(request, Case.objects.public()),
        "map": plan(on=today(request.at), area=whole, layers=[PUBLIC_CASES]),
    }
    return page(request, "cases/public_list.html", context)


@require_GET
@open_to_all
def case(request: DoorRequest, pk: int) -> HttpResponse:
    found = public_case(pk)
    context = {
        "case": found, "title": blanked(found.title), "text": blanked(found.text), "answer": blanked(found.answer),
        "steps_of_case": CASE.diagram(found, on=today(request.at)),
    }  # fmt: skip
    return page(request, "cases/public_case.html", context)
