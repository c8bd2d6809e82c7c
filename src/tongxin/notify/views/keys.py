"""Giving keys to other systems and taking them back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.notify import keys
from tongxin.notify.forms import ApiKeyForm
from tongxin.notify.models import ApiKey
from tongxin.organizations.models import Organization

POWER = "api_keys.manage"


@require_http_methods(["GET", "POST"])
@never_cache
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    """The keys of my organization; a new one is made here and shown this once."""
    organization = get_object_or_404(Organization, pk=request.actor.organization_id)
    given = request.POST if request.method == "POST" else None
    form, secret = ApiKeyForm(given, organization=organization, on=today(request.at)), ""
    if given is not None and form.is_valid():
        try:
            _key, secret = keys.make_key(
                organization=organization, by=request.actor, at=request.at, **form.cleaned_data
            )
            form = ApiKeyForm(organization=organization, on=today(request.at))
        except Unfit as error:
            if sent_before(request):
                raise
            form.add_error("post", str(error))
    rows = ApiKey.objects.visible_to(request.actor).select_related("post__person", "post__organization")
    context = {"keys": rows.order_by("-revoked_at", "-pk")[:200], "form": form, "secret": secret}
    return page(request, "notify/keys.html", context, status=422 if given is not None and not secret else 200)


@require_POST
@may(POWER, ApiKey, together=("post",))
def revoke(request: DoorRequest, key: ApiKey) -> HttpResponse:
    keys.revoke_key(key=key, by=request.actor, at=request.at)
    return done(request, "notify:keys", _("已停用，立即生效。"))
