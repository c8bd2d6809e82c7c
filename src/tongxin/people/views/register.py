"""Pages of persons at the desk: list, one person, register, correct, give a code, look at what is sealed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.kernel.access import holds, serves_area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.people import actions as people
from tongxin.people.forms import ConsentForm, LookForm, PersonForm, RegisterForm, person_values
from tongxin.people.guardians import may_keep_consents
from tongxin.people.lists import PEOPLE, people_for
from tongxin.people.minors import is_child, is_minor
from tongxin.people.models import AccessCode, Person, User
from tongxin.people.standing import consents_of
from tongxin.ui.showing import timeline

BOTH = ["GET", "POST"]
#: A sealed value stays on the screen so many seconds.
SHOWN_SECONDS = 60
SEALED = {"phone": gettext_lazy("手机号"), "identity": gettext_lazy("身份证号")}

may_serve = holds("people.register") & serves_area
may_invite = holds("people.invite") & serves_area
may_unseal = holds("people.unseal") & serves_area


@require_GET
@may("people.register")
def listing(request: DoorRequest) -> HttpResponse:
    shown = {
        "listed": PEOPLE.open(request, people_for),
        "primary": (_("登记人员"), reverse("people:register")),
        "export_url": None,
    }
    return page(request, "people/list.html", shown)


@require_POST
@may("people.register")
def find(request: DoorRequest) -> HttpResponse:
    """Exact search by phone or identity number; asked by POST, so that no number stands in an address or a log."""
    text = request.POST.get("number", "")
    try:
        by_identity = people.find_by_identity(text)
        found = [by_identity] if by_identity else []
    except Unfit:
        found = people.find_by_phone(text)
    seen = Person.objects.visible_to(request.actor).filter(pk__in=[each.pk for each in found])
    return page(request, "people/found.html", {"found": seen.select_related("area")})


@require_GET
@may("people.register", Person, together=("area",))
def show(request: DoorRequest, person: Person) -> HttpResponse:
    return show_person(request, person)


def show_person(
    request: DoorRequest, person: Person, *, code: str = "", purpose: str = "", form: ConsentForm | None = None
) -> HttpResponse:
    """The person's page; with the form of a guardian's consent where the person is a minor."""
    on = today(request.at)
    young = is_minor(person.born_in, on=on)
    keeps = young and may_keep_consents(request.actor, person) and request.actor.principal_id != person.pk
    consents = consents_of(person, on=on) if young else None
    shown = {
        "person": person,
        "is_minor": young,
        "consents": consents,
        "consent_form": None,
        "user": User.objects.filter(person=person).first(),
        "may_serve": may_serve(request.actor, person),
        "may_invite": may_invite(request.actor, person) and not is_child(person.born_in, on=on),
        "may_unseal": may_unseal(request.actor, person),
        "entries": timeline(person),
        "code": code,
        "code_purpose": purpose,
    }
    if keeps and consents:
        shown["consent_form"] = form or ConsentForm(actor=request.actor, on=on, initial={"kind": consents.wanted})
    return page(request, "people/show.html", shown, status=422 if form else 200)


@require_http_methods(BOTH)
@may("people.register")
def register(request: DoorRequest) -> HttpResponse:
    home = Area.objects.filter(path=request.actor.area_path).first()
    form = RegisterForm(
        request.POST or None,
        actor=request.actor,
        on=today(request.at),
        initial={"place": home.name if home else ""},
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            person = people.register(
                name=given["name"], area=given["place"], phone=given["phone"], identity=given["identity"],
                skills=given["skills"], born_in=given["born_in"], guardian=form.said if form.is_child else None,
                by=request.actor, at=request.at,
            )  # fmt: skip
            return done(request, person, _("已登记。"))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
    return page(request, "people/form.html", {"form": form, "title": _("登记人员"), "person": None}, status=status)


@require_http_methods(BOTH)
@may("people.register", Person, together=("area",))
def correct(request: DoorRequest, person: Person) -> HttpResponse:
    _need(may_serve(request.actor, person))
    form = PersonForm(request.POST or None, actor=request.actor, on=today(request.at), initial=person_values(person))
    if form.is_valid():
        given = form.cleaned_data
        people.correct(person=person, name=given["name"], phone=given["phone"], by=request.actor, at=request.at)
        if given["skills"] != person.skills:
            people.set_skills(person=person, skills=given["skills"], by=request.actor, at=request.at)
        if given["born_in"] != person.born_in:
            people.set_birth_year(person=person, born_in=given["born_in"], by=request.actor, at=request.at)
        return done(request, person, _("已更正。"))
    shown = {"form": form, "title": _("更正资料"), "person": person}
    return page(request, "people/form.html", shown, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@may("people.invite", Person, together=("area",))
def make_code(request: DoorRequest, person: Person) -> HttpResponse:
    """Make a code and show it this once, ready to be printed; only its hash is kept."""
    _need(may_invite(request.actor, person))
    has_account = User.objects.filter(person=person).exists()
    purpose = AccessCode.Purpose.RESET if has_account else AccessCode.Purpose.INVITATION
    code = people.make_code(person=person, purpose=purpose, by=request.actor, at=request.at)
    return show_person(request, person, code=code, purpose=str(purpose.label))


@require_http_methods(BOTH)
@never_cache
@may("people.unseal", Person, together=("area",))
def look(request: DoorRequest, person: Person, field: str) -> HttpResponse:
    """Ask for the purpose, then show the value for a minute; the look is recorded before anything is shown."""
    _need(may_unseal(request.actor, person))
    form = LookForm(request.POST or None)
    shown = {
        "person": person,
        "field": field,
        "label": SEALED[field],
        "form": form,
        "value": "",
        "seconds": SHOWN_SECONDS,
    }
    if not form.is_valid():
        return page(request, "people/look.html", shown, status=422 if form.is_bound else 200)
    purpose = form.cleaned_data["purpose"]
    shown["value"] = people.look_at(person=person, field=field, purpose=purpose, by=request.actor, at=request.at)
    answer = page(request, "people/look.html", shown)
    answer["Refresh"] = f"{SHOWN_SECONDS}; url={person.get_absolute_url()}"
    return answer


def _need(allowed: bool) -> None:
    if not allowed:
        raise NotYours
