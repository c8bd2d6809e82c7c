"""The phone: stories about me with my consent, my honours, spots to adopt, what I would give."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.validity import holding_on
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing
from tongxin.volunteering.actions import spots, stories
from tongxin.volunteering.forms import ContributeForm
from tongxin.volunteering.lists import tone
from tongxin.volunteering.models import Adoption, Contribution, Honour, Spot, Story
from tongxin.volunteering.views.common import me

STORY_DEEDS = {"agree": stories.agree, "refuse": stories.refuse, "withdraw": stories.withdraw}


@require_GET
@may()
def my_stories(request: DoorRequest) -> HttpResponse:
    own = request.actor.principal_id
    rows = Story.objects.of(own).order_by("-pk")[:20]
    moves = [(row, showing.moves(row, request.actor, "volunteering:my-story-deed")) for row in rows]
    honours = Honour.objects.filter(bearer_id=own).order_by("-awarded_on")
    return page(request, "volunteering/my_stories.html", {"rows": moves, "honours": honours, "tone": tone})


@require_POST
@may()
def story_deed(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Consent, refuse, or take the story down at once."""
    story = Story.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if story is None or name not in STORY_DEEDS:
        raise Http404
    STORY_DEEDS[name](story=story, by=request.actor, at=request.at)
    said = {"agree": _("已公开，您可以随时撤下。"), "refuse": _("不会公开。"), "withdraw": _("已撤下。")}
    return done(request, "volunteering:my-stories", said[name])


@require_POST
@may()
def show_honour(request: DoorRequest, pk: int) -> HttpResponse:
    honour = get_object_or_404(Honour, pk=pk, bearer_id=request.actor.principal_id)
    shown = request.POST.get("shown") == "1"
    stories.show_honour(honour=honour, shown=shown, by=request.actor, at=request.at)
    return done(request, "volunteering:my-stories", _("已公开。") if shown else _("已不公开。"))


@require_http_methods(["GET", "POST"])
@may()
def my_spots(request: DoorRequest) -> HttpResponse:
    """Spots near me, those I look after, and the form to give something."""
    person = me(request)
    form = ContributeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            spots.contribute(person=person, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:my-spots", _("谢谢您，社区会和您联系。"))
    held = Adoption.objects.filter(holding_on(today(request.at)))
    near = Spot.objects.filter(area_path__startswith=person.area_path, is_active=True)
    context = {
        "form": form,
        "mine": held.filter(adopter_id__in=request.actor.own_ids).select_related("spot__area"),
        "free": near.exclude(pk__in=held.values("spot_id")).select_related("area").order_by("-pk")[:40],
        "given": Contribution.objects.filter(giver=person).order_by("-pk")[:20],
        "tone": tone,
    }
    return page(request, "volunteering/my_spots.html", context, status=422 if form.errors else 200)


@require_POST
@may("activities.join")
def adopt(request: DoorRequest, pk: int) -> HttpResponse:
    spot = get_object_or_404(Spot, pk=pk)
    shows = request.POST.get("shows_name") == "1"
    spots.adopt(spot=spot, shows_name=shows, by=request.actor, at=request.at)
    return done(request, "volunteering:my-spots", _("从今天起由您照看，谢谢。"))


@require_POST
@may()
def leave(request: DoorRequest, pk: int) -> HttpResponse:
    """End an adoption: one's own on the phone, any of the place at the desk."""
    adoption = get_object_or_404(Adoption.objects.select_related("spot"), pk=pk)
    own = adoption.adopter_id in request.actor.own_ids
    spots.leave(adoption=adoption, by=request.actor, at=request.at)
    return done(request, "volunteering:my-spots" if own else "volunteering:spots", _("认养已结束。"))


@require_POST
@may()
def contribution_deed(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    row = get_object_or_404(Contribution, pk=pk, giver_id=request.actor.principal_id)
    if name == "withdraw":
        spots.withdraw(contribution=row, by=request.actor, at=request.at)
        return done(request, "volunteering:my-spots", _("已撤回。"))
    if name in ("show", "hide"):
        spots.show_thanks(contribution=row, shown=name == "show", by=request.actor, at=request.at)
        return done(request, "volunteering:my-spots", _("已更改公开设置。"))
    raise Http404
