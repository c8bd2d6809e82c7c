"""The moves of a case: bare ones by a button, others with a page of their own form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.cases import actions as cases
from tongxin.cases import forms
from tongxin.cases.access import may_accept, may_call, may_dispatch, may_handle
from tongxin.cases.actions.dispatching import below, superior_of
from tongxin.cases.actions.handling import may_work
from tongxin.cases.actions.money import may_enter
from tongxin.cases.models import Call, Case, Extension
from tongxin.cases.money_forms import MoneyForm
from tongxin.cases.procedure import CASE
from tongxin.cases.queries import bodies_near, proposed_lead, twins_of
from tongxin.kernel import terms
from tongxin.kernel.access import Predicate, anybody
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui.taking import Deeds, take

TOGETHER = ("area", "desk", "lead")


def as_it_is(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Nothing besides; the question for the case is then made into SQL once in a few seconds for each who asks."""
    return rows


#: The moves that ask for no page of their own.
DEEDS: Deeds = {
    "take": (cases.take, _("已接单，处置时限开始计算。")),
    "send_back": (cases.send_back, _("已退回受理组织。")),
    "fail_check": (cases.fail_check, _("已退回返工。")),
    "close": (cases.close, _("已结案，请反映人评价。")),
    "send_again": (cases.send_again, _("已退回返工。")),
    "dispute": (cases.dispute, _("已重新办理。")),
    "reopen": (cases.dispute, _("已重新办理。")),
    "part": (cases.part, _("已分开，单独受理。")),
    "withdraw": (cases.withdraw, _("已撤回。")),
    "void": (cases.void, _("已作废，记录仍可查看。")),
}


@dataclass(frozen=True)
class Asked:
    """A deed with a form: its page's title, the button, and what is said afterwards."""

    form: type[forms.DeedForm]
    deed: Callable[..., Any]
    title: Any
    said: Any
    #: Who may not do it gets no form: the move of the procedure it is, or else the right it asks for.
    move: str = ""
    by: Predicate = anybody


ASKED: dict[str, Asked] = {
    "accept": Asked(forms.AcceptForm, cases.accept, _("受理"), _("已受理，请派遣。"), "accept"),
    "decline": Asked(forms.DeclineForm, cases.decline, _("不予受理"), _("已告知反映人原因和正确渠道。"), "decline"),
    "answer": Asked(forms.AnswerForm, cases.answer, _("当场答复"), _("已答复，请反映人评价。"), "answer"),
    "dispatch": Asked(forms.DispatchForm, cases.dispatch, _("派遣"), _("已派出，等对方接单。"), "dispatch"),
    "report-done": Asked(forms.DoneForm, cases.report_done, _("报告办妥"), _("已报告，等待核查。"), "report_done"),
    "check": Asked(forms.CheckForm, cases.pass_check, _("核查"), _("已记录核查结果。"), "pass_check"),
    "rate": Asked(forms.RateForm, cases.rate, _("登记评价"), _("已记录评价。"), "rate"),
    "note": Asked(forms.NoteForm, cases.note, _("记录进展"), _("已记录，反映人会看到。"), by=may_work),
    "ask-reporter": Asked(
        forms.AskForm, cases.ask_reporter, _("请反映人补充"), _("已发出，等回复期间暂停计时。"), by=may_work
    ),
    "ask-extension": Asked(
        forms.ExtensionForm, cases.ask_extension, _("申请延期"), _("已申请，等另一人批准。"), by=may_handle
    ),
    "call-bodies": Asked(forms.CallForm, cases.call, _("召集单位"), _("已召集，等对方报到。"), by=may_call),
    "name-group": Asked(forms.GroupForm, cases.name_group, _("联合工作组"), _("已写明由联合工作组协调。"), by=may_call),
    "split": Asked(forms.SplitForm, cases.split, _("分出子案"), _("已分出子案。"), by=may_dispatch),
    "livelihood": Asked(MoneyForm, cases.enter_livelihood, _("登记投入"), _("已登记。"), by=may_enter),
    "pass-on": Asked(forms.PassOnForm, cases.pass_on, _("交上级或下级"), _("已交出。"), by=may_accept | may_dispatch),
}


@require_POST
@may(model=Case, bringing=as_it_is)
def move(request: DoorRequest, case: Case, name: str) -> HttpResponse:
    return done(request, case, take(request, DEEDS, name, case=case))


@require_http_methods(["GET", "POST"])
@may(model=Case, together=TOGETHER, bringing=as_it_is)
def ask(request: DoorRequest, case: Case, name: str) -> HttpResponse:
    """The page of a deed that asks for more than a reason."""
    asked = ASKED[name]
    if request.method == "GET" and asked.move:
        _must_be_open(request, case, asked.move)
    if not asked.by(request.actor, case):
        raise NotYours
    form = asked.form(
        request.POST or None,
        request.FILES or None,
        case=case,
        by=request.actor,
        on=today(request.at),
        **_more(request, case, name),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked.deed(case=case, by=request.actor, at=request.at, **form.said())
        except Refused as error:
            if error.status != 422 or sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, case, str(asked.said))
    shown = {"case": case, "form": form, "title": asked.title, "name": name, "near": _near(request, case, form)}
    return page(request, "cases/deed.html", shown, status=422 if request.method == "POST" else 200)


def _more(request: DoorRequest, case: Case, name: str) -> dict[str, Any]:
    if name == "dispatch" and request.method == "GET":
        lead = proposed_lead(case, at=request.at)
        return {"initial": {"lead": lead.name if lead else ""}}
    if name == "pass-on":
        above = superior_of(case)
        return {"able": [*([above] if above else []), *below(case, at=request.at)]}
    return {}


def _near(request: DoorRequest, case: Case, form: forms.DeedForm) -> list[str]:
    """Names to offer for a field of bodies."""
    if not any(isinstance(field, forms.BodyField) for field in form.fields.values()):
        return []
    near = bodies_near(case.area_path, on=today(request.at))
    if isinstance(form, forms.GroupForm):
        near = near.of_family(forms.GROUPS)  # type: ignore[attr-defined]
    return list(near.values_list("name", flat=True)[:200])


def _must_be_open(request: DoorRequest, case: Case, move: str) -> None:
    if case.step not in CASE.move(move).from_steps:
        raise AlreadyMoved
    if not CASE.move(move).by(request.actor, case):
        raise NotYours


@require_http_methods(["GET", "POST"])
@may("cases.accept", Case, together=("area",))
def join(request: DoorRequest, case: Case) -> HttpResponse:
    """Similar cases of the same community, to join this one into."""
    if request.method == "POST":
        pk = request.POST.get("into", "")
        into = Case.objects.visible_to(request.actor).filter(pk=pk if pk.isdecimal() else 0).first()
        if into is None:
            raise Http404
        cases.join(case=case, into=into, by=request.actor, at=request.at)
        return done(request, into, _t("已并入，所有反映人都会收到后续通知。"))
    _must_be_open(request, case, "join")
    found = twins_of(
        text=f"{case.title}。{case.text}", community_path=case.community_path, category=case.category,
        longitude=case.longitude, latitude=case.latitude, besides=case.pk, at=request.at, most=10,
    )  # fmt: skip
    return page(request, "cases/join_case.html", {"case": case, "twins": found})


@require_POST
@may(model=Case)
def pause(request: DoorRequest, case: Case) -> HttpResponse:
    """Stop the clock with a reason of the list, or let it run again."""
    if request.POST.get("resume"):
        cases.resume_case(case=case, by=request.actor, at=request.at)
        return done(request, case, _t("已恢复计时。"))
    reason = terms.need("pause_reasons", request.POST.get("reason", "")).label
    cases.pause_case(case=case, reason=reason, by=request.actor, at=request.at)
    return done(request, case, _t("已暂停计时，反映人会看到原因。"))


@require_POST
@may("cases.supervise", Case)
def answer_extension(request: DoorRequest, case: Case) -> HttpResponse:
    """Grant or refuse the time that was asked for."""
    extension = Extension.objects.filter(case=case, answered_at=None).first()
    if extension is None:
        raise AlreadyMoved
    granted = request.POST.get("grant") == "1"
    reason = request.POST.get("reason", "")
    cases.answer_extension(extension=extension, is_granted=granted, reason=reason, by=request.actor, at=request.at)
    return done(request, case, _t("已同意延期。") if granted else _t("已答复不同意延期。"))


@require_POST
@may(model=Case)
def move_call(request: DoorRequest, case: Case, call: int, name: str) -> HttpResponse:
    """What a called body, or the desk, does with a call of this case."""
    found = Call.objects.filter(case=case, pk=call).select_related("organization", "case").first()
    if found is None:
        raise Http404
    text = request.POST.get("reason", "").strip()
    if name == "report_in":
        cases.report_in(call=found, by=request.actor, at=request.at)
    elif name == "answer":
        cases.answer_call(call=found, answer=text, by=request.actor, at=request.at)
    elif name == "call_off":
        cases.call_off(call=found, reason=text, by=request.actor, at=request.at)
    elif name == "grade":
        grade = request.POST.get("grade", "")
        cases.grade_call(call=found, grade=int(grade) if grade.isdecimal() else 0, by=request.actor, at=request.at)
    else:
        raise Http404
    return done(request, case, _t("已记录。"))
