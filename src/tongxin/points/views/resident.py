"""My year: what I have, what is open, and the right to object."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Movement
from tongxin.kernel.procedures import Move
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.people.models import Person
from tongxin.points import actions, queries
from tongxin.points.access import may_answer
from tongxin.points.forms import ObjectForm
from tongxin.points.models import LEDGERS, Objection, words_of
from tongxin.ui import showing


@require_GET
@may()
def year(request: DoorRequest, year: int | None = None) -> HttpResponse:
    """My year: points against the minimum where there is one, hours, entries, what is open."""
    shown = year_of(request, year)
    person = Person.objects.get(pk=request.actor.principal_id)
    statement = queries.statement(person=person, year=shown, on=today(request.at))
    return page(request, "points/year.html", {"statement": statement, "year": shown, **around(request, shown, "own")})


@require_GET
@may()
def month(request: DoorRequest, year: int, month: int) -> HttpResponse:
    """The statement of one month, for the person alone (YX-48); made to be printed."""
    shown = year_of(request, year)
    if not 1 <= month <= 12:
        raise Http404
    person = Person.objects.get(pk=request.actor.principal_id)
    statement = queries.statement(person=person, year=shown, month=month, on=today(request.at))
    return page(request, "points/month.html", {"statement": statement, "year": shown, "month": month, "links": "own"})


@require_http_methods(["GET", "POST"])
@may("points.object")
def object_to(request: DoorRequest, entry: int) -> HttpResponse:
    """Doubt one of my entries."""
    movement = own_entry(entry, request.actor.principal_id)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = Person.objects.get(pk=request.actor.principal_id)
        objection = actions.object_to(
            movement=movement, person=person, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
        )
        return done(request, objection, _("异议已提出，答复后会通知您。"))
    context = {"movement": movement, "form": form, "words": words_of(movement)}
    return page(request, "points/object.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@may("", Objection, together=("movement", "person", "host"))
def show(request: DoorRequest, objection: Objection) -> HttpResponse:
    """One objection: on the phone to the person, on the desk to who answers."""
    return page(request, _face(request, objection), record_of(request, objection))


@require_POST
@may("points.object", Objection)
def move(request: DoorRequest, objection: Objection, name: str) -> HttpResponse:
    """Take note of the answer, or withdraw; at the desk in the name of the person."""
    deeds = {"accept": actions.accept, "withdraw": actions.withdraw}
    if name not in deeds:
        raise Http404
    deeds[name](objection=objection, by=speaking_for(request, objection), at=request.at)
    return done(request, objection, _("已办理。"))


def own_entry(pk: int, person_id: int) -> Movement:
    movement = Movement.objects.filter(pk=pk, target__holder_id=person_id, ledger__in=LEDGERS).first()
    if movement is None:
        raise Http404
    return movement


def record_of(request: DoorRequest, objection: Objection) -> dict[str, object]:
    """What a record page shows of the objection."""

    def address(move: Move) -> str:
        return reverse("points:move", args=[objection.pk, move.name])

    own, instead = request.actor, speaking_for(request, objection)
    return {
        "objection": objection,
        "entry_words": words_of(objection.movement),
        "diagram": objection.procedure.diagram(objection, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(objection), request.at),
        "moves": showing.moves(objection, own, address),
        "moves_instead": showing.moves(objection, instead, address) if instead is not own else [],
        "entries": showing.timeline(objection),
    }


def speaking_for(request: DoorRequest, objection: Objection) -> Actor:
    """At the desk a worker whose post reaches the person acts in the person's name, but never who has to answer."""
    actor = request.actor
    reaches = actor.holds("points.assist") and Person.objects.visible_to(actor).filter(pk=objection.person_id).exists()
    if objection.person_id == actor.principal_id or not reaches or may_answer(actor, objection):
        return actor
    return actor.for_somebody(objection.person_id)


def _face(request: DoorRequest, objection: Objection) -> str:
    own = objection.person_id == request.actor.principal_id
    return "points/my_objection.html" if own else "points/objection.html"


def year_of(request: HttpRequest, year: int | None) -> int:
    this_year = today(request.at).year  # type: ignore[attr-defined]
    if year is not None and not 2000 <= year <= this_year:
        raise Http404
    return year or this_year


def around(request: DoorRequest, year: int, links: str) -> dict[str, object]:
    day: date = today(request.at)
    last = day.month if year == day.year else 12
    return {"months": list(range(last, 0, -1)), "is_this_year": year == day.year, "links": links}
