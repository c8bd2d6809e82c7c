"""The reporter's own page of a case, by a private link or signed in: where it stands, until when, and the last word."""

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions as cases
from tongxin.cases.access import link_holder, may_read, reporter
from tongxin.cases.actions.openly import join_own
from tongxin.cases.knocking import knock, knock_to_read
from tongxin.cases.lists import TONES
from tongxin.cases.models import Case, Photo
from tongxin.cases.procedure import CASE
from tongxin.cases.queries.letters import letter_due
from tongxin.cases.queries.neighbors import neighbors_of, shown
from tongxin.cases.queries.publishing import blanked
from tongxin.cases.report_forms import RateOwnForm
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor, Once
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Record
from tongxin.kernel.offline import kept_offline
from tongxin.kernel.records import sentence
from tongxin.kernel.sealing import look, unseal
from tongxin.kernel.web import DoorRequest, done, form_key_of, may, open_to_all, page
from tongxin.ui import showing

#: What was done that concerns the reporter; what offices arrange among themselves is not told here.
TOLD = (
    "CaseReported", "CaseAccepted", "CaseDeclined", "CaseAnswered", "CaseDispatched", "CaseTaken", "CaseReportedDone",
    "CaseChecked", "CaseReworked", "CaseClosed", "CaseRated", "CaseUnrated", "CaseDisputed", "CaseJoined", "CaseParted",
    "CaseTakenOver", "CaseGainedVoice", "CaseWithdrawn", "CaseVoided", "CaseNoted", "CasePassedUp", "CasePassedDown",
    "ReporterAsked", "ReporterReplied", "ExtensionGranted", "LetterHandedOver",
)  # fmt: skip
#: Words of one reporter, not for the others whose cases travel with it.
BETWEEN = ("CaseDisputed", "CaseParted", "CaseRated", "ReporterAsked", "ReporterReplied")
#: A check on site may show more than the matter itself.
SHOWN = (Photo.Of.REPORT, Photo.Of.PROOF)
TOGETHER = ("area", "desk", "lead", "joined_into", "joined_into__area", "joined_into__desk", "joined_into__lead")
#: What the reporter may do on the page: the deed and what is said afterwards. Rating and joining have forms of theirs.
DEEDS: dict[str, tuple[Callable[..., Any], str, Any]] = {
    "withdraw": (cases.withdraw, "reason", _("已撤回。")),
    "part": (cases.part, "reason", _("已分开，单独受理，请等消息。")),
    "dispute": (cases.dispute, "reason", _("已重新办理，请等消息。")),
    "reply": (cases.reply, "text", _("已补充，继续办理。")),
}


@require_GET
@never_cache
@open_to_all
def receipt(request: DoorRequest, key: str) -> HttpResponse:
    knock_to_read(request, at=request.at)
    case = _by_key(key)
    return _drawn(request, case, link_holder(case.pk))


@require_POST
@open_to_all
def act_by_link(request: DoorRequest, key: str, name: str) -> HttpResponse:
    knock(request, at=request.at)
    case = _by_key(key)
    holder = link_holder(case.pk)
    by = Actor(principal_id=0, name=holder.name, role=holder.role, once=Once(form_key_of(request)))
    return _taken(request, case, name, by)


@require_GET
@kept_offline
@may()
def my_case(request: DoorRequest, pk: int) -> HttpResponse:
    return _drawn(request, _mine(request, pk), request.actor)


@require_POST
@may()
def act(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    return _taken(request, _mine(request, pk), name, request.actor)


@require_GET
@kept_offline
@may()
def my_cases(request: DoorRequest) -> HttpResponse:
    rows = list(Case.objects.of_reporter(request.actor.principal_id).select_related("area").order_by("-id")[:50])
    showing.set_due(rows, request.at)
    return page(request, "cases/my_cases.html", {"cases": rows, "tones": TONES})


def _by_key(key: str) -> Case:
    case = Case.objects.by_key(key).select_related(*TOGETHER).first()
    if case is None:
        raise Http404
    return case


def _mine(request: DoorRequest, pk: int) -> Case:
    rows = Case.objects.of_reporter(request.actor.principal_id).select_related(*TOGETHER)
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def _drawn(
    request: DoorRequest, case: Case, by: Actor, *, status: int = 200, rating: RateOwnForm | None = None
) -> HttpResponse:
    # A case that was joined goes on in the one it was joined into.
    leading = case.joined_into or case
    duty, own = showing.open_duty(leading), bool(by.principal_id)
    open_moves = {move.name for move in CASE.open_moves(case, by)}
    shown_here = {
        "case": case,
        "leading": leading,
        "own": own,
        "face": "ui/my.html" if own else "ui/portal.html",
        "tone": TONES.get(leading.step, "neutral"),
        "steps_of_case": CASE.diagram(leading, on=today(request.at)),
        "due_of_case": showing.due_words(duty, request.at),
        "awaited": _awaited(leading),
        "letter_due": letter_due(leading, request.at),
        "moves": open_moves | ({"dispute"} if "reopen" in open_moves else set()),
        "asks": case.question if case.step in ("dispatched", "handling", "reported", "accepted") else "",
        "near": _near(case, request) if "join_own" in open_moves and "near" in request.GET else [],
        "rating": rating or RateOwnForm(),
        "grade": _grade_label(case.grade),
        "entries": _story(leading, own=leading == case),
        "photos": list(Photo.objects.filter(case=case, of__in=SHOWN).order_by("pk").only("pk", "of")),
        "link": request.build_absolute_uri(reverse("cases:receipt", args=[case.key])),
        "masked": blanked,
        "deed": lambda name: _address(case, own, name),
    }
    return page(request, "cases/receipt.html", shown_here, status=status)


def _address(case: Case, own: bool, name: str) -> str:
    if own:
        return reverse("cases:act-on-mine", args=[case.pk, name])
    return reverse("cases:act-by-link", args=[case.key, name])


def _awaited(case: Case) -> str:
    """Who has the next step, in words."""
    if case.step in ("dispatched", "handling") and case.lead:
        return _t("现在由%s办理。") % case.lead.name
    if case.step == "appraisal":
        return _t("已经办了，请您看看结果。")
    if case.is_open:
        return _t("现在由%s负责。") % case.desk.name
    return ""


def _near(case: Case, request: DoorRequest) -> list[Any]:
    return shown(
        neighbors_of(
            text=f"{case.title}。{case.text}", community_path=case.community_path, longitude=case.longitude,
            latitude=case.latitude, besides=case.pk, at=request.at,
        )
    )  # fmt: skip


def _story(case: Case, *, own: bool) -> list[showing.Entry]:
    """What was done; what another reporter of the same matter said stays between that one and the offices."""
    kinds = [f"cases.{name}" for name in TOLD if own or name not in BETWEEN]
    rows = Record.objects.about(case).filter(kind__in=kinds).select_related("by").order_by("-id")[: showing.TIMELINE]
    return [showing.Entry(row.at, sentence(row), "") for row in rows]


def _grade_label(grade: int | None) -> str:
    found = (term.label for term in terms.terms("appraisal_grades").values() if term.data.get("value") == grade)
    return next(found, "")


def _taken(request: DoorRequest, case: Case, name: str, by: Actor) -> HttpResponse:
    own = bool(by.principal_id)
    here = reverse("cases:my-case", args=[case.pk]) if own else reverse("cases:receipt", args=[case.key])
    if name == "rate":
        return _rated(request, case, by, here)
    if name == "join":
        into = request.POST.get("into", "")
        twin = Case.objects.open().filter(is_public=True, pk=int(into) if _is_key(into) else 0).first()
        if twin is None:
            raise Http404
        join_own(case=case, into=twin, by=by, at=request.at)
        return done(request, here, _t("已和邻居反映的一起办，进展都会告诉您。"))
    if name not in DEEDS:
        raise Http404
    deed, asks, said = DEEDS[name]
    deed(case=case, by=by, at=request.at, **{asks: request.POST.get(asks, "").strip()[:500]})
    return done(request, here, str(said))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _rated(request: DoorRequest, case: Case, by: Actor, here: str) -> HttpResponse:
    form = RateOwnForm(request.POST)
    if not form.is_valid():
        return _drawn(request, case, by, status=422, rating=form)
    cases.rate(case=case, by=by, at=request.at, **form.cleaned_data)
    return done(request, here, _t("谢谢，您的评价已记下。"))


# Photos


@require_GET
@never_cache
@open_to_all
def photo_by_link(request: DoorRequest, key: str, photo: int) -> HttpResponse:
    """One's own photos, and what was sent as proof that it is done."""
    knock_to_read(request, at=request.at)
    return _sent(Photo.objects.filter(case=_by_key(key), pk=photo, of__in=SHOWN).first())


@require_GET
@never_cache
@may("", Case)
def photo(request: DoorRequest, case: Case, photo: int) -> HttpResponse:
    """A photo on the desk; who looks is recorded, the reporter looks at own ones freely."""
    if not may_read(request.actor, case):
        raise NotYours
    found = Photo.objects.filter(case=case, pk=photo).first()
    if found is not None and not reporter(request.actor, case):
        look(
            at_thing=found, field="content", purpose=_t("办理%s") % case.number, by=request.actor, at=request.at,
            concerns_id=case.reporter_id,
        )  # fmt: skip
    return _sent(found)


def _sent(found: Photo | None) -> HttpResponse:
    if found is None:
        raise Http404
    answer = HttpResponse(b64decode(unseal(found.content)), content_type=found.media_type)
    answer.headers["Content-Disposition"] = "inline"
    return answer
