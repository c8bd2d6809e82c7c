"""Connecting an organization's own systems: addresses, their secrets, what they are told, and what became of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.errors import Unfit
from tongxin.kernel.listing import Column, Filter, Listing
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.notify import hook_actions
from tongxin.notify.forms import EndpointForm, KindsForm
from tongxin.notify.models import Attempt, Delivery, Endpoint
from tongxin.organizations.models import Organization
from tongxin.ui import showing

TONES = {"waiting": "soon", "delivered": "good", "parked": "late", "active": "good", "closed": "neutral"}

LOG = Listing(
    name="webhook-deliveries",
    title=gettext_lazy("推送记录"),
    columns=[Column("message", gettext_lazy("编号"), lambda row: row.message)],
    filters=[
        Filter(
            "state", gettext_lazy("状态"), lambda actor: Delivery.State.choices,
            lambda rows, state: rows.filter(state=state),
        ),
    ],
)  # fmt: skip

POWER = "webhooks.manage"


@require_http_methods(["GET", "POST"])
@never_cache
@may(POWER)
def endpoints(request: DoorRequest) -> HttpResponse:
    """The addresses of my organization; a new one is registered here and its secret shown this once."""
    given = request.POST if request.method == "POST" else None
    organization = get_object_or_404(Organization, pk=request.actor.organization_id)
    form = EndpointForm(given, organization=organization, at=request.at)
    if given is not None and form.is_valid():
        try:
            endpoint, secret = hook_actions.open_endpoint(
                organization=organization, by=request.actor, at=request.at, **form.cleaned_data
            )
            return _show(request, endpoint, secret=secret)
        except (Unfit, hook_actions.AddressTaken) as error:
            if sent_before(request):
                raise
            form.add_error("url", str(error))
    rows = Endpoint.objects.visible_to(request.actor).order_by("state", "-pk")
    context = {"endpoints": rows, "form": form, "tones": TONES}
    return page(request, "notify/endpoints.html", context, status=200 if given is None else 422)


@require_GET
@never_cache
@may(POWER, Endpoint, together=("organization",))
def endpoint(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    return _show(request, endpoint)


@require_POST
@may(POWER, Endpoint, together=("organization",))
def choose_kinds(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    form = KindsForm(request.POST, organization=endpoint.organization, at=request.at)
    if not form.is_valid():
        return _show(request, endpoint, form=form, status=422)
    hook_actions.choose_kinds(endpoint=endpoint, by=request.actor, at=request.at, **form.cleaned_data)
    return done(request, endpoint, _("已保存。"))


@require_POST
@never_cache
@may(POWER, Endpoint, together=("organization",))
def change_secret(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    """A new secret, shown this once."""
    secret = hook_actions.change_secret(endpoint=endpoint, by=request.actor, at=request.at)
    return _show(request, Endpoint.objects.get(pk=endpoint.pk), secret=secret)


@require_POST
@may(POWER, Endpoint, together=("organization",))
def ping(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    hook_actions.ping(endpoint=endpoint, by=request.actor, at=request.at)
    return done(request, endpoint, _("测试推送已交发，几秒后刷新可看到结果。"))


@require_POST
@may(POWER, Endpoint, together=("organization",))
def resume(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    count = hook_actions.resume(endpoint=endpoint, by=request.actor, at=request.at)
    return done(request, endpoint, _("已恢复推送，补发 %d 条。") % count)


@require_POST
@may(POWER, Endpoint, together=("organization",))
def close(request: DoorRequest, endpoint: Endpoint) -> HttpResponse:
    hook_actions.close(endpoint=endpoint, by=request.actor, at=request.at)
    return done(request, "notify:endpoints", _("已关闭。"))


@require_POST
@may(POWER, Endpoint, together=("organization",))
def resend(request: DoorRequest, endpoint: Endpoint, delivery: int) -> HttpResponse:
    found = get_object_or_404(endpoint.deliveries.select_related("endpoint__organization"), pk=delivery)
    hook_actions.resend(delivery=found, by=request.actor, at=request.at)
    return done(request, endpoint, _("已重新交发，编号不变。"))


def _show(
    request: DoorRequest, endpoint: Endpoint, *, secret: str = "", form: KindsForm | None = None, status: int = 200
) -> HttpResponse:
    listed = LOG.open(request, endpoint.deliveries.all())
    last = Attempt.objects.filter(delivery__in=[row.pk for row in listed.rows]).order_by("id")
    context = {
        "endpoint": endpoint,
        "listed": listed,
        "last": {attempt.delivery_id: attempt for attempt in last},
        "secret": secret,
        "form": form or KindsForm(initial={"kinds": endpoint.kinds}, organization=endpoint.organization, at=request.at),
        "tones": TONES,
        "has_old_secret": endpoint.is_old_secret_known(request.at),
        "entries": showing.timeline(endpoint),
    }
    return page(request, "notify/endpoint.html", context, status=status)
