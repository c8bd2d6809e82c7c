"""The desk: which policy stands behind a dangerous activity."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongxin.activities import insurance, insuring
from tongxin.activities.access import may_organize
from tongxin.activities.insurance_fields import PolicyForm
from tongxin.activities.models import Activity
from tongxin.activities.views.desk import TOGETHER
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before


@require_http_methods(["GET", "POST"])
@may("activities.organize", Activity, together=TOGETHER)
def insure(request: DoorRequest, activity: Activity) -> HttpResponse:
    """Choose a policy of the host, or note the one that lies on the table."""
    if not may_organize(request.actor, activity):
        raise NotYours
    first, last = insurance.days_of(activity)
    form = PolicyForm(request.POST or None, holder=activity.host, first=first, last=last)
    if request.method == "POST" and form.is_valid():
        try:
            insuring.insure(activity=activity, policy=form.chosen, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, activity, _("意外险已登记，可以签到上岗了。"))
    shown = {"form": form, "activity": activity, "first": first, "last": last}
    return page(request, "activities/insurance.html", shown, status=422 if form.errors else 200)
