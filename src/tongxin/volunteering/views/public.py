"""Without sign-in: verify a certificate; volunteering by theme, stories and thanks that people agreed to show."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.activities.models import Activity
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.validity import holding_on
from tongxin.kernel.web import DoorRequest, open_to_all, page
from tongxin.volunteering import queries
from tongxin.volunteering.actions import certificates
from tongxin.volunteering.errors import NoSuchCertificate
from tongxin.volunteering.forms import VerifyForm
from tongxin.volunteering.models import Adoption, Contribution, Honour, Story

MOST = 30


@require_GET
@open_to_all
def verify(request: DoorRequest, code: str = "") -> HttpResponse:
    """Whether a code belongs to a certificate, and the least that proves it."""
    code = code or request.GET.get("code", "")
    form = VerifyForm({"code": code}) if code else VerifyForm()
    found, status = None, 200
    if code and form.is_valid():
        try:
            found = certificates.find(code)
        except NoSuchCertificate as error:
            form.add_error("code", str(error))
            status = error.status
    elif code:
        status = 422
    shown = {"found": found, "name": queries.masked(found.name) if found else "", "form": form}
    answer = page(request, "volunteering/verify.html", shown, status=status)
    # A code in an address stays out of search machines and of the addresses that other sites are told.
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_GET
@open_to_all
def volunteering(request: DoorRequest) -> HttpResponse:
    """What comes, by theme; what people agreed to show of themselves."""
    themes = terms.choices("volunteer_themes")
    chosen = request.GET.get("theme", "")
    coming = Activity.objects.listed().coming(request.at).of_kind("volunteering")
    if chosen in dict(themes):
        coming = coming.filter(theme=chosen)
    held = Adoption.objects.filter(holding_on(today(request.at)), shows_name=True)
    context = {
        "themes": [(label, f"?theme={code}", code == chosen) for code, label in [("", _("全部")), *themes]],
        "coming": coming.select_related("area", "host", "turnout").order_by("begins_at", "pk")[:MOST],
        "stories": Story.objects.published()[:MOST],
        "honours": Honour.objects.filter(is_shown=True, bearer__kind=Principal.Kind.ORGANIZATION)
        .select_related("bearer")
        .order_by("-awarded_on", "-pk")[:MOST],
        "thanked": Contribution.thanked_in_public().select_related("giver")[:MOST],
        "adopted": held.select_related("spot__area", "adopter").order_by("-pk")[:MOST],
        "masked": queries.masked,
    }
    return page(request, "volunteering/public.html", context)


@require_GET
@open_to_all
def story(request: DoorRequest, pk: int) -> HttpResponse:
    """A story whose person agreed; a withdrawn one is not found."""
    row = get_object_or_404(Story.objects.published(), pk=pk)
    context = {
        "story": row,
        "honours": Honour.objects.filter(bearer_id=row.person_id, is_shown=True).order_by("-awarded_on"),
        "legacy": queries.legacy_lines(row.person_id),
    }
    return page(request, "volunteering/public_story.html", context)
