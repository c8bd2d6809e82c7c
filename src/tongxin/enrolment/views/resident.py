"""The phone's pages: check in with a community, my check-ins with their five steps, posts to claim."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment import queries
from tongxin.enrolment.errors import HostGone
from tongxin.enrolment.forms import CheckInForm, OfferForm
from tongxin.enrolment.hosting import home_of
from tongxin.enrolment.lists import tone
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.enrolment.views.common import move_claim, move_enrolment, myself
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing


@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    rows = _mine(request).order_by("-pk")[:20]
    shown = [
        {
            "enrolment": row,
            "stages": queries.stages(row) if row.kind == enrolments.MEMBER else [],
            "moves": showing.moves(row, request.actor, "enrolment:move-my-enrolment"),
            "may_renew": row.step == "confirmed",
        }
        for row in rows
    ]
    is_member = home_of(myself(request), on=today(request.at)) is not None
    return page(request, "enrolment/my_enrolment.html", {"shown": shown, "tone": tone, "is_member": is_member})


@require_http_methods(["GET", "POST"])
@may("enrolments.request")
def check_in(request: DoorRequest) -> HttpResponse:
    me = myself(request)
    initial = {"place": me.area.name, "basis": "residence", "skills": "、".join(me.skills)}
    form = CheckInForm(request.POST or None, at=request.at, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            enrolments.enrol_member(person=me, area=told.pop("place"), by=request.actor, at=request.at, **told)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error("place" if isinstance(error, HostGone) else None, str(error))
        else:
            return done(request, "enrolment:my-enrolment", _("已申请报到，等社区确认。组织关系不变。"))
    return page(request, "enrolment/my_check_in.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may()
def offer(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one's identity, say what one can and would like to do."""
    enrolment = _find(_mine(request), pk)
    now = {"wishes": enrolment.wishes, "skills": "、".join(enrolment.skills)}
    form = OfferForm(request.POST or None, initial=now | {"shows_identity": enrolment.shows_identity})
    # An empty form is a choice too: all boxes were unticked.
    if request.method == "POST":
        form = OfferForm(request.POST)
        if form.is_valid():
            enrolments.complete(enrolment=enrolment, by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, "enrolment:my-enrolment", _("已更新。"))
    shown = {"form": form, "enrolment": enrolment}
    return page(request, "enrolment/my_offer.html", shown, status=422 if form.errors else 200)


@require_POST
@may()
def move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    return done(request, "enrolment:my-enrolment", move_enrolment(request, _find(_mine(request), pk), name))


@require_GET
@may()
def my_posts(request: DoorRequest) -> HttpResponse:
    """Posts to claim where I checked in, and those I hold."""
    areas = list(_mine(request).filter(step="confirmed").values_list("area_id", flat=True))
    claims = list(_my_claims(request).order_by("-pk")[:30])
    held = {claim.post_id for claim in claims if not claim.is_over}
    around = queries.open_posts(areas=areas or [myself(request).area_id], on=today(request.at)).exclude(pk__in=held)
    shown = [
        {"claim": claim, "moves": showing.moves(claim, request.actor, "enrolment:move-my-claim")} for claim in claims
    ]
    return page(
        request,
        "enrolment/my_posts.html",
        {"claims": shown, "posts": around[:50], "is_enrolled": bool(areas), "tone": tone, "day": today(request.at)},
    )


@require_POST
@may("posts.claim")
def claim(request: DoorRequest, pk: int) -> HttpResponse:
    post = ServicePost.objects.filter(pk=pk).first()
    if post is None:
        raise Http404
    posts.claim(post=post, by=request.actor, at=request.at)
    return done(request, reverse("enrolment:my-posts"), _("已认领“%s”，等社区确认。") % post.title)


@require_POST
@may()
def my_claim_move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    claim = _my_claims(request).filter(pk=pk).first()
    if claim is None:
        raise Http404
    return done(request, "enrolment:my-posts", move_claim(request, claim, name))


def _mine(request: DoorRequest) -> QuerySet[Enrolment]:
    return Enrolment.objects.of(request.actor.principal_id).select_related("area", "host", "home_organization")


def _my_claims(request: DoorRequest) -> QuerySet[PostClaim]:
    return PostClaim.objects.of(request.actor.principal_id).select_related("post", "post__area")


def _find(rows: QuerySet[Enrolment], pk: int) -> Enrolment:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
