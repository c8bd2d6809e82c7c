"""The desk: objections to answer, an entry to correct, a person's year at the counter, the sums of one's own branch."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.kernel.access import Predicate
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.exporting import BOOK
from tongxin.kernel.listing import write_book
from tongxin.kernel.models import Look, Movement
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.people.models import Person
from tongxin.points import actions, queries
from tongxin.points.access import may_answer, may_correct
from tongxin.points.forms import AnswerForm, CorrectForm, ObjectForm
from tongxin.points.lists import OBJECTIONS
from tongxin.points.models import LEDGERS, Objection, holder_of, words_of
from tongxin.points.views.resident import around, own_entry, record_of, year_of


@require_GET
@may()
def objections(request: DoorRequest) -> HttpResponse:
    """Objections of my area, for those who answer them or read the points of their own organization."""
    _need_either(request)
    rows = Objection.objects.visible_to(request.actor)
    return page(request, "points/objections.html", {"listed": OBJECTIONS.open(request, rows)})


@require_GET
@may("export.lists")
def export_objections(request: DoorRequest) -> HttpResponse:
    _need_either(request)
    return OBJECTIONS.export(request, Objection.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("points.answer_objection", Objection, together=("movement", "person", "host"))
def answer(request: DoorRequest, objection: Objection) -> HttpResponse:
    """Uphold, with the right amount, or reject; always with reasons."""
    _need(may_answer, request, objection)
    form = AnswerForm(request.POST or None, movement=objection.movement)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.answer(
            objection=objection, answer=given["answer"], text=given["text"], amount=form.amount,
            by=request.actor, at=request.at,
        )  # fmt: skip
        return done(request, objection, _("已答复，并通知了提出人。"))
    context = record_of(request, objection) | {"form": form}
    return page(request, "points/answer.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@may("points.correct")
def correct(request: DoorRequest, entry: int) -> HttpResponse:
    """Take an entry back, with the right amount where there is one; the old entry stays and shows as corrected."""
    movement = get_object_or_404(Movement, pk=entry, ledger__in=LEDGERS, reverses=None)
    if not may_correct(request.actor, movement):
        raise Http404
    form = CorrectForm(request.POST or None, movement=movement)
    if request.method == "POST" and form.is_valid():
        actions.correct(
            movement=movement, reason=form.cleaned_data["reason"], amount=form.amount, by=request.actor, at=request.at
        )
        return done(request, _back(request, movement), _("已更正，并通知了本人。"))
    context = {
        "movement": movement,
        "owner": Person.objects.get(pk=holder_of(movement)),
        "form": form,
        "words": words_of(movement),
    }
    return page(request, "points/correct.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@may("points.assist", Person)
def person(request: DoorRequest, person: Person, year: int | None = None) -> HttpResponse:
    """A person's year, read to them at the counter; the person can see that it was opened."""
    shown = year_of(request, year)
    Look.objects.create(
        at=request.at, by_id=request.actor.principal_id, post_id=request.actor.post_id, concerns_id=person.pk,
        subject_type=Person._meta.label_lower, subject_id=person.pk, field="points", purpose=_("代本人查询积分与时长"),
    )  # fmt: skip
    statement = queries.statement(person=person, year=shown, on=today(request.at))
    return page(
        request, "points/person.html", {"statement": statement, "year": shown, **around(request, shown, "desk")}
    )


@require_http_methods(["GET", "POST"])
@may("points.assist", Person)
def object_for(request: DoorRequest, person: Person, entry: int) -> HttpResponse:
    """Doubt an entry in the name of the person at the counter."""
    movement = own_entry(entry, person.pk)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        objection = actions.object_to(
            movement=movement, person=person, reason=form.cleaned_data["reason"],
            by=request.actor.for_somebody(person.pk), at=request.at,
        )  # fmt: skip
        return done(request, objection, _("已代为提出异议。"))
    context = {"movement": movement, "person": person, "form": form, "words": words_of(movement)}
    return page(request, "points/object_for.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@may("points.read")
def organization(request: DoorRequest, year: int | None = None) -> HttpResponse:
    """The sums of my own organization's members, by name; no order by amount exists."""
    shown = year_of(request, year)
    own, sums = _sums(request, shown)
    context = {
        "organization": own,
        "sums": sums,
        "year": shown,
        "points_total": sum(each.points for each in sums),
        "hours_total": queries.hours_of(sum(each.minutes for each in sums)),
    }
    return page(request, "points/organization.html", context)


@require_GET
@may("export.lists")
def export_organization(request: DoorRequest, year: int) -> HttpResponse:
    """The same as a sheet, by name."""
    if not request.actor.holds("points.read"):
        raise NotYours
    shown = year_of(request, year)
    lines = [[each.name, each.points, round(each.minutes / 60, 1)] for each in _sums(request, shown)[1]]
    title = _("%d 年积分与时长") % shown
    answer = HttpResponse(write_book(title, [_("姓名"), _("积分"), _("时长（小时）")], lines), content_type=BOOK)
    answer["Content-Disposition"] = f'attachment; filename="points-{shown}.xlsx"'
    return answer


def _sums(request: DoorRequest, year: int) -> tuple[Organization, list[queries.MemberSum]]:
    own = get_object_or_404(Organization, pk=request.actor.organization_id)
    return own, queries.sums_of_members(organization=own, year=year, on=today(request.at))


def _need(predicate: Predicate, request: DoorRequest, thing: Objection) -> None:
    if not predicate(request.actor, thing):
        raise NotYours


def _need_either(request: DoorRequest) -> None:
    if not (request.actor.holds("points.answer_objection") or request.actor.holds("points.read")):
        raise NotYours


def _back(request: DoorRequest, movement: Movement) -> str:
    owner = holder_of(movement)
    if request.actor.holds("points.assist") and Person.objects.visible_to(request.actor).filter(pk=owner).exists():
        return reverse("points:person", args=[owner])
    return reverse("points:organization")
