"""The desk: which policy stands behind a dangerous service post."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongxin.activities.insurance_fields import PolicyForm
from tongxin.enrolment import post_insuring
from tongxin.enrolment.models import ServicePost
from tongxin.enrolment.post_actions import check_host
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before


@require_http_methods(["GET", "POST"])
@may("posts.publish", ServicePost, together=("area", "host"))
def insure(request: DoorRequest, post: ServicePost) -> HttpResponse:
    """Choose a policy of the community that holds, or note the one that lies on the table."""
    check_host(post, request.actor)
    day = post_insuring.first_day(post, request.at)
    form = PolicyForm(request.POST or None, holder=post.host, first=day, last=day)
    if request.method == "POST" and form.is_valid():
        try:
            post_insuring.insure(post=post, policy=form.chosen, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, post, _("意外险已登记，可以确认到岗了。"))
    return page(
        request, "enrolment/post_insurance.html", {"form": form, "post": post, "day": day},
        status=422 if form.errors else 200,
    )  # fmt: skip
