"""My notices: the list, one opened, all read, and the small count that the bell asks for."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel import terms
from tongxin.kernel.listing import Column, Listing
from tongxin.kernel.web import DoorRequest, done, is_htmx, may, open_to_all, page
from tongxin.notify import actions, push
from tongxin.notify.forms import MailForm
from tongxin.notify.models import Notice, Preference
from tongxin.people.models import Person

LIST = Listing(name="notices", title=_("通知"), columns=[Column("text", _("内容"), str)])
SHOWN_TO = 99


@require_GET
@may()
def notices(request: DoorRequest) -> HttpResponse:
    """My notices, newest first."""
    return _list(request, MailForm())


@require_GET
@may()
def open_notice(request: DoorRequest, pk: int) -> HttpResponse:
    """Mark it as read and go to the page it speaks of."""
    notice = Notice.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if notice is None:
        raise Http404
    actions.read(notice=notice, at=request.at)
    safe = notice.link and url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return HttpResponseRedirect(notice.link) if safe else done(request, "notify:list")


@require_POST
@may()
def read_all(request: DoorRequest) -> HttpResponse:
    actions.read_all(person_id=request.actor.principal_id, at=request.at)
    return done(request, "notify:list", _("全部标为已读。"))


@require_POST
@may()
def choose_mail(request: DoorRequest) -> HttpResponse:
    """Leave an address for mail."""
    form = MailForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    actions.choose_mail(
        person=_self(request), address=form.cleaned_data["address"], by=request.actor, at=request.at
    )  # fmt: skip
    return done(request, "notify:list", _("以后通知也会发到邮箱。"))


@require_POST
@may()
def decline_mail(request: DoorRequest) -> HttpResponse:
    actions.decline_mail(person=_self(request), by=request.actor, at=request.at)
    return done(request, "notify:list", _("以后只在平台里通知。"))


@require_POST
@may()
def choose_push(request: DoorRequest) -> HttpResponse:
    """This device wants a sign when there is something new; its browser names the address."""
    address = request.POST.get("address", "")
    push.choose(person=_self(request), address=address, by=request.actor, at=request.at)
    return done(request, "notify:list", _("这台设备会提醒您，提醒里不含内容。"))


@require_POST
@may()
def decline_push(request: DoorRequest) -> HttpResponse:
    address = request.POST.get("address", "")
    push.decline(person=_self(request), address=address, by=request.actor, at=request.at)
    return done(request, "notify:list", _("这台设备不再提醒。"))


@require_GET
@open_to_all
def count(request: DoorRequest) -> HttpResponse:
    """How many are unread, asked again and again: with an ETag, 304 as long as nothing changed.

    A page left open past the end of the session goes on asking; it hears nothing and is not sent to the sign-in.
    """
    if request.actor is None:
        return HttpResponse(status=204)
    unread = Notice.objects.of(request.actor.principal_id).unread()[: SHOWN_TO + 1].count()
    tag = f'"{request.actor.principal_id}-{unread}-{int(is_htmx(request))}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    elif is_htmx(request):
        answer = page(request, "notify/count.html", {"words": f"{SHOWN_TO}+" if unread > SHOWN_TO else str(unread)})
    else:
        answer = HttpResponse(f'{{"unread": {unread}}}', content_type="application/json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie, HX-Request"
    return answer


def _list(request: DoorRequest, form: MailForm, status: int = 200) -> HttpResponse:
    own = request.actor.principal_id
    context = {
        "listed": LIST.open(request, Notice.objects.of(own)),
        "has_unread": Notice.objects.of(own).unread().exists(),
        "by_mail": Preference.objects.filter(person=own, by_mail=True).exists(),
        "form": form,
        "push_key": push.public_key(),
        "on_desk": works_at_desk(request),
    }
    return page(request, "notify/list.html", context, status=status)


def _self(request: DoorRequest) -> Person:
    return Person.objects.get(pk=request.actor.principal_id)


def works_at_desk(request: DoorRequest) -> bool:
    term = terms.find("roles", request.actor.role)
    return bool(term and term.data.get("face") in ("desk", "admin"))
