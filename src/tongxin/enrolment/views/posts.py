"""The desk's pages of service posts and their claims."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.enrolment import access, queries
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.forms import ClaimForForm, CorrectPostForm, PostForm
from tongxin.enrolment.lists import CLAIMS, POSTS, tone
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.enrolment.procedure import POST_CLAIM
from tongxin.enrolment.views.common import host_places, move_claim
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    if not access.serves_posts(request.actor):
        raise NotYours
    shown = {
        "listed": POSTS.open(request, ServicePost.objects.visible_to(request.actor)),
        "export_url": reverse("enrolment:export-posts"),
        "primary": (_("发布岗位"), reverse("enrolment:publish-post")) if request.actor.holds("posts.publish") else None,
        "here": "posts",
    }
    return page(request, "enrolment/posts.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return POSTS.export(request, ServicePost.objects.visible_to(request.actor))


@require_GET
@may()
def claims(request: DoorRequest) -> HttpResponse:
    if not _sees_claims(request):
        raise NotYours
    listed = CLAIMS.open(request, PostClaim.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {"listed": listed, "export_url": reverse("enrolment:export-claims"), "here": "claims"}
    return page(request, "enrolment/posts.html", shown)


@require_GET
@may("export.lists")
def export_claims(request: DoorRequest) -> HttpResponse:
    return CLAIMS.export(request, PostClaim.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("posts.publish")
def publish(request: DoorRequest) -> HttpResponse:
    initial = {"valid_from": today(request.at)}
    form = PostForm(request.POST or None, areas=host_places(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            post = posts.publish(by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, post, _("已发布，编号 %s。") % post.number + _to_insure(post))
    return page(request, "enrolment/post_form.html", {"form": form, "post": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("posts.publish", ServicePost)
def correct(request: DoorRequest, post: ServicePost) -> HttpResponse:
    form = CorrectPostForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        try:
            posts.correct(post=post, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error("places" if isinstance(error, posts.PlacesHeld) else None, str(error))
        else:
            return done(request, post, _("已更改。") + _to_insure(post))
    return page(request, "enrolment/post_form.html", {"form": form, "post": post}, status=422 if form.errors else 200)


@require_GET
@may("enrolments.request")
def for_unit(request: DoorRequest) -> HttpResponse:
    """A unit's desk: posts of the communities where it checked in, to claim in its name, and those it holds."""
    unit_id = _own_unit(request)
    areas = Enrolment.objects.confirmed().of(unit_id).values_list("area_id", flat=True)
    held = PostClaim.objects.of(unit_id).select_related("post", "post__area").order_by("-pk")
    taken = held.held().values("post_id")
    around = queries.open_posts(areas=list(areas), on=today(request.at)).exclude(pk__in=taken)
    shown = {"posts": around[:100], "claims": held[:50], "is_enrolled": bool(areas), "tone": tone}
    shown["day"] = today(request.at)
    return page(request, "enrolment/unit_posts.html", shown)


@require_POST
@may("enrolments.request")
def claim_for_unit(request: DoorRequest, pk: int) -> HttpResponse:
    post = ServicePost.objects.filter(pk=pk).first()
    if post is None:
        raise Http404
    posts.claim(post=post, subject_id=_own_unit(request), by=request.actor, at=request.at)
    return done(request, "enrolment:unit-posts", _("已以本单位名义认领“%s”，等社区确认。") % post.title)


@require_GET
@may("", ServicePost, together=("area", "host"))
def post(request: DoorRequest, post: ServicePost) -> HttpResponse:
    if not access.serves_posts(request.actor):
        raise NotYours
    return page(request, "enrolment/post.html", _shown(request, post))


@require_POST
@may("posts.publish", ServicePost)
def close(request: DoorRequest, post: ServicePost) -> HttpResponse:
    posts.close(post=post, by=request.actor, at=request.at)
    return done(request, post, _("已停止认领；在岗的不受影响。"))


@require_POST
@may("", ServicePost, together=("area", "host"))
def claim_for(request: DoorRequest, post: ServicePost) -> HttpResponse:
    """Claim for a member or unit that came to the desk."""
    form = ClaimForForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            posts.claim(post=post, subject_id=form.subject_id, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, post, _("已代为认领。"))
    return page(request, "enrolment/post.html", _shown(request, post) | {"claim_form": form}, status=422)


@require_GET
@may()
def claim(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page of a claim; whose own it is and who has no desk over it is led to the phone's page."""
    together = ("post", "post__area", "subject", "host", "home_organization")
    claim = PostClaim.objects.visible_to(request.actor).select_related(*together).filter(pk=pk).first()
    if claim is None or not _sees_claims(request):
        return _led_to_phone(request, pk)
    shown = {
        "claim": claim,
        "tone": tone(claim),
        "diagram": POST_CLAIM.diagram(claim, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(claim), request.at),
        "moves": showing.moves(claim, request.actor, "enrolment:move-claim"),
        "entries": showing.timeline(claim),
    }
    return page(request, "enrolment/claim.html", shown)


@require_POST
@may("", PostClaim)
def move(request: DoorRequest, claim: PostClaim, name: str) -> HttpResponse:
    return done(request, claim, move_claim(request, claim, name))


def _to_insure(post: ServicePost) -> str:
    return _("有人身危险，还要登记意外险，登记后才能确认到岗。") if post.is_uninsured else ""


def _own_unit(request: DoorRequest) -> int:
    actor = request.actor
    if actor.steers.along != "organization" or actor.organization_id is None:
        raise NotYours
    return actor.organization_id


def _sees_claims(request: DoorRequest) -> bool:
    """The host's desk, and the home's."""
    return access.serves_posts(request.actor) or access.has_desk(request.actor)


def _led_to_phone(request: DoorRequest, pk: int) -> HttpResponse:
    if PostClaim.objects.of(request.actor.principal_id).filter(pk=pk).exists():
        return done(request, "enrolment:my-posts")
    raise Http404


def _shown(request: DoorRequest, post: ServicePost) -> dict[str, Any]:
    rows = list(post.claims.select_related("subject", "home_organization").order_by("-pk")[:200])  # type: ignore[attr-defined]
    showing.set_due(rows, request.at)
    serves = request.actor.steers.covers(post.area_path)
    return {
        "post": post,
        "rows": rows,
        "tone": tone,
        "is_insured": post.is_insured_on(today(request.at)),
        "may_change": serves and request.actor.holds("posts.publish"),
        "may_claim_for": access.post_desk(request.actor, post) and post.is_open_on(today(request.at)) and post.left > 0,
        "claim_form": ClaimForForm(actor=request.actor),
        "entries": showing.timeline(post),
    }
