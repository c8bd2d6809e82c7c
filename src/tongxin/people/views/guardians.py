"""Guardians' consents: the paper to print, and what the desk enters, shows and takes back."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel import rules, terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page, sent_before
from tongxin.people import guardians
from tongxin.people.forms import ConsentForm, LookForm
from tongxin.people.minors import KINDS, Ages
from tongxin.people.models import GuardianConsent, Person
from tongxin.people.privacy import text_of
from tongxin.people.views.register import SHOWN_SECONDS, may_unseal, show_person


@require_GET
@open_to_all
def form(request: DoorRequest) -> HttpResponse:
    """The paper that a guardian signs, to be printed by anybody; nothing is filled in."""
    on = today(request.at)
    shown = {
        "text": text_of(guardians.FORM, on=on),
        "city": terms.find("city", "this"),
        "kinds": terms.choices(KINDS),
        "relations": terms.choices("guardian_relations"),
        "ages": Ages.of(on),
        "months": int(rules.value(guardians.MONTHS, on=on)),
    }
    return page(request, "people/guardian_form.html", shown)


@require_POST
@may("people.register", Person, together=("area",))
def give(request: DoorRequest, person: Person) -> HttpResponse:
    """Enter a consent whose paper or giver was seen; what was typed stays when it is refused."""
    sent = ConsentForm(request.POST, actor=request.actor, on=today(request.at))
    if sent.is_valid():
        try:
            row = guardians.give_consent(
                person=person, kind=sent.cleaned_data["kind"], guardian=sent.said, by=request.actor, at=request.at
            )
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            sent.add_error(None, str(error))
        else:
            return done(request, person, _("监护人同意已登记，到 %s 为止。") % f"{row.valid_to:%Y-%m-%d}")
    return show_person(request, person, form=sent)


@require_POST
@may("people.register")
def withdraw(request: DoorRequest, pk: int) -> HttpResponse:
    consent = _find(request, pk)
    guardians.withdraw(consent=consent, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, consent.person, _("已登记撤回；没有开始的报名和加入的队伍随之退出。"))


@require_http_methods(["GET", "POST"])
@never_cache
@may("people.unseal")
def look(request: DoorRequest, pk: int) -> HttpResponse:
    """Ask for the purpose, then show the guardian's phone for a minute; the look is recorded first."""
    consent = _find(request, pk)
    if not may_unseal(request.actor, consent.person):
        raise NotYours
    sent = LookForm(request.POST or None)
    shown = {
        "person": consent.person, "label": _("监护人电话"), "form": sent, "value": "", "seconds": SHOWN_SECONDS,
    }  # fmt: skip
    if not sent.is_valid():
        return page(request, "people/look.html", shown, status=422 if sent.is_bound else 200)
    purpose = sent.cleaned_data["purpose"]
    shown["value"] = guardians.look_at_phone(consent=consent, purpose=purpose, by=request.actor, at=request.at)
    answer = page(request, "people/look.html", shown)
    answer["Refresh"] = f"{SHOWN_SECONDS}; url={reverse('people:person', args=[consent.person_id])}"
    return answer


def _find(request: DoorRequest, pk: int) -> GuardianConsent:
    seen = Person.objects.visible_to(request.actor)
    row = GuardianConsent.objects.filter(pk=pk, person__in=seen).select_related("person__area").first()
    if row is None:
        raise Http404
    return row
