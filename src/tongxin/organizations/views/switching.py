"""Who holds several posts acts in the name of one at a time, and the whole page follows."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, may
from tongxin.organizations.door import POST_KEY


@require_POST
@may()
def switch_post(request: DoorRequest) -> HttpResponse:
    """Remember the post in whose name to act, and begin anew: what the old post saw may not exist for this one."""
    chosen = request.POST.get("post", "")
    if chosen not in {str(post_id) for post_id, _label in request.actor.posts}:
        raise NotYours
    request.session[POST_KEY] = int(chosen)
    return redirect("/")
